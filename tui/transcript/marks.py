"""Hits of what is looked for: marked in what is painted, never laid out for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from textual.strip import Strip

from tui.transcript import selection as selecting
from tui.transcript.part import Part
from tui.transcript.rows import Row, Written
from tui.transcript.window import WindowRow

Spans = Sequence[tuple[int, int]]
Look = Callable[[str], Spans]
"""Where in a text it stands, from left to right."""
_FEW, _SHORT = 100, 4_000
"""Lines and characters that are looked through in no time."""
_PATIENCE = 2.0
"""Seconds for all lines of a message."""
_KEPT = 500
"""Logical lines whose hits are remembered."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One hit: a logical line of a message, and its characters there."""

    message: int
    line: int
    start: int
    end: int


class Marks(Part):
    """Mixed into the transcript: what is found, and the hit where a person is."""

    _look_for: Look | None = None
    _here: Mark | None = None
    _hits: dict[int, tuple[Written, Spans]]
    _of_message: tuple[list[str], list[Mark]] = [], []
    """The lines of the message that was looked through last, and its hits."""

    def mark(self, look: Look | None) -> None:
        """Mark what `look` finds in each logical line; None marks nothing any more."""
        self._look_for, self._here, self._hits = look, None, {}
        self._of_message = [], []
        self._moved()

    async def hits_of(self, message: int) -> list[Mark]:
        """The hits in a message, from its top; a long one is laid out and read in a thread."""
        await self.lay_out(message)
        index, look = self.book.index(message), self._look_for
        if index is None or look is None:
            return []
        lines = self.book.laid(index).lines
        if lines is not self._of_message[0] or message in self.book.live:
            long = len(lines) > _FEW or self.book.path[index].characters > _SHORT
            find = partial(_marks, message, list(lines), look)
            self._of_message = lines, await asyncio.to_thread(find) if long else find()
        return self._of_message[1]

    def mark_of(self, message: int) -> Mark:
        """The head of a message, for a hit in what it does not show."""
        index = self.book.index(message)
        rows = self.book.laid(index) if index is not None else None
        return Mark(message, rows.rows[rows.head].line if rows and rows.rows else 0, 0, 0)

    async def reveal(self, mark: Mark) -> None:
        """Unfold what hides a hit; a long message is laid out in a thread."""
        index = self.book.index(mark.message)
        laid = self.book.known(index) if index is not None else None
        for block in laid.blocks if laid is not None else ():
            if block.hidden is not None and block.hidden.holds(mark.line, mark.start):
                self.toggle_block(mark.message, block.number)
                await self.lay_out(mark.message)

    def show_mark(self, mark: Mark, *, read: bool = False) -> None:
        """Bring a hit into view, a third from the top if it was not there; with `read` its message
        is the one that is read."""
        index = self.book.index(mark.message)
        if index is None:
            return
        self._here = mark
        self._focused = mark.message if read else self._focused
        rows, place = self.book.laid(index).rows, (mark.line, mark.start)
        at = (n for n, row in enumerate(rows) if row.line >= mark.line and _end(row) > place)
        row = next(at, 0)
        if rows:
            self.pan_to(rows[row], mark.start, mark.end)
        shown = {(i, id(each)) for i, each in self._rows()}
        if not rows or (index, id(rows[row])) not in shown:
            self.position.go(index, row)
            self.position.walk(-(self.view_height // 3))
        self._moved()

    def _marked(self, strip: Strip, index: int, row: Row) -> Strip:
        """`strip` with the hits that the row shows."""
        for start, end in self._spans(row.written):
            if end > row.start and start < row.end:
                here = self._here is not None and self._here == Mark(
                    self.book.path[index].id, row.line, start, end
                )
                style = self._styles.here() if here else self._styles.found()
                strip = selecting.over(strip, row, start, end, style)
        return strip

    def _spans(self, written: Written) -> Spans:
        if self._look_for is None:
            return ()
        known = self._hits.get(id(written))
        if known is None or known[0] is not written:
            if len(self._hits) >= _KEPT:
                self._hits.clear()
            known = self._hits[id(written)] = (written, self._look_for(written.text))
        return known[1]


def _marks(message: int, lines: Sequence[str], look: Look) -> list[Mark]:
    until, marks = time.monotonic() + _PATIENCE, list[Mark]()
    for number, line in enumerate(lines):
        marks += [Mark(message, number, *span) for span in look(line)]
        if time.monotonic() > until:  # an expression that takes long with every line
            break
    return marks


def _end(row: Row) -> tuple[int, int]:
    """Where what a row shows or can show ends: its line and the character there."""
    return row.line, len(row.written.text) if isinstance(row, WindowRow) else row.end
