"""How large a text or a file is, in the words a person reads on a chip; what is too large for the
field, where each key costs as much as the line it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chat.messages import FilePart

LONG_LINES = 12
LONG_CHARACTERS = 1_000
EDITED_CHARACTERS = 16_000
EDITED_LINES = 1_000
EDITED_LINE = 8_000
"""Characters in one line."""


def is_long(text: str) -> bool:
    """Whether a paste is better shown as a chip than written out."""
    return len(text) > LONG_CHARACTERS or lines_of(text) > LONG_LINES


def fits(text: str) -> bool:
    """Whether the field edits it within a frame a key."""
    if len(text) > EDITED_CHARACTERS or text.count("\n") >= EDITED_LINES:
        return False
    return len(text) <= EDITED_LINE or max(map(len, text.split("\n"))) <= EDITED_LINE


def fitted(text: str) -> tuple[str, tuple[FilePart, ...]]:
    """`text` as the prompt can hold it: for the field, or all of it as a chip."""
    if fits(text):
        return text, ()
    from tui.prompt.chips import pasted

    return "", (pasted(text),)


def lines_of(text: str) -> int:
    """Lines as an editor counts them: a last newline ends a line and begins none."""
    return text.count("\n") + (0 if text.endswith("\n") else 1)


def size_of(count: int) -> str:
    """Bytes in decimal units: `840 B`, `18 kB`, `1.2 MB`."""
    if count < 1_000:
        return f"{count} B"
    if count < 999_500:
        return f"{count / 1_000:.0f} kB"
    return f"{count / 1_000_000:.1f} MB"
