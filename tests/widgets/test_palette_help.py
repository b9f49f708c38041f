from __future__ import annotations

from typing import Any

import pytest

from tests.support import wait_until
from tests.widgets.stage import SIZES, Stage, compare, row, shown
from tui.actions import ACTIONS
from tui.help import PLACES, Help, Line, Section, sections
from tui.palette import Entry, Palette

ENTRIES = [
    Entry("stop", "Stop the answer", "Esc"),
    Entry("pick_model", "Pick a model", "^L"),
    Entry("delete", "Delete this conversation", help="with undo"),
    Entry("copy_code", "Copy its code", "c"),
]
SECTIONS = [
    Section("Anywhere", (Line("^L", "Pick a model"), Line("^P", "All actions"))),
    Section("Reading (Tab)", (Line("y", "Copy the message"), Line("r", "Answer again"))),
]
COMMANDS = [("/model", "Pick a model"), ("/new", "A new conversation")]


async def picked(*keys: str) -> Any:
    app = Stage(overlay=lambda _: Palette(ENTRIES))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        return app.result


async def test_what_is_typed_picks() -> None:
    assert await picked("enter") == "stop"
    assert await picked("ctrl+p", "enter") == "pick_model"
    assert await picked(*"del conv", "enter") == "delete"
    assert await picked(*"undo", "enter") == "delete"
    assert await picked("escape") is None


async def test_the_last_row_is_followed_by_the_first_on_the_palettes_own_key() -> None:
    assert await picked(*["ctrl+p"] * 4, "enter") == "stop"
    assert await picked("pagedown", "down", "enter") == "copy_code"


async def test_nothing_found_is_said_and_enter_does_nothing() -> None:
    app = Stage(overlay=lambda _: Palette(ENTRIES))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"zzz", "enter")
        await pilot.pause()
        assert "nothing by that name" in shown(app)
        assert isinstance(app.screen, Palette)


async def test_ctrl_q_is_the_apps_in_an_overlay_too() -> None:
    app = Stage(overlay=lambda _: Palette(ENTRIES))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+q")
        await wait_until(lambda: not app.is_running, pilot=None)


async def test_the_palette_of_every_action_has_each_title() -> None:
    entries = [Entry(a.name, a.title, a.shown) for a in ACTIONS if a.listed]
    app = Stage(overlay=lambda _: Palette(entries))
    async with app.run_test(size=(80, 24)) as pilot:
        for entry in entries[:6]:
            app.screen.query_one("#filter").value = entry.title  # type: ignore[attr-defined]
            await pilot.pause()
            assert app.screen.rows.item == entry  # type: ignore[attr-defined]


def test_help_has_every_key_of_the_table() -> None:
    made = sections(ACTIONS, COMMANDS)
    lines = {(line.key, line.words) for section in made for line in section.lines}
    for action in ACTIONS:
        assert not action.shown or (action.shown, action.title) in lines
    assert ("/model", "Pick a model") in lines
    assert [section.title for section in made][-1] == "Commands"


def test_every_place_of_an_action_has_a_title() -> None:
    assert {action.place for action in ACTIONS} <= set(PLACES)


async def test_help_is_found_by_key_and_by_word() -> None:
    app = Stage(overlay=lambda _: Help(sections(ACTIONS, COMMANDS)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"Another model")
        await pilot.pause()
        assert "m  " in row(app, "Answer again with another model")
        assert "New conversation" not in shown(app)
        await pilot.press("ctrl+u", "^", "N")
        await pilot.pause()
        assert "^N" in row(app, "New conversation")
        await pilot.press("f1")
        await pilot.pause()
    assert app.result is None


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
async def test_palette_snapshot(theme: str, size: tuple[int, int]) -> None:
    app = Stage(overlay=lambda _: Palette(ENTRIES), theme=theme)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        compare(app, f"palette-{size[0]}x{size[1]}")


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
async def test_help_snapshot(theme: str, size: tuple[int, int]) -> None:
    app = Stage(overlay=lambda _: Help(SECTIONS), theme=theme)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        compare(app, f"help-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", [(40, 10), (60, 12), (30, 8)])
async def test_small_terminals(size: tuple[int, int]) -> None:
    app = Stage(overlay=lambda _: Palette(ENTRIES))
    async with app.run_test(size=size) as pilot:
        await pilot.press("down", "enter")
        await pilot.pause()
    assert app.result == "pick_model"
