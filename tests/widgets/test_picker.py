from __future__ import annotations

from typing import Any

import pytest
from textual.widgets import Input

from tests.support import wait_until
from tests.widgets.stage import NEVER, SIZES, Stage, colours, compare, row, shown
from tui.picker import Choice, KeyWanted, Picked, Picker

RECENTS = ["openai/gpt-5-mini", "lmstudio/qwen3-8b", "openai/gpt-5"]


def choices() -> list[Choice]:
    return [
        Choice("guide", "guide", note="help"),
        Choice("guide", "canvas", note="draw", draws=True),
        *(Choice("openai", name, note="128k") for name in ("gpt-5", "gpt-5-mini", "gpt-image-1")),
        Choice("openrouter", "", usable=False, reason="needs a key", needs_key=True),
        Choice("llamacpp", "", usable=False, reason="no answer from 127.0.0.1:8080"),
        Choice("lmstudio", "qwen3-8b", "Qwen 3 8B", "32k"),
    ]


def stage(theme: str = "dark", **said: Any) -> Stage:
    said = {"current": RECENTS[0], "previous": RECENTS[1], "recents": RECENTS} | said
    return Stage(overlay=lambda _: Picker(said.pop("rows", choices()), **said), theme=theme)


async def pressed(*keys: str, size: tuple[int, int] = (80, 24), **said: Any) -> Any:
    app = stage(**said)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        return app.result


async def test_enter_at_once_goes_back_to_the_model_before() -> None:
    assert await pressed("enter") == Picked("lmstudio/qwen3-8b")


async def test_without_a_model_before_the_present_one_is_selected() -> None:
    assert await pressed("enter", previous="") == Picked("openai/gpt-5-mini")


async def test_ctrl_l_again_is_the_next_row() -> None:
    assert await pressed("ctrl+l", "enter") == Picked("openai/gpt-5")


async def test_arrows_step_over_headings() -> None:
    assert await pressed("down", "down", "enter") == Picked("guide/guide")
    assert await pressed("down", "down", "up", "enter") == Picked("openai/gpt-5")


async def test_first_and_last() -> None:
    assert await pressed("ctrl+home", "enter") == Picked("openai/gpt-5-mini")
    assert await pressed("ctrl+home", "up", "enter") == Picked("openai/gpt-5-mini")


async def test_a_filter_finds_by_name_and_label() -> None:
    assert await pressed(*"image", "enter") == Picked("openai/gpt-image-1")
    assert await pressed(*"qwen", "enter") == Picked("lmstudio/qwen3-8b")


async def test_a_name_in_no_list_is_used_as_typed() -> None:
    assert await pressed(*"lab", "slash", *"x-1", "enter") == Picked("lab/x-1")


async def test_as_typed_stands_below_what_is_found() -> None:
    assert await pressed(*"canvas", "down", "enter") == Picked("canvas")


async def test_escape_and_ctrl_c_close() -> None:
    assert await pressed("escape") is None
    assert await pressed("a", "ctrl+c") is None


async def test_an_endpoint_without_a_key_takes_one() -> None:
    assert await pressed(*"openrouter", "enter") == KeyWanted("openrouter")


async def test_what_cannot_be_reached_says_why_and_stays_open() -> None:
    app = stage()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"llamacpp", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Picker)
        assert "llamacpp: no answer from 127.0.0.1:8080" in shown(app)


async def test_reasons_stand_beside_what_cannot_be_used() -> None:
    app = stage()
    async with app.run_test(size=(100, 50)) as pilot:
        await pilot.pause()
        assert "needs a key · enter key" in row(app, "openrouter")
        assert "no answer from" in row(app, "llamacpp")
        screen = shown(app)
        assert screen.index("lmstudio") < screen.index("Not usable now")


