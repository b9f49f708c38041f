"""One picture as a widget that draws lines: the newest request wins, the last drawing stays until
the next is there.

Sixel is the hard mode: its payload goes out after the picture's last row, whenever that is painted,
and only where nothing lies over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from chat.turn import PictureError
from tui.pictures.darkroom import Darkroom
from tui.pictures.encode.value import WHOLE, Crop, Encoded, Request
from tui.pictures.fit import LARGEST, SQUARE, fitted
from tui.pictures.painting import blank, column, framed, over
from tui.pictures.source import Source


class PictureView(Widget):
    """`show` a source. Draws at the top, or with `middle` in the middle, of its own size."""

    DEFAULT_CSS = """
    PictureView { height: 1fr; width: 1fr; }
    PictureView > .picture-view--problem { color: $error; }
    PictureView > .picture-view--coming { background: $picture; }
    """
    COMPONENT_CLASSES = {"picture-view--problem", "picture-view--coming"}

    class Drawn(Message):
        """The newest picture is on the screen, or its problem is."""

        def __init__(self, view: PictureView) -> None:
            super().__init__()
            self.view = view

    def __init__(
        self,
        darkroom: Darkroom,
        *,
        middle: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own word
    ) -> None:
        super().__init__(id=id)
        self.darkroom = darkroom
        self.problem = ""
        """Why there is no picture, as a sentence."""
        self.encoded: Encoded | None = None
        self._middle = middle
        self._source: Source | None = None
        self._crop: Crop = WHOLE
        self._most = LARGEST
        self._wanted: tuple[Source, Request] | None = None
        self._at_work = False
        self._kept: tuple[object, list[Strip]] | None = None
        """Rows as they are painted, and what they were made for."""

    # -- what to show

    def show(self, source: Source | None, crop: Crop = WHOLE, most: float = LARGEST) -> None:
        """Show this as soon as it is drawn, at most `most` times as large; None clears."""
        if source is not None and not source.key:
            self.problem = ""
        self._source, self._crop, self._most = source, crop, most
        self.redraw()

    def wait(self, size: tuple[int, int]) -> None:
        """Show the block of a picture of `size` pixels that is to come."""
        self.show(Source("", b"", size))

    def give_up(self, sentence: str) -> None:
        """Show why there will be no picture."""
        self.wait(SQUARE)
        self._apply(None, sentence)

    def redraw(self) -> None:
        """Look again at what is wanted: size, ground, mode or terminal may have changed."""
        if self._source is not None and not self._source.key:
            self._wanted = None
            self._apply(None, self.problem)
            return
        if self._source is None or self.darkroom.mode == "off" or not self.is_attached:
            self._wanted = None
            self._apply(None)
            return
        if not self.size.area:
            return
        wanted = (self._source, self._request())
        if wanted == self._wanted and not self.problem:
            return
        self._wanted = wanted
        found = self.darkroom.developed(*wanted)
        if found is not None:
            self._apply(found)
        elif not self._at_work:
            self._at_work = True
            self.run_worker(self._develop(), group="develop")

    def _request(self) -> Request:
        red, green, blue = self.background_colors[1].rgb
        width, height = self.size
        if self.darkroom.terminal.tmux and self.region.right >= self.screen.size.width:
            # In the last column tmux joins combining characters to the wrong cell.
            width = max(1, width - 1)
        elif self._bares:
            width = max(1, width - 1)
        return self.darkroom.request(
            (width, height),
            crop=self._crop,
            most=self._most,
            ground=(red, green, blue),
            grey=self.app.no_color,
        )

    async def _develop(self) -> None:
        """Until what is drawn is what is wanted; what was wanted in between is skipped."""
        try:
            done = None
            while (wanted := self._wanted) is not None and wanted != done:
                found, problem = None, ""
                try:
                    found = await self.darkroom.develop(*wanted)
                except PictureError as error:
                    problem = str(error)
                done = wanted
                now = self._wanted
                # While a key is held each part is shown that was drawn: the newest alone would
                # come when it is let go.
                if now == wanted or (
                    now and found and now[0] == wanted[0] and now[1].beside(wanted[1])
                ):
                    self._apply(found, problem)
        finally:
            self._at_work = False

    def _apply(self, encoded: Encoded | None, problem: str = "") -> None:
        if encoded is not None:
            self.darkroom.hold(encoded)
        if self.encoded is not None:
            self.darkroom.release(self.encoded)
        before = self._kept[1] if self._kept is not None and not self.problem else []
        self.encoded, self.problem = encoded, problem
        self._refresh_from(before)
        if encoded is not None or problem:
            self.post_message(self.Drawn(self))

    # -- when to look again

    def on_mount(self) -> None:
        self.darkroom.watch(self)
        if self.app._driver is not None:
            self.darkroom.connect(self.app._driver.write, self.app.console)

    def on_unmount(self) -> None:
        self._source = self._wanted = None
        if self.encoded is not None:
            self.darkroom.release(self.encoded)
            self.encoded = None

    def on_resize(self) -> None:
        self.redraw()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self.is_mounted:
            self.redraw()

    # -- drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """Not through Textual's styles and filters: they would change colours that are ids."""
        rows = self._rows()
        return [rows[y].crop(crop.x, crop.right) for y in range(crop.y, crop.bottom)]

    def _refresh_from(self, before: list[Strip]) -> None:
        """Paint those rows that look otherwise than `before`: all but a few of most pictures."""
        now = self._rows() if self.size.area else []
        if not before or len(before) != len(now) or self._pixels:
            self.refresh()
            return
        old, new = ([strip._render_cache for strip in rows] for rows in (before, now))
        changed = [y for y, (was, will) in enumerate(zip(old, new, strict=True)) if was != will]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def _rows(self) -> list[Strip]:
        size, encoded = self.size, self.encoded
        ground = Style(bgcolor=self.background_colors[1].rich_color)
        if self.problem:
            return self._broken(size, ground)
        if encoded is None:
            return self._coming(size, ground)
        shown = self._fits(encoded, size) and (not self._pixels or self._on_top)
        key = (id(encoded), size, ground, shown)
        if self._kept is None or self._kept[0] != key:
            self._kept = key, self._placed(encoded if shown else None, size, ground)
        rows = self._kept[1]
        if shown and encoded.request.mode == "sixel":
            left, top = self._corner(encoded.columns, encoded.rows)
            last = top + encoded.rows - 1
            rows = list(rows)
            rows[last] = self._with_payload(rows[last], encoded, left, top)
        return rows

    def _placed(self, encoded: Encoded | None, size: Size, ground: Style) -> list[Strip]:
        if encoded is None:
            return framed(self.app.console, (), (0, 0), size, ground)
        corner = self._corner(encoded.columns, encoded.rows)
        return framed(self.app.console, encoded.strips, corner, size, ground)

    def _corner(self, columns: int, rows: int) -> tuple[int, int]:
        """Column and row where so much is put."""
        width, height = self.size
        return (width - columns) // 2, (height - rows) // 2 if self._middle else 0

    @property
    def _pixels(self) -> bool:
        return self.encoded is not None and self.encoded.request.mode in ("kitty", "sixel")

    @property
    def _on_top(self) -> bool:
        """Pixels go blank under another screen: its tint would change a placeholder's id."""
        return self.screen is self.app.screen

    def _fits(self, encoded: Encoded, size: Size) -> bool:
        return encoded.columns <= size.width and encoded.rows <= size.height

    @property
    def _bares(self) -> bool:
        """konsole bares the column behind a sixel, and older ones show there: it is ours, too."""
        return self.darkroom.mode == "sixel" and self.darkroom.terminal.name == "konsole"

    def _with_payload(self, row: Strip, encoded: Encoded, left: int, top: int) -> Strip:
        region = self.region
        if not self._is_clear(region):
            return row
        x, y, behind = region.x + left, region.y + top, ""
        if self._bares and left + encoded.columns < region.width:
            ground = self.background_colors[1].rgb
            behind = column(x + encoded.columns, y, encoded.rows, ground)
        return over(row, encoded.payload, x, y, behind)

    def _is_clear(self, region: Region) -> bool:
        """Whole on the screen, not on its last row (a sixel there scrolls everything), and not
        under an overlay."""
        screen = self.screen
        if not region or region.bottom >= screen.size.height or region.right > screen.size.width:
            return False
        if region.x < 0 or region.y < 0:
            return False
        corners = [
            (x, y) for x in (region.x, region.right - 1) for y in (region.y, region.bottom - 1)
        ]
        centre = (region.x + region.width // 2, region.y + region.height // 2)
        return all(screen.get_widget_at(x, y)[0] is self for x, y in (*corners, centre))

    def _coming(self, size: Size, ground: Style) -> list[Strip]:
        """A block in the picture's own aspect until it is there."""
        source = self._source
        if source is None or 0 in source.size or self.darkroom.mode == "off":
            return self._placed(None, size, ground)
        return self._block(source.size, size, ground, ())

    def _broken(self, size: Size, ground: Style) -> list[Strip]:
        """The same block, with what is wrong and what can be done in its middle."""
        source = self._source
        pixels = source.size if source is not None and all(source.size) else SQUARE
        way_out = [source.way_out] if source is not None and source.way_out else []
        room = max(1, fitted(pixels, (size.width, size.height), self.darkroom.terminal.cell)[0] - 2)
        words = [*wrap(f"✕ {self.problem}", room), *way_out]
        return self._block(pixels, size, ground, words)

    def _block(
        self, pixels: tuple[int, int], size: Size, ground: Style, words: Sequence[str]
    ) -> list[Strip]:
        columns, rows = fitted(pixels, (size.width, size.height), self.darkroom.terminal.cell)
        rows = min(size.height, max(rows, len(words)))
        style = self.get_component_rich_style("picture-view--coming")
        told = style + self.get_component_rich_style("picture-view--problem", partial=True)
        inside = [blank(self.app.console, columns, style)] * rows
        first = (rows - len(words)) // 2
        for number, text in enumerate(words[:rows]):
            strip = Strip([Segment(" ", style), Segment(text, told)])
            inside[max(0, first) + number] = strip.adjust_cell_length(columns, style)
        return framed(self.app.console, inside, self._corner(columns, rows), size, ground)
