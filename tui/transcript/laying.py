"""Long messages are laid out in a thread, one at a time, those in sight first and then their
neighbours; when one is there, what stands in the middle of the screen stays where it is."""

from __future__ import annotations

import asyncio

from tui.transcript import collecting
from tui.transcript.layout import Layout
from tui.transcript.message_rows import Laid
from tui.transcript.panning import Panning
from tui.transcript.standin import Pieces, same_row
from tui.transcript.thoughts import Seen

_PAUSE = 0.02
"""Seconds between two reads that nobody waits for."""


class Laying(Panning):
    """Mixed into the transcript: layouts that come later."""

    _laying = False
    _back: tuple[int, int, tuple[int, int]] | None = None
    """A message, the row to stand at in it, and where the view stands instead."""

    def _want_layouts(self) -> None:
        """Begin with what is wanted, unless a thread is at it."""
        if self.book.wanted and not self._laying and self.is_attached:
            self._laying = True
            self.run_worker(self._lay_out(), group="layout")

    def foresee(self) -> None:
        """Find out how much is folded of what is not in sight: the scrollbar would jump when it is
        met."""
        if self.is_attached and (pages := self.book.foretold.unread(self.book.path)):
            self.run_worker(self._foresee(pages), group="foresee", exclusive=True)

    async def _foresee(self, pages: list[list[int]]) -> None:
        for page in pages:
            await asyncio.sleep(_PAUSE)
            self.book.foretell(self.book.texts.load(page))
        self._settle()

    async def lay_out(self, number: int) -> None:
        """Have the rows of a message, a long one's from a thread, before they are looked at."""
        index = self.book.index(number)
        if index is None or self.book.is_ready(index):
            return
        made = self.book.layout(index)
        laid = await collecting.in_thread(made)
        self._take(number, made, laid)

    async def _lay_out(self) -> None:
        try:
            while (number := self._next_wanted()) is not None:
                index = self.book.index(number)
                if index is None:
                    continue
                await self.lay_out(number)
        finally:
            self._laying = False

    def _next_wanted(self) -> int | None:
        """The one in sight, else the latest that was asked for."""
        seen = {self.book.path[index].id for index, row in self._rows() if row is not None}
        wanted = self.book.wanted
        number = next((n for n in wanted if n in seen), None)
        if number is None and wanted:
            number = next(reversed(wanted))
        wanted.pop(number, None)  # type: ignore[arg-type]
        return number

    def _take(self, number: int, made: Layout, laid: Laid) -> None:
        """A layout is there: nothing moves but what it puts right."""
        index = self.book.index(number)
        if index is None:
            return
        standing, rows = self.book.stands(index), self._rows()
        if not self.book.take_layout(number, made, laid):
            return
        back = self._back
        if back is not None and back[0] == number:
            self._back = None
        here = self.position.index, self.position.row
        if back is not None and (back[0], back[2]) == (number, here):
            self.position.go(index, back[1])
            self._settle()
        elif standing is None or isinstance(standing.rows, Pieces) or _rewritten(standing, laid):
            self._taken(index, standing, laid, rows)
        elif standing.shape != laid.shape:
            self._reshaped(index, standing, laid, rows)
        elif len(standing.lines) != len(laid.lines) and not self.position.following:
            self._refolded(index, standing, laid, rows)
        else:  # other colours
            self._settle()
        self.was_laid_out(number)

    def was_laid_out(self, number: int) -> None:
        """A thread has laid out a message: what can be done with it is known now."""

    def turn_formulas(self, number: int) -> bool:
        """Show the formulas of a message as they were written, or readable again; False while
        it is being given: it turns when it has ended."""
        self.book.tex ^= {number}
        index = self.book.index(number)
        if index is None or number in self.book.live:
            return False
        old, seen = self.book.known(index), self._rows()
        self._visible = None
        self._taken(index, old, self.book.shown(index), seen)
        return True

    def return_to(self, index: int, row: int) -> None:
        """Stand where a person left: where that is, is known when the message is laid out."""
        self.position.go(index, row)
        self._stay(index, row)

    def _stay(self, index: int, row: int) -> None:
        """Stand at a row of a message when it is laid out, if nobody has moved until then."""
        place = self.position.index, self.position.row
        self._back = (self.book.path[index].id, row, place)

    def _taken(self, index: int, old: Laid | None, new: Laid, seen: Seen) -> None:
        """`new` stands where `old` stood when the screen showed the rows `seen`."""
        if not any(at == index for at, _ in seen):
            self._place()
        elif self.position.following:
            self._settle()
        else:
            self._keep(index, old, new, seen)
            self._moved()

    def _keep(self, index: int, old: Laid | None, new: Laid, seen: Seen) -> None:
        """Stand so that one row of the screen shows what it showed: the one at the top where rows
        only break elsewhere, else what a person looks at, in the middle."""
        y = 0
        if old is None or isinstance(old.rows, Pieces) or old.rows[0].width == self.view_width:
            said = (y for y, (_, row) in enumerate(seen) if row is not None and row.text.strip())
            y = min(said, key=lambda y: abs(y - len(seen) // 2), default=0)
        at = seen[y][0]
        first = self.position.row if at == self.position.index else 0
        row = first + y - next(i for i, (other, _) in enumerate(seen) if other == at)
        if at == index and old is not None:
            row = same_row(old, row, new)
        if at >= 0:
            self.position.index, self.position.row = at, row - y
        self.position.walk(0)


def _rewritten(old: Laid, new: Laid) -> bool:
    """Whether lines break elsewhere, or say other things."""
    return (old.rows[0].width, old.tex) != (new.rows[0].width, new.tex)
