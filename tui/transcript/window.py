"""Rows that are not wrapped: a window on a logical line, moved sideways by its block's `Pan`.

Nothing is cut without a mark: `‹` and `›` stand where a line goes on beyond an edge.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from rich.cells import cell_len, split_graphemes
from rich.segment import Segment
from textual.strip import Strip

from tui.transcript.rows import GUTTER, Hit, Row, Written
from tui.transcript.shape import Pan

LONGEST = 8_000
"""Characters of a line beyond ASCII up to which its block can be panned: they are measured one by
one when it is first painted, 7 ms."""


@dataclass(slots=True)
class Window:
    """What the rows of a block share: its longest line so far has `widest` cells, `room` are
    seen."""

    pan: Pan
    widest: int
    room: int

    @property
    def offset(self) -> int:
        return max(0, min(self.pan.offset, self.widest - self.room))

    def row(self, written: Written) -> WindowRow:
        return WindowRow(written, self)


def widest(lines: list[str], room: int) -> int:
    """Cells of the longest line, if it is longer than `room` and can be panned, else 0."""
    long = [line for line in lines if len(line) * 2 > room]
    cells = 0
    for line in long:
        if line.isascii():
            cells = max(cells, len(line))
        elif len(line) > LONGEST:
            return 0
        else:
            cells = max(cells, cell_len(line))
    return cells if cells > room else 0


class WindowRow(Row):
    """One logical line; which characters of it are seen is known when it is asked for."""

    __slots__ = ("_edges", "_of", "_seen", "window")

    def __init__(self, written: Written, window: Window) -> None:
        self.written, self.window = written, window
        self.more: tuple[Hit, ...] = ()
        self._strip: Strip | None = None
        self._of, self._seen = -1, (0, 0, 0)
        self._edges: tuple[list[int], list[int]] | None = None
        """Where each character ends, if there are others than ASCII: as character and as cell."""

    @property
    def start(self) -> int:  # type: ignore[override]
        return self._look()[0]

    @property
    def end(self) -> int:  # type: ignore[override]
        return self._look()[1]

    @property
    def x(self) -> int:  # type: ignore[override]
        return self._look()[2]

    def cells_before(self, character: int) -> int:
        """Cells of the line left of a character."""
        text = self.written.text
        return character if text.isascii() else cell_len(text[:character])

    @property
    def strip(self) -> Strip:
        self._look()
        return super().strip

    def _look(self) -> tuple[int, int, int]:
        """The first and the last character seen, and the cell of the first."""
        offset = self.window.offset
        if offset != self._of:
            self._of, self._strip = offset, None
            self._seen = self._measure(offset)
        return self._seen

    def _measure(self, offset: int) -> tuple[int, int, int]:
        text, left, room = self.written.text, self.written.left, self.window.room
        if text.isascii():
            start = min(offset, len(text))
            return start, min(start + room, len(text)), left
        if self._edges is None:
            self._edges = [0], [0]
            for _, end, wide in split_graphemes(text)[0]:
                self._edges[0].append(end)
                self._edges[1].append(self._edges[1][-1] + wide)
        ends, cells = self._edges
        first = min(bisect_left(cells, offset), len(cells) - 1)
        last = first
        while last + 1 < len(cells) and cells[last + 1] <= offset + room:
            last += 1
        return ends[first], ends[last], left + max(0, cells[first] - offset)

    def forget(self) -> None:
        super().forget()
        self._edges = None

    def _make(self) -> Strip:
        strip = super()._make()
        text, left = self.written.text, self.written.left
        if text[: self.start].strip() and left:
            strip = self._with(strip, "‹", left - 1)
        if text[self.end :].strip():
            strip = self._with(strip, "›", self.width - GUTTER - 1)
        return strip

    def _with(self, strip: Strip, mark: str, x: int) -> Strip:
        style = self.written.styles.of("accent", 0, self.written.ground)
        made = Strip([Segment(mark, style)], 1)
        return Strip.join([strip.crop(0, x), made, strip.crop(x + 1)])


class FoldRow(Row):
    """The row below a long block that folds and unfolds it: of no logical text, so lines are the
    same whether it is folded or not; it stands behind the last of them."""

    __slots__ = ("_line",)

    def __init__(self, written: Written, line: int, character: int, x: int) -> None:
        super().__init__(written, character, character, x)
        self._line = line

    @property
    def line(self) -> int:
        return self._line

    @property
    def text(self) -> str:
        return ""

    def _make(self) -> Strip:
        written = self.written
        made = written.segments(0, len(written.text), self.x, first=False)
        return Strip(made, written.width).adjust_cell_length(written.width)
