"""The tiles in view as lines: what is asked for, painted, and painted again when it has come."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.segment import ControlType, Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from chat.store.rows import PictureRow
from tui.pictures import tiles
from tui.pictures.darkroom import Darkroom
from tui.pictures.supply import PIXELS, Supply
from tui.pictures.thumb_files import ThumbFiles
from tui.pictures.tiles import Look, Tile
from tui.pictures.tiling import Tiling, tiling
from tui.transcript.canvas import LineCanvas

Words = Callable[[PictureRow], tuple[str, str]]
"""A picture's prompt and facts, where pictures are not shown."""
_REGISTERS = 64


class Sheet(LineCanvas):
    """Shows `rows` from row `top` of tiles on; the tile `at` is underlined.

    The line below a picture is text: choosing another does not send a sixel again.
    """

    DEFAULT_CSS = """
    Sheet {
        height: 1fr; width: 1fr;
        & > .sheet--block { background: $picture; }
        & > .sheet--error { color: $error; }
        & > .sheet--text { color: $text; }
        & > .sheet--muted { color: $muted; }
        & > .sheet--focus { color: $focus; }
    }
    """
    COMPONENT_CLASSES = {f"sheet--{name}" for name in ("block", "error", "text", "muted", "focus")}

    def __init__(
        self,
        darkroom: Darkroom,
        files: ThumbFiles,
        path: Callable[[str], Path],
        words: Words,
        **options: Any,
    ) -> None:
        """`path` gives the file of the picture with a hash."""
        super().__init__(**options)
        self.darkroom = darkroom
        self.rows: Sequence[PictureRow] = ()
        self.at = 0
        """The number of the chosen tile."""
        self.top = 0
        """The first row of tiles in view."""
        self.tiling = Tiling(1, 1, 1, 1)
        self._words = words
        self._supply = Supply(darkroom, files, path, self._came)
        self._look: Look | None = None
        self._drawn_in: object = None
        self._seen: tuple[Sequence[PictureRow], int] | None = None
        """What is painted, and which of it is underlined."""
        self._tiles: dict[str, Tile] = {}

    # -- what is wanted

    @property
    def in_view(self) -> Sequence[PictureRow]:
        first = self.top * self.tiling.across
        return self.rows[first : first + self.tiling.page]

    def anew(self) -> None:
        """Size, colours, mode, terminal or rows may have changed."""
        view = (self.view_width, self.view_height)
        self.tiling = tiling(view, self.darkroom.terminal.cell, self.darkroom.mode)
        self._look = self._seen = None
        self._drawn_in = self._colours()
        self._tiles.clear()
        self._supply.let_go()

    def forget(self) -> None:
        """Nothing is wanted."""
        self._seen = None
        self._tiles.clear()
        self._supply.forget()

    def recoloured(self) -> bool:
        """Whether a new style has other colours: with the focus alone nothing looks different."""
        return self._drawn_in != self._colours()

    def _colours(self) -> object:
        names = sorted(self.COMPONENT_CLASSES)
        return self.background_colors, [self.get_component_rich_style(name) for name in names]

    def paint_view(self) -> None:
        """All of it, if something else stands there now."""
        if (seen := self._in_sight()) != self._seen:
            self._seen = seen
            self.paint(0, self.view_height)
        elif self._thumb_moved:
            self._thumb_moved = False
            self.vertical_scrollbar.refresh()

    def seen(self) -> None:
        """What is in view need not be painted."""
        self._seen = self._in_sight()

    def _in_sight(self) -> tuple[Sequence[PictureRow], int]:
        return self.in_view, self.at - self.top * self.tiling.across

    def want(self) -> None:
        """The drawings of what is in view, then of the pages around it."""
        if self.darkroom.mode == "off" or not self.view_height:
            self._supply.let_go()
            return
        first, page = self.top * self.tiling.across, self.tiling.page
        around = (
            *self.rows[first + page : first + 2 * page],
            *self.rows[max(0, first - page) : first],
        )
        ground = self.background_colors[1].rgb
        request = self.darkroom.request(self.tiling.box, ground=ground, grey=self.app.no_color)
        if request.mode == "sixel":
            # A quarter of the colours and of the time; on so few pixels it is not seen.
            request = replace(request, registers=min(_REGISTERS, request.registers))
        self._supply.want(request, self.in_view, around, self.tiling.across)
        kept = {row.hash for row in self.in_view}
        self._tiles = {name: tile for name, tile in self._tiles.items() if name in kept}

    def look_again(self) -> None:
        """Files that were missing may be there."""
        self._supply.retry()
        self._tiles.clear()
        self.refresh()

    def _came(self, names: Collection[str]) -> None:
        """Their drawings are there, or it is known why there is none."""
        came = [number for number, row in enumerate(self.in_view) if row.hash in names]
        for number in came:
            self._tiles.pop(self.in_view[number].hash, None)
        if self.darkroom.mode in PIXELS:
            for number in came:
                self._paint_tile(number)
            return
        # Whole rows: what the terminal is sent for them is known, not that for a part.
        height = self.tiling.height
        for row in {number // self.tiling.across for number in came}:
            self.refresh(Region(0, row * height, self.view_width, height))

    def _paint_tile(self, number: int) -> None:
        """The tile of that number in view."""
        tiling = self.tiling
        drawing = self._supply.drawing(self.in_view[number].hash)
        if drawing is not None and drawing.request.mode == "sixel":
            # Painting its cells would wipe out those left of it: only the pixels are sent.
            if self._clear:
                self.darkroom.draw(self._payload(number))
            return
        y, x = number // tiling.across * tiling.height, number % tiling.across * tiling.width
        if self.darkroom.mode == "sixel":  # its row as a whole, with the pixels of the others
            self.refresh(Region(0, y, self.view_width, tiling.height))
        else:
            self.refresh(Region(x, y, tiling.width, tiling.height))

    def paint_marks(self, *numbers: int) -> None:
        """The lines below those tiles, where one is underlined."""
        tiling = self.tiling
        self.seen()
        for row in {number // tiling.across - self.top for number in numbers}:
            if self.darkroom.mode == "off":
                self.refresh(Region(0, row * tiling.height, self.view_width, tiling.height))
            else:
                self.refresh(Region(0, (row + 1) * tiling.height - 1, self.view_width, 1))

    # -- lines

    def render_lines(self, crop: Region) -> list[Strip]:
        """Not through Textual's filters: they would change colours that are a picture's id."""
        look = self._look = self._look or self._styles()
        height, lines = self.tiling.height, list[Strip]()
        for row in range(crop.y // height, -(-crop.bottom // height)):
            made, top = self._row(row, look), row * height
            within = range(max(crop.y, top), min(crop.bottom, top + height))
            lines += [self._joined(made, row, y - top, look) for y in within]
        return [line.crop(crop.x, crop.right) for line in lines]

    def hit_strip(self, y: int) -> Strip:
        row, line = divmod(y, self.tiling.height)
        look = self._look or self._styles()
        return self._joined(self._row(row, look), row, line, look)

    def _row(self, row: int, look: Look) -> list[Tile]:
        """The tiles of that row in view, once for all of its lines."""
        tiling = self.tiling
        first = row * tiling.across
        here = self.in_view[first : first + tiling.across] if row < tiling.down else ()
        if self.darkroom.mode in PIXELS and not self._on_top:
            # Pixels go blank under another screen: its tint would change a placeholder's id.
            return [Tile((), tiling.width)] * len(here)
        return [self._tile(first + number, each, look) for number, each in enumerate(here)]

    def _joined(self, made: Sequence[Tile], row: int, line: int, look: Look) -> Strip:
        """A line of a row of tiles."""
        tiling, width = self.tiling, self.view_width
        first = row * tiling.across
        marked = line == tiling.height - 1
        chosen = self.at - self.top * tiling.across - first
        pieces: list[Strip] = []
        for number, tile in enumerate(made):
            under = marked and number == chosen and tile.columns < tile.width
            pieces += tile.mark(look) if under else tile.line(line, look)
        pieces.append(look.blank(max(0, width - tiling.width * len(made))))
        strip = Strip.join(pieces)
        if self.darkroom.mode == "sixel" and line == tiling.height - 2 and made and self._clear:
            payload = "".join(self._payload(first + number) for number in range(len(made)))
            control = Segment(payload, None, [(ControlType.BELL,)])
            strip = Strip([*strip, control], strip.cell_length)
        return strip.adjust_cell_length(width, look.ground)

    def _tile(self, number: int, row: PictureRow, look: Look) -> Tile:
        """The tile of that number in view."""
        width, box = self.tiling.width, self.tiling.box
        if self.darkroom.mode == "off":
            chosen = number + self.top * self.tiling.across == self.at
            return tiles.worded(*self._words(row), width, look, chosen=chosen)
        if row.hash not in self._tiles:
            self._tiles[row.hash] = self._made(row, width, box, look)
        return self._tiles[row.hash]

    def _made(self, row: PictureRow, width: int, box: tuple[int, int], look: Look) -> Tile:
        drawing = self._supply.drawing(row.hash)
        if drawing is not None:
            return tiles.drawn(drawing, width, box[1])
        if problem := self._supply.problem(row.hash):
            return tiles.broken(problem, box, width, look)
        size = (row.width, row.height)
        return tiles.coming(size, box, width, self.darkroom.terminal.cell, look)

    @property
    def _on_top(self) -> bool:
        return self.screen is self.app.screen

    # -- sixel

    @property
    def _clear(self) -> bool:
        """Whole on the screen, not on its last row (a sixel there scrolls everything), and not
        under an overlay."""
        screen, region = self.screen, self.region
        if not self._on_top or region.bottom >= screen.size.height:
            return False
        right, bottom = region.x + self.view_width - 1, region.bottom - 1
        corners = [(x, y) for x in (region.x, right) for y in (region.y, bottom)]
        return all(screen.get_widget_at(x, y)[0] is self for x, y in corners)

    def _payload(self, number: int) -> str:
        """What draws the tile of that number in view at its place; empty until it is there."""
        name = self.in_view[number].hash
        drawing = self._supply.drawing(name)
        if drawing is None:
            return ""
        tile = tiles.drawn(drawing, self.tiling.width, self.tiling.box[1])
        row, column = divmod(number, self.tiling.across)
        y = self.region.y + row * self.tiling.height + tile.top
        x = self.region.x + column * self.tiling.width + tile.left
        return f"\x1b7\x1b[{y + 1};{x + 1}H{drawing.payload}\x1b8"

    # -- colours

    def _styles(self) -> Look:
        def of(name: str) -> Style:
            style = self.get_component_rich_style(f"sheet--{name}")
            return self._filtered(ground + Style(color=style.color))

        behind = self.background_colors[1]
        ground = Style(bgcolor=behind.rich_color)
        block = Style(bgcolor=self.get_component_rich_style("sheet--block").bgcolor)
        return Look(
            self.app.console,
            self._filtered(ground),
            self._filtered(of("error") + block),
            text=of("text"),
            muted=of("muted"),
            focus=of("focus"),
        )

    def _filtered(self, style: Style) -> Style:
        """As Textual would show it: without colours, for instance."""
        strip = Strip([Segment(" ", style)], 1)
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, self.background_colors[1])
        return next(iter(strip)).style or style
