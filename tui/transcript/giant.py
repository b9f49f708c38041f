"""An open block too long to parse with every flush is drawn as it is written until it is done.

What a finished answer shows is laid out anew as a whole, so nothing of this stays.
"""

from __future__ import annotations

import re

from chat.text import clean
from tui.transcript.rows import Sheet, Span

LONGEST = 4096
"""Characters without a blank line beyond which an open block is not parsed any more."""
_BRACKETS = 800
"""Of them the parser's time is the square, if they stay open."""
_END = re.compile(r"\n(?=[ \t]*\n| {0,3}(?:`{3}|~{3}))")
_FENCED = re.compile(r"^ {0,3}(?:`{3}|~{3})", re.M)


def is_giant(source: str, tail: int) -> bool:
    """Whether the last block of `source`, of which `tail` on is open, is too long to parse.

    A fence is not: it is read line by line.
    """
    begin = max(tail, source.rfind("\n\n", tail) + 1)
    long = len(source) - begin > LONGEST or source.count("[", begin) > _BRACKETS
    return long and _FENCED.search(source, tail) is None


def end_of(source: str, read: int) -> int | None:
    """Where the block ends that has been read up to `read`; None while it is open."""
    found = _END.search(source, max(0, read - 1))
    return found.end() if found is not None else None


def write_closed(sheet: Sheet, source: str, read: int, end: int) -> int:
    """Write what cannot change of `source` from `read` to `end`; where that ends."""
    while (line := source.find("\n", read, end)) >= 0 or end - read > LONGEST:
        whole = 0 <= line <= read + LONGEST
        stop = line if whole else _cut(source, read)
        write_open(sheet, source[read:stop])
        read = stop + whole
    return read


def write_open(sheet: Sheet, text: str) -> None:
    shown = clean(text).expandtabs(4)
    sheet.write((Span(shown),) if shown.strip() else ())


def _cut(source: str, read: int) -> int:
    """Where a long line is cut: behind a space if there is one."""
    space = source.rfind(" ", read, read + LONGEST)
    return space + 1 if space > read else read + LONGEST
