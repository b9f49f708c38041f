"""A table that has grown long and may go on: only new rows are read.

Its columns stay as wide as the first rows asked for, so that nothing above the caret moves; they
are measured anew when the answer has ended and is laid out as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tui.transcript.blocks import Table, parse_placed
from tui.transcript.galley import Galley
from tui.transcript.giant import LONGEST
from tui.transcript.inline import Line
from tui.transcript.renderer import write_table_rows
from tui.transcript.rows import GUTTER
from tui.transcript.shape import Pan, Placed
from tui.transcript.table import body_rows, columns_of, head_rows

LONG = 1024
"""Characters from which on a table is read row by row."""
_HEAD = re.compile(r"[^\n]*\n[^\n]*\n")
_BLANK = re.compile(r"\n[ \t]*\n")


class OpenTable:
    """Its rows stand below the kept rows of a galley; the header is the first of them."""

    stays = True
    """Once it has ended it is not laid out again before the whole answer is."""

    def __init__(self, galley: Galley, source: str, begin: int) -> None:
        """The table begins at `begin`, its header and the line below it are whole."""
        self._galley = galley
        head = _HEAD.match(source, begin)
        assert head is not None
        self._head = head[0]
        self._read_to = head.end()
        self._rows: list[tuple[Line, ...]] = []
        self._open: Sequence[tuple[Line, ...]] = ()
        self._room = galley.width - 2 * GUTTER
        blocks, first = galley.blocks, galley.sheet().next_line
        pan = blocks.shape.pan(blocks.number)
        self._read(source)
        self._measure(pan)
        columns, self._number = self._columns, len(blocks.placed)
        placed = Placed(blocks.number, first, first, widest=columns.widest, room=columns.room - 1)
        pan = pan if columns.window is not None else None
        blocks.placed.append(replace(placed, wraps=columns.wraps, pan=pan))
        galley.keep()

    @property
    def needed(self) -> int:
        """From where on the source is still read."""
        return self._read_to

    def moved(self, characters: int) -> None:
        """So many characters at the beginning of the source are gone."""
        self._read_to -= characters

    def read_on(self, source: str) -> int | None:
        """Write the rows that came; where the table ends, None while it is open."""
        new = len(self._rows)
        end = self._read(source)
        self._galley.cut()
        self._write(self._rows[new:], keep=True)
        self._write(self._open, keep=False)
        placed, last = self._galley.blocks.placed, self._galley.sheet().next_line - 1
        placed[self._number] = replace(placed[self._number], last=last)
        return end

    def _read(self, source: str) -> int | None:
        """Parse the new lines below the header; the last, unfinished one stays to be read."""
        unread = source[self._read_to :]
        placed = parse_placed(self._head + unread)
        table = placed[0][0]
        assert isinstance(table, Table)
        end = None
        if len(placed) > 1:
            end = _line_start(unread, placed[1][1] - 2)
        elif (blank := _BLANK.search("\n" + unread)) is not None:
            end = blank.end() - 1
        elif len(unread) - unread.rfind("\n") > LONGEST:
            end = unread.rfind("\n") + 1  # one row that is a giant
        self._table = table
        whole = unread.count("\n", 0, len(unread) if end is None else end)
        self._rows += table.rows[:whole]
        self._open = table.rows[whole:] if end is None else ()
        self._read_to = end + self._read_to if end is not None else source.rfind("\n", 0) + 1
        return self._read_to if end is not None else None

    def _measure(self, pan: Pan | None) -> None:
        """Columns for all that came, and everything written anew."""
        table = Table(self._table.header, tuple(self._rows), self._table.alignments)
        self._columns = columns_of(table, self._room, pan)
        self._galley.cut()
        sheet = self._galley.sheet()
        write_table_rows(sheet, head_rows(table, self._columns.widths), self._columns)
        self._galley.take(sheet)
        self._write(self._rows, keep=True)

    def _write(self, rows: Sequence[tuple[Line, ...]], *, keep: bool) -> None:
        sheet = self._galley.sheet()
        made = body_rows(rows, self._columns.widths, self._table.alignments)
        write_table_rows(sheet, made, self._columns)
        self._galley.take(sheet)
        if keep:
            self._galley.keep()


def _line_start(text: str, line: int) -> int:
    """Where line `line` (from 0) of `text` begins."""
    at = 0
    for _ in range(line):
        at = text.index("\n", at) + 1
    return at