async def test_five_recents_at_most_and_none_that_cannot_be_used() -> None:
    many = [Choice("a", f"m{n}", usable=n > 0, reason="no") for n in range(9)]
    app = stage(rows=many, recents=[c.name for c in many], current="", previous="")
    async with app.run_test(size=(100, 50)) as pilot:
        await pilot.pause()
        assert shown(app).count("· a") == 0
        assert [f"m{n}" in shown(app).split("\n\n")[1] for n in (0,)] == [False]
        picker = app.screen
        assert isinstance(picker, Picker)
        recent = [c.name for c in picker._recent()]
        assert recent == ["a/m1", "a/m2", "a/m3", "a/m4", "a/m5"]


async def test_a_list_that_comes_late_moves_nothing() -> None:
    app = stage()
    async with app.run_test(size=(80, 40)) as pilot:
        picker = app.screen
        assert isinstance(picker, Picker)
        await pilot.press("down")
        before = picker.rows.item
        picker.feed([*(Choice("aaa", f"new-{n}") for n in range(300)), *choices()])
        await wait_until(lambda: picker.rows.count > 300, pilot=pilot)
        assert picker.rows.item == before
        await pilot.press(*"new-299")
        await pilot.pause()
        assert "new-299" in row(app, "new-299")


async def test_a_list_that_comes_late_keeps_the_selection_in_a_filter() -> None:
    app = stage()
    async with app.run_test(size=(80, 40)) as pilot:
        picker = app.screen
        assert isinstance(picker, Picker)
        await pilot.press(*"gpt", "down")
        before = picker.rows.item
        picker.feed([*choices(), Choice("aaa", "gpt")])
        assert picker.rows.item == before


async def test_a_click_picks_and_a_click_outside_closes() -> None:
    app = stage()
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        lines = shown(app).splitlines()
        y = next(n for n, line in enumerate(lines) if "canvas" in line)
        await pilot.click(offset=(lines[y].index("canvas"), y))
        await pilot.pause()
    assert app.result == Picked("guide/canvas")
    app = stage()
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.click(offset=(1, 1))
        await pilot.pause()
    assert app.result is None


async def test_hostile_names_are_only_text() -> None:
    rows = [Choice("x", "[red]\x1b[31mevil[/", "[bold", "\x1b]0;t\x07", usable=True)]
    app = stage(rows=rows, recents=[], current="", previous="")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "[bold" in shown(app)
        assert "\x1b" not in shown(app)
        await pilot.press(*"evil", "left_square_bracket")
        await pilot.pause()


async def test_nothing_to_offer_is_no_error() -> None:
    assert await pressed("enter", "down", "pagedown", "escape", rows=[], recents=[]) is None


async def test_colours_are_the_themes() -> None:
    app = stage()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        palette = app.palette
        for wanted in (palette.panel, palette.text, palette.muted, palette.accent, palette.cursor):
            assert wanted in colours(app)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
async def test_snapshot(theme: str, size: tuple[int, int]) -> None:
    app = stage(theme)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        compare(app, f"picker-{size[0]}x{size[1]}")


async def test_thousands_are_ranked_between_the_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.picker._SLICE", 0.0)
    many = [Choice("lab", f"model-{number}") for number in range(2_000)]
    app = stage(rows=many)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(lambda: isinstance(app.screen, Picker), pilot=pilot)
        picker = app.screen
        assert isinstance(picker, Picker)
        await wait_until(lambda: picker.rows.count == 2_000, pilot=pilot)
        picker.filtered("1999")
        assert picker.rows.count == 2_000, "the loop is not held for all of them"
        await wait_until(lambda: picker.rows.count == 2, pilot=pilot, what="it and what was typed")
        picker.filter.value = "1234"
        await pilot.press("enter")
        await wait_until(lambda: app.result is not NEVER, pilot=pilot)
    assert app.result == Picked("lab/model-1234"), "Enter is for what was typed"


async def test_a_letter_lays_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    app = stage()
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(lambda: isinstance(app.focused, Input), pilot=pilot)
        await pilot.pause()
        laid: list[object] = []
        monkeypatch.setattr(app.screen, "_refresh_layout", lambda *_, **__: laid.append(1))
        for letter in "gpt5":
            await pilot.press(letter)
        await pilot.pause()
        assert "gpt-5" in shown(app)
        assert not laid
