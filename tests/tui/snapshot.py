"""Whole screens as text, compared with files that read well in a diff; the clock stands still."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from providers.making import Stopwatch
from tests.tui.stage import Stage
from tests.widgets.stage import roles

SNAPSHOTS = Path(__file__).parent / "snapshots"
NOW = 1_767_700_000.0
"""An ordinary day, at about noon in most places."""


class Clock:
    """What `time.time` says: it moves only when a test tells it to. A picture takes 8 seconds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = NOW
        monkeypatch.setattr(time, "time", lambda: self.now)
        monkeypatch.setattr(Stopwatch, "lap", lambda stopwatch: 8.0)

    def pass_(self, seconds: float) -> None:
        self.now += seconds


def compare(stage: Stage, name: str) -> None:
    """The screen and the theme's roles on it against `snapshots/<name>.txt`.

    One file for all themes: only colours may differ, and the roles say which are used.
    UPDATE_SNAPSHOTS=1 writes it.
    """
    now = f"{stage.seen.rstrip()}\n\nroles: {roles(stage.app)}\n"
    file = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        file.parent.mkdir(exist_ok=True)
        file.write_text(now, "utf-8")
    assert now == file.read_text("utf-8"), f"{name}: UPDATE_SNAPSHOTS=1 if it is meant"


async def settle(stage: Stage) -> None:
    """Until two looks at the screen, with everything handled in between, show the same."""
    before = ""
    same = 0
    while same < 3:
        await stage.pilot.pause()
        await stage.pilot.pause(0.02)
        same = same + 1 if stage.seen == before else 0
        before = stage.seen
