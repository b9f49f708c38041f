"""Text given out word by word, at a pace that can be read along."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

_WORD = re.compile(r"\s*\S+|\s+$")


def pieces(text: str) -> list[str]:
    """Words, each with the space before it; joined they are the text."""
    return _WORD.findall(text)


def words(text: str) -> int:
    """How many words `text` has; the guide counts these where a model counts tokens."""
    return len(text.split())


async def spoken(text: str, words_a_second: float) -> AsyncIterator[str]:
    """The pieces of `text`, `words_a_second` of them; all in one piece when that is 0.

    Waits are taken off the clock, not added up: a slow reader does not slow the speech.
    """
    if words_a_second <= 0:
        if text:
            yield text
        return
    loop = asyncio.get_running_loop()
    start = loop.time()
    for number, piece in enumerate(pieces(text)):
        wait = start + number / words_a_second - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        yield piece
