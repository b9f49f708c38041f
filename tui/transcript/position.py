"""Where the view stands: a message and a row in it. Real heights are walked, never estimates."""

from __future__ import annotations

from tui.transcript.book import Book

Place = tuple[int, int]
_FAR = 50
"""Messages."""


class Position:
    """The row at the top of a view of `height` rows; above a short conversation it is negative."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.height = 1
        self.index = self.row = 0
        self.following = True
        """Whether the view stays at the end as it grows."""

    @property
    def y(self) -> int:
        """The top as a row of the whole, by estimates where nothing is laid out."""
        return max(0, self.book.heights.above(self.index) + self.row) if len(self.book) else 0

    def end(self) -> Place:
        """The place at which the last row is at the bottom."""
        index, rows = len(self.book), 0
        while index > 0 and rows < self.height:
            index -= 1
            rows += len(self.book.shown(index).rows)
        return index, rows - self.height

    def go_end(self) -> None:
        self.index, self.row = self.end()
        self.following = True

    def go(self, index: int, row: int) -> None:
        """Stand there, as far as there are rows below."""
        self.index = max(0, min(index, len(self.book) - 1))
        self.row = row
        self.walk(0)

    def walk(self, rows: int) -> None:
        """Move by real rows; a long way (the scrollbar) is a jump by estimates."""
        if not len(self.book):
            return
        if abs(rows) > 6 * self.height:
            self.index, self.row = self.book.heights.find(max(0, self.y + rows))
        else:
            self._step(self.row + rows)
        end = self.end()
        if (self.index, self.row) >= end or end <= (0, 0):  # all of it is in sight
            self.index, self.row = end
            self.following = True
        else:
            self.following = False
            if self.index == 0 and self.row < 0:
                self.row = 0

    def _step(self, row: int) -> None:
        index, last = self.index, len(self.book) - 1
        while row < 0 and index > 0:
            index -= 1
            row += len(self.book.shown(index).rows)
        while index < last and row >= (here := len(self.book.shown(index).rows)):
            row -= here
            index += 1
        self.index, self.row = index, row

    def is_far(self, index: int) -> bool:
        """Whether message `index` is so far away that nothing between is to be laid out."""
        return abs(index - self.index) > _FAR

    def distance(self, index: int) -> int:
        """Rows from the top of the view to the first row of message `index` (laid out between,
        unless it is far)."""
        if self.is_far(index):
            return self.book.heights.above(index) - self.y
        if index >= self.index:
            between = range(self.index, index)
            return sum(len(self.book.shown(i).rows) for i in between) - self.row
        return -sum(len(self.book.shown(i).rows) for i in range(index, self.index)) - self.row
