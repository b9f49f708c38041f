"""An open block too long to parse with every flush is drawn as it is written until it is done.

What a finished answer shows is laid out anew as a whole, so nothing of this stays.
"""

from __future__ import annotations

import re

from tui.transcript.galley import Galley
from tui.transcript.rows import GUTTER, MEASURE, Sheet, Span

LONGEST = 4096
"""Characters without a blank line beyond which an open block is not parsed any more."""
_BRACKETS = 800
"""Of them the parser's time is the square, if they stay open."""
_DELIMITER = re.compile(r"\n {0,3}[|:-][|: -]*\n")
_END = re.compile(r"\n(?=[ \t]*\n| {0,3}(?:`{3}|~{3}))")
BLANK = re.compile(r"(?:[ \t]*\n)+")
_FENCED = re.compile(r"^ {0,3}(?:`{3}|~{3})", re.M)


def is_giant(source: str, tail: int) -> bool:
    """Whether the last block of `source`, of which `tail` on is open, is too long to parse.

    A fence is not: it is read line by line; nor a table that is going to be read row by row.
    """
    begin = max(tail, source.rfind("\n\n", tail) + 1)
    table = _DELIMITER.search(source, begin, begin + LONGEST) is not None
    most = 3 * LONGEST if table else LONGEST
    long = len(source) - begin > most or source.count("[", begin) > _BRACKETS
    return long and (_FENCED.search(source, tail) is None or len(source) - begin > 3 * LONGEST)


class OpenGiant:
    """Its rows stand below the kept rows of a galley."""

    stays = True

    def __init__(self, galley: Galley, source: str, begin: int) -> None:
        """Blank lines at `begin` stand before it: they would end it at once, and for ever anew."""
        blank = BLANK.match(source, begin)
        self._galley, self._read = galley, begin if blank is None else blank.end()

    @property
    def needed(self) -> int:
        """From where on the source is still read."""
        return self._read - 1

    def moved(self, characters: int) -> None:
        """So many characters at the beginning of the source are gone."""
        self._read -= characters

    def read_on(self, source: str) -> int | None:
        """Write what came; where the block ends, None while it is open."""
        galley = self._galley
        galley.cut()
        found = _END.search(source, max(0, self._read - 1))
        stop = len(source) if found is None else found.end()
        sheet = galley.sheet()
        self._read = _write_closed(sheet, source, self._read, stop)
        galley.take(sheet)
        galley.keep()
        if found is None and self._read < stop:
            sheet = galley.sheet()
            _write_line(sheet, source[self._read : stop])
            galley.take(sheet)
        return None if found is None else stop


def _write_closed(sheet: Sheet, source: str, read: int, end: int) -> int:
    """Write what cannot change of `source` from `read` to `end`; where that ends."""
    while (line := source.find("\n", read, end)) >= 0 or end - read > LONGEST:
        whole = 0 <= line <= read + LONGEST
        stop = line if whole else _cut(source, read, min(MEASURE, sheet.width - 2 * GUTTER))
        _write_line(sheet, source[read:stop])
        read = stop + whole
    return read


def _write_line(sheet: Sheet, text: str) -> None:
    shown = text.expandtabs(4)
    sheet.write((Span(shown),) if shown.strip() else ())


def _cut(source: str, read: int, room: int) -> int:
    """Where a long line is cut: behind a space if there is one, else at the end of a row."""
    space = source.rfind(" ", read, read + LONGEST)
    return space + 1 if space > read else read + LONGEST - LONGEST % max(2, room)
