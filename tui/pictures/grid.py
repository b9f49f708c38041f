"""Thousands of pictures as a grid of tiles, of which only those in view exist.

It moves by whole rows of tiles, so that none is ever cut, in any mode.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from textual import events
from textual.message import Message

from chat.store.rows import PictureRow
from tui.pictures.sheet import Sheet
from tui.pictures.supply import PIXELS


class Grid(Sheet, can_focus=True, inherit_bindings=False):
    """`show` the rows; `chosen` is the one that keys act on."""

    class Chosen(Message):
        """Another tile, or other rows."""

    class Opened(Message):
        """The chosen tile was clicked."""

    class Broken(Message):
        """The chosen one cannot be shown."""

    @property
    def chosen(self) -> PictureRow | None:
        return self.rows[self.at] if self.rows else None

    def show(
        self, rows: Sequence[PictureRow], choose: str | None = None, *, painted: bool = False
    ) -> None:
        """Other rows; the one of the hash `choose`, else the one at the old place is chosen.
        `painted`: all of the screen is about to be."""
        self.rows = rows
        if choose is not None:
            hashes = (number for number, row in enumerate(rows) if row.hash == choose)
            self.at = next(hashes, self.at)
        self.at = max(0, min(self.at, len(rows) - 1))
        if painted:
            self.seen()
        if self._laid_out:
            self._move_to(self.top)
            self._into_view()
        self.post_message(self.Chosen())

    def redraw(self) -> None:
        """Draw all in view anew."""
        if self._laid_out:
            self.anew()
            self._move_to(self.top)
            self._into_view()

    def let_go(self) -> None:
        """Show nothing, and hold nothing."""
        self.rows, self.at, self.top = (), 0, 0
        self.forget()

    def cover(self) -> None:
        """Something lies over it: pixels are not drawn through that."""
        if self.darkroom.mode in PIXELS:
            self.redraw()

    @property
    def _laid_out(self) -> bool:
        return self.is_attached and self.view_height > 0

    @property
    def problem(self) -> str:
        """Why the chosen one cannot be shown; else empty."""
        return self._supply.problem(self.chosen.hash) if self.chosen is not None else ""

    def _came(self, names: Collection[str]) -> None:
        super()._came(names)
        if self.chosen is not None and self.chosen.hash in names and self.problem:
            self.post_message(self.Broken())

    # -- choosing

    def choose(self, number: int) -> None:
        """The tile of that number, or the nearest, and bring it into view."""
        before, self.at = self.at, max(0, min(number, len(self.rows) - 1))
        if before != self.at:
            if not self._into_view():
                self.paint_marks(before, self.at)
            self.post_message(self.Chosen())

    def move(self, across: int, down: int) -> None:
        """Tiles to the side, rows of them down; a last row that is short takes its last tile."""
        width = self.tiling.across
        to = self.at // width + down
        if 0 <= to < self.tiling.rows(len(self.rows)):
            self.choose(self.at + across + down * width)

    def page(self, direction: int) -> None:
        """A view further; the chosen tile keeps its place in it."""
        before, rows = self.top, self.tiling.down
        self._move_to(self.top + direction * rows)
        moved = self.top - before or direction * rows
        column, row = self.at % self.tiling.across, self.at // self.tiling.across
        last = self.tiling.rows(len(self.rows)) - 1
        self.choose(max(0, min(row + moved, last)) * self.tiling.across + column)

    # -- moving

    def _into_view(self) -> bool:
        """Bring the chosen tile into view; whether anything moved."""
        row, before = self.at // self.tiling.across, self.top
        if row < self.top:
            self._move_to(row)
        elif row >= self.top + self.tiling.down:
            self._move_to(row - self.tiling.down + 1)
        return self.top != before

    def _move_to(self, top: int) -> None:
        """Have that row of tiles at the top, or the nearest that fills the view."""
        tiling, count = self.tiling, self.tiling.rows(len(self.rows))
        self.top = max(0, min(top, count - tiling.down))
        free = self.view_height - tiling.down * tiling.height
        self.place_at(self.top * tiling.height, max(1, count * tiling.height + free))
        self.want()
        self.paint_view()

    def scrolled(self, rows: int) -> None:
        """The bar was moved by `rows` of cells."""
        self.scroll_tiles(round((self._shown_y + rows) / self.tiling.height) - self.top)

    def scroll_tiles(self, rows: int) -> None:
        """By rows of tiles; what is chosen stays in view."""
        before, across = self.top, self.tiling.across
        self._move_to(self.top + rows)
        if self.top == before:
            return
        column, row = self.at % across, self.at // across
        row = max(self.top, min(row, self.top + self.tiling.down - 1))
        self.choose(row * across + column)

    # -- events

    def on_mount(self) -> None:
        self.darkroom.watch(self)

    def on_unmount(self) -> None:
        self.let_go()

    def on_resize(self) -> None:
        self.redraw()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self.is_mounted and self.recoloured():
            self.redraw()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        event.prevent_default()
        self.scroll_tiles(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        event.prevent_default()
        self.scroll_tiles(-1)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if event.y >= self.tiling.down * self.tiling.height:
            return
        number = self.tiling.at(event.x, event.y) + self.top * self.tiling.across
        if number < len(self.rows):
            if number == self.at:
                self.post_message(self.Opened())
            self.choose(number)
