"""Where Textual's internals are used: scroll position and size set without a layout, the scrollbar
repainted only when its thumb moves a cell, strips given straight to the compositor.

Written against Textual 8.2.8; tests/transcript/test_canvas.py proves each use.
"""

from __future__ import annotations

from typing import Any

from textual.filter import ANSIToTruecolor, DimFilter
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from tui.transcript.bar import Bar

NEEDLESS = (ANSIToTruecolor, DimFilter)
"""Of Textual's filters; what has true colours and nothing dim is spared them."""


class LineCanvas(ScrollView):
    """Draws `line_strips`; its position is told by `scrolled` and set by `place_at`."""

    DEFAULT_CSS = """
    LineCanvas {
        overflow-y: scroll; overflow-x: hidden; scrollbar-size-vertical: 1;
        background: $ground; pointer: default;
    }
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._shown_y = 0
        self._thumb = (-1, -1)
        self._thumb_moved = False

    # -- for the widget above

    def line_strips(self, start: int, end: int) -> list[Strip]:
        """The strips of rows `start` to `end` of the view, each as wide as the view."""
        raise NotImplementedError

    def hit_strip(self, y: int) -> Strip:
        """The strip of row `y` of the view with `offset` meta, for selecting."""
        raise NotImplementedError

    def scrolled(self, rows: int) -> None:
        """Somebody wants the view moved by `rows`; ends in `place_at`."""
        raise NotImplementedError

    @property
    def view_width(self) -> int:
        """Columns for rows: all but the scrollbar, which always stands there."""
        return max(0, self._container_size.width - 1)

    @property
    def view_height(self) -> int:
        return self._container_size.height

    def place_at(self, y: int, total: int) -> None:
        """The view shows rows from `y` on of `total`; nothing is laid out for that."""
        size = Size(self.view_width, total)
        if size != self.virtual_size:
            self.set_reactive(Widget.virtual_size, size)
        self._shown_y = y
        self.set_reactive(Widget.scroll_y, float(y))
        self.set_reactive(Widget.scroll_target_y, float(y))
        self._move_thumb(y, total)

    def paint(self, y: int, rows: int, *, now: bool = False) -> None:
        """Paint `rows` rows of the view from row `y` on, and the scrollbar if its thumb has moved.

        `now` skips Textual's way to the screen, two messages and a timer, which cost a frame of an
        answer more than its rows; it is not taken while anything else waits to be laid out.
        """
        region, moved = Region(0, y, self.view_width, rows), self._thumb_moved
        self._thumb_moved = False
        screen, app = self.screen, self.app
        waiting = screen._layout_required or screen._scroll_required or screen._repaint_required
        if not now or waiting or app._batch_count or screen is not app.screen or not app._running:
            self.refresh(region)
            if moved:
                self.vertical_scrollbar.refresh()
            return
        self._set_dirty(region)
        if moved:
            self.vertical_scrollbar._set_dirty()
        changed = {self, self.vertical_scrollbar, *screen._dirty_widgets}
        screen._compositor.update_widgets(changed)
        screen._compositor_refresh()

    # -- for Textual

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = bar = Bar(name="vertical")
            bar.display = False
            self.app._start_widget(self, bar)
        return self._vertical_scrollbar

    def render_lines(self, crop: Region) -> list[Strip]:
        strips = self.line_strips(crop.y, crop.bottom)
        if crop.x or crop.width != self.view_width:
            ground = self.rich_style  # the filters below take no segment without a style
            strips = [strip.crop_extend(crop.x, crop.right, ground) for strip in strips]
        filters = [f for f in self.get_line_filters() if not isinstance(f, NEEDLESS)]
        if filters:
            behind = self.background_colors[1]
            for line_filter in filters:
                strips = [strip.apply_filter(line_filter, behind) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        return self.hit_strip(y)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Wheel, drag on the scrollbar, selecting beyond an edge: a wish to move."""
        rows = round(new_value) - self._shown_y
        if rows:
            rest = new_value - round(new_value)
            self.scrolled(rows)
            self.set_reactive(Widget.scroll_y, self._shown_y + rest)

    def _scroll_to(self, x: float | None = None, y: float | None = None, **options: Any) -> bool:
        """Scrolling jumps: an animation takes half a second to settle."""
        if y is None:
            return False
        before = self._shown_y
        if rows := round(y) - before:
            self.scrolled(rows)
        return self._shown_y != before

    def _scroll_update(self, virtual_size: Size) -> None:
        """A new size keeps the position; `on_resize` finds the new one."""
        self._refresh_scrollbars()
        self._thumb = (-1, -1)

    def _move_thumb(self, y: int, total: int) -> None:
        window = self.view_height
        if not window or not self.is_attached:
            return
        bar = self.vertical_scrollbar
        total = max(1, total)
        thumb = (max(1, window * window // total), y * window // total)
        bar.set_reactive(ScrollBar.window_virtual_size, total)
        bar.set_reactive(ScrollBar.window_size, window)
        bar.set_reactive(ScrollBar.position, float(y))
        if thumb != self._thumb:
            self._thumb, self._thumb_moved = thumb, True
