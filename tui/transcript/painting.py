"""The rows of the view as strips; strips of rows that did not change are the same objects."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from rich.cells import cell_len
from rich.segment import Segment
from textual.selection import Selection
from textual.strip import Strip

from tui.transcript import selection as selecting
from tui.transcript.labels import new_lines, with_aside
from tui.transcript.marks import Marks
from tui.transcript.rows import GUTTER, Row


class Painting(Marks):
    """Mixed into the transcript: what stands in which row of the screen, and its strip."""

    _empty: Strip | None = None
    _readers = 0

    def _rows(self) -> list[tuple[int, Row | None]]:
        """For each row of the view the message it is of and the row; (-1, None) is empty."""
        if self._visible is not None:
            return self._visible
        rows: list[tuple[int, Row | None]] = []
        height = self.view_height
        index, row = self.position.index, self.position.row
        if row < 0:
            rows, row = [(-1, None)] * min(height, -row), 0
        while len(rows) < height and index < len(self.book):
            shown = self.book.shown(index).rows[row : row + height]
            rows += [(index, each) for each in shown]
            index, row = index + 1, 0
        del rows[height:]
        rows += [(-1, None)] * (height - len(rows))
        self._visible = rows
        self._want_colours()
        return rows

    def _want_colours(self) -> None:
        """Have lexers made ready in a thread for the languages that were just asked for."""
        highlight = sys.modules.get("tui.transcript.highlight")
        wanted = getattr(highlight, "wanted", None)  # none while a thread is still importing it
        if wanted is not None and (languages := wanted()):
            self.run_worker(self._colour(highlight, languages), group="colour")

    async def _colour(self, highlight: Any, languages: set[str]) -> None:
        await asyncio.to_thread(highlight.prepare, languages)
        self._readers += 1
        self._draw_anew()

    def line_strips(self, start: int, end: int) -> list[Strip]:
        width = self.view_width
        if self.book.look.width != width:
            # Between a new size and its layout: what stood there, cut to the new width.
            old = [
                strip.adjust_cell_length(width, self._styles.of("text")) for strip in self._painted
            ]
            return self._filled(old[start:end], end - start)
        rows = self._rows()
        if len(self._painted) < len(rows):
            chosen = self.text_selection
            tails = {id(live.laid.rows[-1]) for live in self.book.live.values() if live.caret}
            missing = range(len(self._painted), len(rows))
            self._painted += [self._strip(*rows[y], chosen, tails) for y in missing]
            if self._new_lines and not self.position.following and len(rows) == self.view_height:
                self._painted[-1] = self._with_new_lines(self._painted[-1], width)
        return self._filled(self._painted[start:end], end - start)

    def _filled(self, strips: list[Strip], count: int) -> list[Strip]:
        """Exactly `count` strips: the compositor leaves old cells where one is missing."""
        return strips + [self._blank(self.view_width)] * (count - len(strips))

    def _strip(
        self, index: int, row: Row | None, chosen: Selection | None, tails: set[int]
    ) -> Strip:
        """A row's strip; over it the selection, the caret of a live answer, the focus bar."""
        if row is None:
            return self._blank(self.view_width)
        strip = self._marked(row.strip, index, row)
        if chosen is not None:
            strip = selecting.painted(strip, row, index, chosen, self._styles.selected())
        if id(row) in tails:
            strip = self._with_caret(strip, row)
        focused = self._focused is not None and self.book.path[index].id == self._focused
        # Each row above a message's own ones is a line of its own.
        if focused and row.line >= self.book.shown(index).head:
            laid = self.book.shown(index)
            if row.line == laid.head:
                strip = with_aside(strip, laid.aside, self._styles)
            mark = "█" if self._in_focused_block(index, row) else "▌"
            bar = Strip([Segment(mark, self._styles.of("focus"))], 1)
            strip = Strip.join([bar, strip.crop(1)])
        if strip.cell_length != self.view_width:  # a long message still has rows of the old width
            strip = strip.adjust_cell_length(self.view_width, self._styles.of("text"))
        return strip

    def _blank(self, width: int) -> Strip:
        if (
            self._empty is None
            or self._empty.cell_length != width
            or (self._empty._segments[0].style != self._styles.of("text"))
        ):
            self._empty = Strip([Segment(" " * width, self._styles.of("text"))], width)
        return self._empty

    def _with_caret(self, strip: Strip, row: Row) -> Strip:
        x = min(row.x + cell_len(row.text), row.width - GUTTER)
        caret = Strip([Segment("▍", self._styles.of("accent"))], 1)
        return Strip.join([strip.crop(0, x), caret, strip.crop(x + 1)])

    def _with_new_lines(self, strip: Strip, width: int) -> Strip:
        told = new_lines(self._new_lines)
        mark = Strip([Segment(told, self._styles.of("accent", 0, "panel"))], len(told))
        end = width - GUTTER
        return Strip.join([strip.crop(0, end - len(told)), mark, strip.crop(end)])
