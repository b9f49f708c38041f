from __future__ import annotations

from typing import Any

import pytest
from rich.cells import cell_len

from tests.widgets.stage import Stage, compare, shown
from tui.status import Key, StatusLine, _fullness_style, fullness, tokens

KEYS: list[Key] = [
    ("Esc", "stop", "stop"),
    ("^L", "model", "pick_model"),
    ("^P", "actions", "palette"),
]
FULL: dict[str, Any] = {
    "model": "claude-sonnet",
    "used": 3100,
    "of": 200_000,
    "busy_others": 1,
    "keys": KEYS,
}


async def line(width: int, **said: Any) -> str:
    status = StatusLine()
    app = Stage(widget=status)
    async with app.run_test(size=(width, 12)) as pilot:
        status.show(**said)
        await pilot.pause()
        return shown(app).splitlines()[0]


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0"), (999, "999"), (1000, "1k"), (2149, "2.1k"), (12_900, "12k"), (128_000, "128k"),
     (1_000_000, "1M"), (1_250_000, "1.2M")],
)  # fmt: skip
def test_tokens(count: int, words: str) -> None:
    assert tokens(count) == words


def test_what_is_not_known_is_left_out() -> None:
    assert fullness(None, 128_000) == ""
    assert fullness(0, 128_000) == ""
    assert fullness(2100, None) == "2.1k tokens"


async def test_the_line_of_the_mock_up_at_80() -> None:
    assert await line(80, **FULL) == (
        "  claude-sonnet   3.1k of 200k   ● 1 other     Esc stop   ^L model   ^P actions"
    )


async def test_what_others_do_stays_longer_than_the_context() -> None:
    found = await line(70, **FULL)
    assert "● 1 other" in found
    assert "of 200k" not in found


async def test_the_model_and_the_actions_are_the_last_to_leave() -> None:
    assert await line(34, **FULL) == "  claude-sonnet        ^P actions"
    assert "^P actions" in await line(22, **FULL)


async def test_of_the_keys_what_can_be_done_now_stays_longest() -> None:
    found = await line(45, **FULL)
    assert found.endswith("Esc stop   ^P actions")
    assert "^L" not in found


@pytest.mark.parametrize(("used", "style"), [(180_000, "$muted"), (180_001, "$warn")])
def test_a_context_that_is_nearly_full_is_marked(used: int, style: str) -> None:
    assert _fullness_style(used, 200_000) == style
    assert _fullness_style(used, None) == "$muted"


@pytest.mark.parametrize("width", [1, 5, 12, 20, 40, 79, 120, 200])
async def test_no_width_breaks_it(width: int) -> None:
    found = await line(width, **{**FULL, "model": "日本語" * 30, "note": "found ollama"})
    assert cell_len(found) <= width


async def test_at_most_four_keys_and_the_last_stays() -> None:
    keys = [(f"k{n}", "word", "a") for n in range(6)]
    found = await line(160, model="m", keys=keys)
    assert found.count("word") == 4
    assert found.endswith("k5 word")


async def test_a_hostile_model_name_is_only_text() -> None:
    found = await line(120, model="[red]x\x1b[31m[/", keys=KEYS)
    assert "[red]x[/" in found


async def test_draws_and_several_others() -> None:
    found = await line(120, model="flux-dev", draws=True, busy_others=2, keys=KEYS)
    assert "flux-dev · draw   ● 2 others" in found


@pytest.mark.parametrize(
    ("words", "action"), [("stop", "stop"), ("^P", "palette"), ("claude", "pick_model")]
)
async def test_a_click_runs_the_action(words: str, action: str) -> None:
    status = StatusLine()
    app = Stage(widget=status)
    async with app.run_test(size=(100, 12)) as pilot:
        status.show(**FULL)
        await pilot.pause()
        at = shown(app).splitlines()[0].index(words)
        await pilot.click(StatusLine, offset=(at, 0))
        await pilot.click(StatusLine, offset=(60, 0))
    assert app.done == [action]


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("width", [80, 160])
async def test_snapshot(theme: str, width: int) -> None:
    status = StatusLine()
    app = Stage(widget=status, theme=theme)
    async with app.run_test(size=(width, 10)) as pilot:
        status.show(**FULL)
        await pilot.pause()
        compare(app, f"status-{width}")


async def test_a_server_whose_certificate_is_not_checked_is_marked() -> None:
    assert "lab-small · unverified" in await line(80, model="lab-small", unverified=True, keys=KEYS)
