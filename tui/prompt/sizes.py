"""How large a text or a file is, in the words a person reads on a chip."""

from __future__ import annotations

LONG_LINES = 12
LONG_CHARACTERS = 1_000


def is_long(text: str) -> bool:
    """Whether a paste is better shown as a chip than written out."""
    return len(text) > LONG_CHARACTERS or lines_of(text) > LONG_LINES


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
