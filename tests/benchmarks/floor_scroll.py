"""The floor of every move: a bare ScrollView with as many lines, its own line renderer, and nothing
else. `python -m tests.benchmarks.floor_scroll LINES`; it jumps, as ours does, and never glides."""

from __future__ import annotations

import sys

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tests.benchmarks.corpus import message

READY = "zzready"
_STYLES = {"textual-dark": Style.parse("white"), "textual-light": Style.parse("black")}


class Lines(ScrollView, can_focus=True):
    BINDINGS = [
        Binding("pageup", "jump(-1)"),
        Binding("pagedown", "jump(1)"),
        Binding("ctrl+home", "top"),
        Binding("ctrl+end", "end"),
    ]

    def __init__(self, count: int) -> None:
        super().__init__()
        some = [line for n in range(100) for line in message(n, 950).split("\n")]
        self._lines = [*(some * (count // len(some) + 1))[: count - 1], READY]
        self.virtual_size = Size(80, count)

    def render_line(self, y: int) -> Strip:
        at = y + self.scroll_offset.y
        text = self._lines[at] if at < len(self._lines) else ""
        strip = Strip([Segment(text, self.rich_style + _STYLES[self.app.theme])])
        return strip.adjust_cell_length(self.size.width, self.rich_style)

    def action_jump(self, step: int) -> None:
        self.scroll_relative(y=step * (self.size.height - 2), animate=False)

    def action_top(self) -> None:
        self.scroll_home(animate=False)

    def action_end(self) -> None:
        self.scroll_end(animate=False)


class Floor(App[None]):
    BINDINGS = [Binding("t", "turn")]

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count

    def compose(self) -> ComposeResult:
        yield Lines(self._count)

    def on_mount(self) -> None:
        lines = self.query_one(Lines)
        lines.focus()
        self.call_after_refresh(lines.action_end)

    def action_turn(self) -> None:
        self.theme = "textual-light" if self.theme == "textual-dark" else "textual-dark"


if __name__ == "__main__":
    Floor(int(sys.argv[1])).run()
