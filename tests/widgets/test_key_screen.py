from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chat.errors import AuthenticationError
from tests.support import wait_until
from tests.widgets.stage import NEVER, SIZES, Stage, compare, shown
from tui.key_screen import KeyScreen, malformed

PAGE = "https://example.org/keys"


def stage(attempt: Callable[[str], Any], theme: str = "dark") -> Stage:
    return Stage(overlay=lambda _: KeyScreen("OpenAI", PAGE, attempt), theme=theme)


class Door:
    """Takes one key; keeps what was tried."""

    def __init__(self, error: Exception | None = None) -> None:
        self.tried: list[str] = []
        self._error = error

    async def __call__(self, key: str) -> None:
        self.tried.append(key)
        if self._error and key != "sk-right":
            raise self._error


async def test_a_good_key_closes_with_true() -> None:
    door = Door()
    app = stage(door)
    async with app.run_test() as pilot:
        await pilot.press(*"sk-right", "enter")
        await wait_until(lambda: app.result is not NEVER, pilot=pilot)
    assert app.result is True
    assert door.tried == ["sk-right"]


async def test_a_wrong_key_is_told_and_the_next_one_tried() -> None:
    door = Door(AuthenticationError("OpenAI says this [red]key is wrong\x1b[0m."))
    app = stage(door)
    async with app.run_test() as pilot:
        await pilot.press(*"sk-wrong", "enter")
        await wait_until(lambda: "says this [red]key is wrong" in shown(app), pilot=pilot)
        assert app.result is NEVER
        await pilot.press(*"sk-right", "enter")  # it takes the wrong one's place
        await wait_until(lambda: app.result is True, pilot=pilot)
    assert door.tried == ["sk-wrong", "sk-right"]


async def test_the_key_is_never_on_the_screen() -> None:
    door = Door(AuthenticationError("No."))
    app = stage(door)
    async with app.run_test() as pilot:
        await pilot.press(*"sk-secret")
        await pilot.pause()
        assert "secret" not in shown(app)
        assert "•••" in shown(app)


async def test_a_key_that_cannot_be_stored_is_told() -> None:
    app = stage(Door(OSError(28, "No space left on device")))
    async with app.run_test() as pilot:
        await pilot.press(*"sk-x", "enter")
        await wait_until(lambda: "No space left on device" in shown(app), pilot=pilot)
    assert app.result is NEVER


async def test_escape_gives_up_even_while_it_is_tried() -> None:
    import asyncio

    async def slow(key: str) -> None:
        await asyncio.Event().wait()

    app = stage(slow)
    async with app.run_test() as pilot:
        await pilot.press(*"sk-x", "enter")
        await wait_until(lambda: "Trying it" in shown(app), pilot=pilot)
        await pilot.press("escape")
        await pilot.pause()
    assert app.result is False


@pytest.mark.parametrize("key", ["sk a", "sk\u00e9", "clé", "a\tb", "日本"])
def test_what_cannot_be_a_key(key: str) -> None:
    assert malformed(key)


def test_what_can() -> None:
    assert malformed("sk-proj-Ab_9.~+/=") == ""


async def test_what_cannot_be_a_key_is_not_sent() -> None:
    door = Door()
    app = stage(door)
    async with app.run_test() as pilot:
        await pilot.press(*"why is it", "enter")
        await wait_until(lambda: "no spaces" in shown(app), pilot=pilot)
        await pilot.press("ctrl+u", "enter")
        await pilot.pause()
    assert door.tried == []


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
async def test_snapshot(theme: str, size: tuple[int, int]) -> None:
    app = stage(Door(), theme=theme)
    async with app.run_test(size=size) as pilot:
        await pilot.press(*"sk-abc")
        await pilot.pause()
        compare(app, f"key-{size[0]}x{size[1]}")
