from __future__ import annotations

import pytest

from tests.widgets.stage import SIZES, Stage, compare, shown
from tui.welcome import Welcome, lines


def test_three_lines_in_every_case() -> None:
    for said in (lines("gpt-5"), lines("guide", guide=True), lines("x", key_needed="openai")):
        assert len(said) == 3
        assert all("\n" not in line for line in said)


def test_the_guide_says_that_it_is_no_model() -> None:
    assert "no model" in lines("guide", guide=True)[0]


def test_a_missing_key_is_said_before_the_first_question() -> None:
    assert "key of openai" in lines("gpt-5", key_needed="openai")[0]


def test_a_hostile_name_is_one_line() -> None:
    assert "\n" not in lines("a\nb\x1b[31m[red]")[0]


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
async def test_snapshot(theme: str, size: tuple[int, int]) -> None:
    welcome = Welcome()
    app = Stage(widget=welcome, theme=theme)
    async with app.run_test(size=size) as pilot:
        welcome.show("gpt-5-mini")
        await pilot.pause()
        assert len(shown(app).split("\n\n", 1)[0].splitlines()) == 3
        compare(app, f"welcome-{size[0]}x{size[1]}")
