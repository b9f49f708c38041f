"""The mouse takes words, lines and more than is on the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual import events

from chat.chunks import Chunk
from tests.tui.scripts import long
from tests.tui.stage import Asked, Stage, staged
from tui.transcript import selection

TEXT = """See /etc/nginx/nginx.conf: it sets the time. 雨が降る, naïve café.

```python
print("one", two.three)
```

A paragraph that is longer than a row of this screen, so that a triple click has to take more than
one row of it, which is what a logical line is."""


async def words(asked: Asked) -> AsyncIterator[Chunk]:
    yield TEXT


def chosen(stage: Stage) -> str:
    return stage.chat.get_selected_text() or ""


@pytest.mark.parametrize(
    ("line", "at", "word"),
    [
        ("one two", 0, "one"),
        ("one two", 4, "two"),
        ("one two", 3, " "),
        ("the end.", 6, "end"),
        ("the end.", 7, "."),
        ("see https://a.example/x?y=1#z, and", 12, "https://a.example/x?y=1#z"),
        ("in ~/notes/a-b_c.md:", 8, "~/notes/a-b_c.md"),
        ('print("x")', 2, "print"),
        ('print("x")', 5, "("),
        ("naïve café", 8, "café"),
        ("x", 9, ""),
        ("", 0, ""),
    ],
)
def test_a_word(line: str, at: int, word: str) -> None:
    start, end = selection.word(line, at)
    assert line[start:end] == word


@pytest.mark.parametrize(
    ("place", "word"),
    [("nginx.conf", "/etc/nginx/nginx.conf"), ("time", "time"), ("three", "two.three"),
     ("fé.", "café"), ("降", "雨が降る")],
)  # fmt: skip
async def test_a_double_click_takes_a_word(home: Path, place: str, word: str) -> None:
    async with staged(home, words) as stage:
        await stage.answered("go")
        x, y = stage.find(place)
        await stage.pilot.double_click(offset=(x, y))
        await stage.until(lambda: chosen(stage) == word, f"{word}, not {chosen(stage)}")
        assert stage.place == "prompt"


async def test_a_triple_click_takes_a_line_with_all_its_rows(home: Path) -> None:
    async with staged(home, words, size=(60, 30)) as stage:
        await stage.answered("go")
        x, y = stage.find("A paragraph")
        await stage.pilot.triple_click(offset=(x + 1, y + 1))
        await stage.until(lambda: chosen(stage), "the line")
        first = TEXT.split("\n")[-2]
        assert chosen(stage) == first
        await stage.click("Ask anything")
        await stage.until(lambda: not chosen(stage), "a click elsewhere takes it away")


async def test_clicks_beside_text_take_nothing(home: Path) -> None:
    async with staged(home, words) as stage:
        await stage.answered("go")
        await stage.pilot.double_click(offset=(50, 1))
        await stage.pilot.triple_click(offset=(50, 2))
        assert not chosen(stage), "not everything either"
        for y in (27, 28, 29):
            await stage.pilot.triple_click(offset=(60, y))
            assert len(chosen(stage)) < 200, "nor the whole screen"
            assert stage.chat.reader not in stage.chat.selections


async def test_shift_and_a_click_extend(home: Path) -> None:
    async with staged(home, words) as stage:
        await stage.answered("go")
        x, y = stage.find("it sets")
        await stage.pilot.click(offset=(x, y))
        assert not chosen(stage)
        await stage.pilot.click(offset=(x + 6, y), shift=True)
        await stage.until(lambda: chosen(stage) == "it sets", "from the click to here")
        await stage.pilot.click(offset=(x + 1, y), shift=True)
        await stage.until(lambda: chosen(stage) == "it", "less")
        await stage.pilot.click(offset=(x - 5, y), shift=True)
        await stage.until(lambda: chosen(stage) == "conf:"[0:5] or chosen(stage))
        assert chosen(stage).endswith(": ")
        x, below = stage.find("print(")
        await stage.pilot.click(offset=(x + 4, below), shift=True)
        await stage.until(lambda: chosen(stage).startswith("it sets the time"), "to the code")
        assert chosen(stage).endswith("\nprint")


async def test_a_drag_backwards_takes_both_ends(home: Path) -> None:
    async with staged(home, words) as stage:
        await stage.answered("go")
        x, y = stage.find("it sets")
        await stage.pilot.mouse_down(offset=(x + 6, y))
        await stage.pilot.hover(offset=(x + 3, y))
        await stage.pilot.hover(offset=(x, y))
        await stage.pilot.mouse_up(offset=(x, y))
        assert chosen(stage) == "it sets"


async def test_a_drag_across_messages_survives_a_resize_and_scrolling_away(home: Path) -> None:
    async with staged(home, long, size=(100, 30)) as stage:
        await stage.answered("first")
        await stage.answered("second")
        await stage.press("ctrl+home")
        await stage.press("ctrl+end")
        await stage.press("pageup", "pageup", "pageup")
        await stage.until(lambda: "┃ second" in stage.seen, "the question")
        x, y = stage.find("┃ second")
        await stage.pilot.mouse_down(offset=(x + 2, y - 3))
        await stage.pilot.hover(offset=(x + 2, y - 1))
        await stage.pilot.hover(offset=(x + 7, y))
        await stage.pilot.mouse_up(offset=(x + 7, y))
        text = chosen(stage)
        assert text == "row 78\nrow 79\n\nsecond"
        await stage.press("ctrl+end")
        assert chosen(stage) == text
        await stage.pilot.resize_terminal(60, 20)
        await stage.until(lambda: stage.chat.reader.view_width == 59)
        assert chosen(stage) == text


def move(x: int, y: int, by: int) -> events.MouseMove:
    """As the driver makes it: the pilot's tells no distance, and without one nothing scrolls."""
    return events.MouseMove(None, x, y, 0, by, 1, False, False, False, x, y)


