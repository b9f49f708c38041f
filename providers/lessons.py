"""One question, asked again without what its server refuses: until it is answered, or nothing more
is learned from the refusals.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from chat.chunks import Chunk, Status
from chat.errors import ProviderError
from providers.openai_refused import Learned, unproven
from providers.retry import retried

LESSONS = 6
"""How often one question may be asked anew because something of it was refused."""

Attempt = tuple[Mapping[str, Any], Callable[[], AsyncGenerator[Chunk, None]]]
"""A body, by what is learned so far, and what sends it: again where a connection breaks."""


async def lessons(
    attempt: Callable[[], Awaitable[Attempt]],
    taught: Callable[[ProviderError, Mapping[str, Any]], bool],
    learned: Learned,
    secrets: Sequence[str],
) -> AsyncGenerator[Chunk, None]:
    """The chunks of the answer. `taught` tells of a refusal, and of the body that was refused,
    whether it taught something; lessons that did not help are undone in `learned`.
    """
    before = dict(learned)
    for lesson in range(LESSONS + 1):
        sent, once = await attempt()
        said = False
        try:
            async with aclosing(retried(once, secrets)) as source:
                async for chunk in source:
                    said = said or not isinstance(chunk, Status)
                    yield chunk
            return
        except ProviderError as error:
            if said:
                raise
            if lesson == LESSONS or not taught(error, sent):
                unproven(error, learned, before)
                raise
