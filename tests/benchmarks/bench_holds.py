"""The longest that the event loop is held while a person types, scrolls, and an answer streams.

Other programs on the machine lengthen a hold, so by the clock the least of the runs is the figure;
of the processor's time, which they do not touch, the most of any run.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks import library, stage
from tests.benchmarks.figure import Figure
from tests.pty.terminal import ENTER, PAGE_DOWN, PAGE_UP, Terminal, ctrl

_APP = [sys.executable, "-m", "tests.benchmarks.held_app"]
_RUNS = 4
_WHEEL_UP = "\x1b[<64;60;10M"


def figures() -> Iterator[Figure]:
    with stage.serving() as url, stage.home(url) as made:
        library.build(made)
        runs = [_longest(made) for _ in range(_RUNS)]
    for doing in runs[0]:
        seconds, name, _ = min(max(run[doing]) for run in runs)
        yield Figure(f"longest hold while {doing} ({name[:24]})", seconds * 1000, "ms", 16)
        cpu, name = max((cpu, name) for run in runs for _, name, cpu in run[doing])
        yield Figure(f"  its CPU, any run ({name[:32]})", cpu * 1000, "ms", 16)


Held = tuple[float, str, float]
"""Seconds by the clock, what held the loop, seconds of the processor."""


def _longest(made: Path) -> dict[str, list[Held]]:
    """For each thing a person does all that held the loop for a while."""
    spans: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        home, told = shutil.copytree(made, Path(folder, "home")), Path(folder, "holds")
        environment = {"PALAVER_HOME": str(home), "PALAVER_HOLDS": str(told)}
        with Terminal(_APP, size=stage.SIZE, env=environment) as terminal:
            terminal.wait("Ask anything")
            stage.quiet(terminal)
            _open_long(terminal)
            for doing, do in _DOINGS.items():
                began = time.monotonic()
                do(terminal)
                spans[doing] = began, time.monotonic()
                stage.quiet(terminal)
            terminal.type(ctrl("q"))
            terminal.wait_exit()
        held = holds(told)
    return {
        doing: [each for began, each in held if start <= began <= end] or [(0.0, "", 0.0)]
        for doing, (start, end) in spans.items()
    }


def holds(told: Path) -> list[tuple[float, Held]]:
    """What `held_app` wrote: when each began (CLOCK_MONOTONIC), and how long it held the loop."""
    rows = [line.split(" ", 3) for line in told.read_text(encoding="utf-8").splitlines()]
    return [(float(began), (float(took), name, float(cpu))) for began, took, cpu, name in rows]


def _open_long(terminal: Terminal) -> None:
    terminal.type(ctrl("s"))
    stage.pause(terminal, 0.3)
    terminal.type(library.LONG[:3])
    stage.quiet(terminal)
    terminal.type(ENTER)
    terminal.wait(library.LAST)
    stage.quiet(terminal)


def _type(terminal: Terminal) -> None:
    for letter in "a question that is typed as a person types it, and not so fast":
        terminal.type(letter)
        stage.pause(terminal, 0.05)
    terminal.type(ctrl("u"))


def _scroll(terminal: Terminal) -> None:
    for key in (PAGE_UP,) * 20 + (_WHEEL_UP,) * 40 + (PAGE_DOWN,) * 10:
        terminal.type(key)
        stage.pause(terminal, 0.05)
    terminal.type("\x1b[1;5F")


def _stream(terminal: Terminal) -> None:
    """And the next question is typed meanwhile."""
    stage.ask(terminal, 2000, 300, 3)
    _type(terminal)
    stage.until_end(terminal, 3)
    stage.pause(terminal, 0.5)


_DOINGS: dict[str, Callable[[Terminal], None]] = {
    "typing": _type,
    "scrolling": _scroll,
    "streaming": _stream,
}
