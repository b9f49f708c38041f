"""`/doctor`: the rows on a screen that scrolls, with the picture; `y` copies them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.stage import staged
from tui import clipboard
from tui.doctor.screen import DoctorScreen
from tui.pictures.view import PictureView
from tui.terminal.value import Terminal


@pytest.fixture(autouse=True)
def no_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "usable", lambda environ: [])
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("TMUX", raising=False)


@pytest.mark.parametrize("size", [(160, 50), (80, 24), (40, 10)])
async def test_the_rows_and_the_picture(home: Path, size: tuple[int, int]) -> None:
    terminal = Terminal(name="foot", version=(1, 21), keys=True)
    async with staged(home, size=size, terminal=terminal) as stage:
        await stage.write("/doctor")
        await stage.press("enter")
        await stage.until(lambda: stage.place == "DoctorScreen")
        await stage.until(lambda: "foot 1.21" in stage.seen, "the first row")
        view = stage.app.screen.query_one(PictureView)
        await stage.until(lambda: view.encoded is not None, "the picture")
        await stage.press("end")
        await stage.until(lambda: "could be better." in stage.seen or "works." in stage.seen)
        await stage.press("escape")
        await stage.until(lambda: stage.place == "prompt")


async def test_it_is_copied_for_a_bug_report(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[str] = []

    async def copy(text: str, app: object, environ: object = None) -> str:
        got.append(text)
        return "xclip"

    monkeypatch.setattr(clipboard, "copy", copy)
    async with staged(home) as stage:
        await stage.press("ctrl+p")
        await stage.until(lambda: stage.place == "Palette")
        await stage.press(*"doctor", "enter")
        await stage.until(lambda: isinstance(stage.app.screen, DoctorScreen))
        await stage.until(lambda: stage.app.screen.rows)
        await stage.press("y")
        await stage.until(lambda: "Copied the report (xclip)." in stage.seen)
    assert "Terminal\n" in got[0]
    assert "settings" in got[0]


async def test_closed_before_it_has_looked(home: Path) -> None:
    async with staged(home) as stage:
        await stage.write("/doctor")
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, DoctorScreen))
        await stage.press("escape")
        await stage.until(lambda: stage.place == "prompt")
