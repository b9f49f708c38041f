"""Rows drawn from their own characters: the same cells that Textual draws from the whole line."""

from __future__ import annotations

import random
import time

from rich.style import Style
from textual.app import App, ComposeResult
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from tui.prompt.rows import PlainRows

_PIECES = ("word ", "a", "\t", "漢字", "x" * 50, "e\u0301", "🦊 ", "\n", "\n\n", "   ")


class _Stage(App[None]):
    CSS = "TextArea { border: none; padding: 0; height: 20; }"

    def compose(self) -> ComposeResult:
        self.area = PlainRows(highlight_cursor_line=False)
        self.area.cursor_blink = False
        self.area.match_cursor_bracket = False
        yield self.area


def _cells(strip: Strip) -> list[tuple[str, Style | None]]:
    return [(char, style) for text, style, _ in strip for char in text]


async def test_the_same_cells_as_from_the_whole_line() -> None:
    draw = random.Random(5)
    app = _Stage()
    async with app.run_test(size=(30, 20)) as pilot:
        area = app.area
        for _ in range(60):
            area.load_text("".join(draw.choices(_PIECES, k=draw.randrange(1, 25))))
            ends = [
                (row, draw.randrange(len(area.document[row]) + 1))
                for row in draw.choices(range(area.document.line_count), k=2)
            ]
            area.selection = Selection(*draw.choice([ends, (ends[0], ends[0])]))
            await pilot.pause()
            for y in range(20):
                assert _cells(area._render_line(y)) == _cells(TextArea._render_line(area, y))


async def test_a_row_costs_the_same_however_long_its_line_is() -> None:
    app = _Stage()
    async with app.run_test(size=(80, 20)) as pilot:
        took: list[float] = []
        for many in (100, 10_000):
            app.area.load_text("some words " * many)
            app.area.move_cursor(app.area.document.end)
            await pilot.pause()
            began = time.thread_time()
            for y in range(20):
                app.area._render_line(y)
            took.append(time.thread_time() - began)
        assert took[1] < took[0] * 5 + 0.002
