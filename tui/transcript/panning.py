"""One block of the focused message can have the focus: code and tables that are too wide are moved
sideways in it, and what is copied or folded is that block."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from rich.cells import cell_len

from tui.transcript.folding import Folding
from tui.transcript.rows import Row
from tui.transcript.shape import Pan, Placed
from tui.transcript.window import WindowRow

STEP = 8
"""Columns."""
_BEHIND = -1
"""Where no block has the focus, and the first is the next."""


class Panning(Folding):
    """Mixed into the transcript: the block that has the focus."""

    _block: tuple[int, int] | None = None
    """Message and number, `_BEHIND` the last one; it is lost with the focus of the message."""

    @property
    def focused_block(self) -> Placed | None:
        if self._block is None or self._block[0] != self._focused:
            return None
        number = self._block[1]
        return next((b for b in self.blocks_of(self._block[0]) if b.number == number), None)

    def focus_block(self, id: int, number: int) -> None:  # noqa: A002
        """Give the focus to a message and a block of it; nothing moves for that."""
        if self.book.index(id) is not None:
            self._focused, self._block = id, (id, number)
            self._moved()

    def step_block(self) -> None:
        """To the next block of the focused message, into view; behind the last to none. The first
        time it is the one in sight, and nothing moves for that."""
        number = self._focused
        if number is None:
            return
        blocks, seen = self.blocks_of(number), range(0)
        if self._block is None or self._block[0] != number:
            seen = self._lines_in_sight(number)
            at = next((n for n, block in enumerate(blocks) if block.last >= seen.start), 0)
        else:
            at = next((n for n, b in enumerate(blocks) if b.number == self._block[1]), -1) + 1
        self._block = number, blocks[at].number if at < len(blocks) else _BEHIND
        if at < len(blocks) and not any(map(blocks[at].holds, seen)):
            self._bring_lines(number, blocks[at])
        self._moved()

    def _lines_in_sight(self, number: int) -> range:
        """Logical lines of a message that are on the screen."""
        index = self.book.index(number)
        seen = [row.line for at, row in self._rows() if at == index and row is not None]
        return range(seen[0], seen[-1] + 1) if seen else range(0)

    def _bring_lines(self, number: int, block: Placed) -> None:
        """A block into view; one that is longer than the view by its top."""
        index = self.book.index(number)
        if index is None:
            return
        rows = self.book.shown(index).rows
        first = bisect_left(rows, block.first, key=lambda row: row.line)
        last = bisect_right(rows, block.last, key=lambda row: row.line)
        if self.position.is_far(index):
            self.position.go(index, first)
            return
        top = self.position.distance(index) + first
        bottom, height = top + last - first, self.position.height
        if top < 0 or bottom - top >= height:
            self.position.walk(top)
        elif bottom > height:
            self.position.walk(bottom - height)

    # -- sideways

    def pan(self, step: int) -> bool:
        """Move the focused block by `step` columns; False without one that is too wide."""
        block = self.focused_block
        if block is None or not block.wide or self._focused is None:
            return False
        self._pan(self._focused, block, step)
        return True

    def pan_at(self, y: int, step: int) -> None:
        """Move the wide block in row `y` of the view."""
        found = self.wide_at(y)
        if found is not None:
            self._pan(*found, step)

    def wide_at(self, y: int) -> tuple[int, Placed] | None:
        """The message and the block in row `y` of the view, if that is too wide."""
        rows = self._rows()
        index, row = rows[y] if 0 <= y < len(rows) else (-1, None)
        if row is None:
            return None
        number = self.book.path[index].id
        blocks = (b for b in self.blocks_of(number) if b.wide and b.holds(row.line))
        block = next(blocks, None)
        return None if block is None else (number, block)

    def _pan(self, number: int, block: Placed, step: int) -> None:
        shape, pan = self.book.shape(number), block.pan
        if pan is None:
            if step > 0:
                pan = Pan(0 if block.wraps else step)
                self._reshape(number, shape.panned(block.number, pan))
        elif step < 0 and pan.offset <= 0:
            if block.wraps:
                self._reshape(number, shape.panned(block.number, None))
        else:
            pan.offset = max(0, min(pan.offset + step, block.widest - block.room))
            self._moved()

    def pan_to(self, row: Row, start: int, end: int) -> None:
        """Characters `start` to `end` of its line into the window of a row."""
        if not isinstance(row, WindowRow):
            return
        window, text = row.window, row.written.text
        left = row.cells_before(start)
        right = left + cell_len(text[start:end])
        if not window.offset <= left <= right <= window.offset + window.room:
            window.pan.offset = max(0, min(left - window.room // 3, window.widest - window.room))

    def _in_focused_block(self, index: int, row: Row) -> bool:
        block = self.focused_block
        return block is not None and block.holds(row.line) and self._focused_at(index)

    def _focused_at(self, index: int) -> bool:
        return self._focused is not None and self.book.path[index].id == self._focused
