"""A paste of megabytes on its way into the prompt: looked at in a thread, and in slices, because
one regular expression over all of it would keep the event loop waiting as long as it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from chat.text import clean

if TYPE_CHECKING:
    from chat.messages import FilePart

AT_ONCE = 100_000
"""Characters that are cleaned within a frame."""
LARGEST = 10_000_000
"""Characters of one paste: more than any model reads."""
_SLICE = 65_536
_STRING = re.compile(r"\x1b[\]PX^_]|[\x90\x98\x9d-\x9f]")
_OPEN = re.compile("[\r\x1b\x9b\ud800-\udbff]")


def refusal(count: int) -> str:
    """Why a paste of `count` characters is not taken, or the empty string."""
    if count <= LARGEST:
        return ""
    return (
        f"This paste has {count / 1e6:.1f} million characters and a question may have"
        f" {LARGEST // 1_000_000} million: nothing of it was taken."
    )


def chip(text: str) -> tuple[FilePart, str]:
    """The text, cleaned, as a part, and what stands on its chip. For a thread."""
    from tui.prompt.chips import label, pasted

    part = pasted(cleaned(text))
    return part, label(part)


def cleaned(text: str) -> str:
    """`clean` for a thread."""
    return "".join(clean(piece) for piece in slices(text))


def slices(text: str, size: int = _SLICE) -> Iterator[str]:
    """`text` in pieces that can be cleaned by themselves: no escape sequence is cut in two."""
    start = 0
    while start < len(text):
        end = start + size
        while end < len(text) and not _whole(text, end):
            newline = text.find("\n", end, end + 4_096)
            end = newline + 1 if newline >= 0 else end + 64
        yield text[start:end]
        start = end


def _whole(text: str, end: int) -> bool:
    """Whether nothing that began before `end` goes on after it. Only a string of the terminal
    is long, or goes on after a newline."""
    return not (_STRING.search(text, max(0, end - 4_200), end) or _OPEN.search(text, end - 64, end))
