"""The transcript's scrollbar, drawn straight into strips: it moves with every few rows of an
answer, and Textual's way through styles and a console costs more than the rows themselves."""

from __future__ import annotations

from rich.segment import Segment
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip


class Bar(ScrollBar):
    """One column wide, vertical."""

    def render_lines(self, crop: Region) -> list[Strip]:
        bar = self.render()
        assert isinstance(bar, ScrollBarRender)
        made: dict[Segment, Strip] = {}
        strips: list[Strip] = []
        for segment in self._cells(bar)[crop.y : crop.bottom]:
            if segment not in made:
                made[segment] = self._filtered(Strip([segment], 1))
            strips.append(made[segment])
        return strips

    def _cells(self, bar: ScrollBarRender) -> list[Segment]:
        assert not isinstance(bar.style, str)
        assert bar.style.color is not None
        assert bar.style.bgcolor is not None
        segments = bar.render_bar(
            size=self.size.height,
            virtual_size=bar.virtual_size,
            window_size=bar.window_size,
            position=bar.position,
            thickness=1,
            vertical=True,
            back_color=bar.style.bgcolor,
            bar_color=bar.style.color,
        ).segments
        return list(segments)

    def _filtered(self, strip: Strip) -> Strip:
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, self.background_colors[1])
        return strip
