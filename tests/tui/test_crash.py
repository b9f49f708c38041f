"""A defect of ours ends the app: what it prints tells where, and none of the values."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.segment import Segments

from tests.tui.stage import staged
from tui.app import PalaverApp


def broken(key: str) -> None:
    raise RuntimeError("a defect")


async def crash(home: Path) -> None:
    async with staged(home) as stage:
        stage.app.call_later(broken, "sk-hidden-" + "0123456789")
        await stage.until(lambda: not stage.app.is_running, "the end")


async def test_a_crash_prints_no_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[str] = []

    def print_it(self: PalaverApp) -> None:
        for each in self._exit_renderables:
            assert isinstance(each, Segments)
            printed.append("".join(segment.text for segment in each.segments))
        self._exit_renderables.clear()

    monkeypatch.setattr(PalaverApp, "_print_error_renderables", print_it)
    with pytest.raises(RuntimeError, match="a defect"):
        await crash(home)
    assert "a defect" in "".join(printed)
    assert "in broken" in "".join(printed)
    assert "sk-hidden" not in "".join(printed)