@pytest.mark.parametrize("down", [False, True], ids=["up", "down"])
async def test_a_drag_beyond_the_edge_scrolls_and_selects_on(home: Path, down: bool) -> None:
    async with staged(home, long, size=(80, 24)) as stage:
        await stage.answered("begin")
        reader = stage.chat.reader
        if down:
            await stage.press("ctrl+home")
        await stage.until(lambda: reader.following is not down)
        begun = "row 5 " if down else "row 75"
        await stage.until(lambda: begun.strip() in stage.seen)
        x, y = stage.find(begun.strip())
        edge = 22 if down else 0
        await stage.pilot.mouse_down(offset=(x, y))
        stage.app.post_message(move(x + 2, y, 0))
        stage.app.post_message(move(x + 2, edge, edge - y))
        wanted = "row 70" if down else "row 10"
        await stage.until(lambda: wanted in chosen(stage), "more than a screen")
        await stage.pilot.mouse_up(offset=(x + 2, edge))
        lines = chosen(stage).split("\n")
        numbers = [int(line.split()[1]) for line in lines if line.startswith("row") and line[4:]]
        assert numbers == list(range(numbers[0], numbers[-1] + 1)), "nothing is left out"
        at = reader.position.y
        await stage.pilot.pause(0.05)
        assert reader.position.y == at, "it stands when the button is let go"


async def test_a_drag_to_the_prompt_selects_no_more_than_is_passed(home: Path) -> None:
    async with staged(home, words) as stage:
        await stage.answered("go")
        x, y = stage.find("one row of it")
        await stage.pilot.mouse_down(offset=(x, y))
        await stage.pilot.hover(offset=(x + 5, y + 1))
        await stage.pilot.hover(offset=(x + 3, 28))
        await stage.pilot.mouse_up(offset=(x + 3, 28))
        assert chosen(stage) == "one "
        assert list(stage.chat.selections) == [stage.chat.reader]


async def test_a_drag_across_wide_characters(home: Path) -> None:
    async with staged(home, words) as stage:
        await stage.answered("go")
        await stage.drag("雨が降る, na")
        x, y = stage.find("雨が降る")
        await stage.pilot.mouse_down(offset=(x, y))
        await stage.pilot.hover(offset=(x + 2, y))
        await stage.pilot.hover(offset=(x + 7, y))
        await stage.pilot.mouse_up(offset=(x + 7, y))
        assert chosen(stage) == "雨が降る"
