"""Page up, page down, top and end at 10,000 messages, the first time and once laid out: from the
key to the frame that stays, beside the same in a bare `ScrollView` with as many lines.

Each step is timed in every run; of each the least disturbed run counts, and of these the slowest.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.benchmarks import bench_open, floor_scroll, frames, library, stage
from tests.benchmarks.figure import Figure
from tests.pty.terminal import PAGE_DOWN, PAGE_UP, Terminal

_RUNS = 3
_PAGES = 8
_ROWS = 30
"""Of the screen that are looked at: all of them the conversation's."""
LINES = 250_000
"""About as many as 10,000 messages have rows."""
_TOP, _END = "\x1b[1;5H", "\x1b[1;5F"

Taken = dict[str, list[float]]
"""For each action the milliseconds of each time it was done."""


def figures() -> Iterator[Figure]:
    with stage.home() as made:
        library.build(made)
        runs = [(_run(bare), _run(lambda: ours(made))) for _ in range(_RUNS)]
    for doing in runs[0][1]:
        beside = _slowest([bare[doing] for bare, _ in runs])
        value = _slowest([own[doing] for _, own in runs])
        aim = 60 if "first" in doing else 16
        yield Figure(f"{doing} at 10,000 messages", value, "ms", aim, beside=beside)


@contextlib.contextmanager
def ours(made: Path) -> Iterator[Terminal]:
    """Palaver with 10,000 messages open, at their end."""
    with tempfile.TemporaryDirectory() as folder:
        home = shutil.copytree(made, Path(folder, "home"))
        with stage.app(home) as terminal:
            bench_open.opened(terminal, library.LONG)
            stage.quiet(terminal)
            yield terminal


@contextlib.contextmanager
def bare() -> Iterator[Terminal]:
    """The bare app with as many lines, at their end."""
    argv = [sys.executable, "-m", "tests.benchmarks.floor_scroll", str(LINES)]
    with Terminal(argv, size=stage.SIZE) as terminal:
        terminal.wait(floor_scroll.READY)
        stage.quiet(terminal)
        yield terminal


def _run(app: Callable[[], contextlib.AbstractContextManager[Terminal]]) -> Taken:
    with app() as terminal:
        taken = {
            "page up, first time": _keys(terminal, PAGE_UP, _PAGES),
            "page down": _keys(terminal, PAGE_DOWN, _PAGES // 2),
            "page up": _keys(terminal, PAGE_UP, _PAGES // 2),
            "top, first time": _keys(terminal, _TOP, 1),
        }
        taken["page down, first time"] = _keys(terminal, PAGE_DOWN, _PAGES)
        taken["end"], taken["top"] = [], []
        for _ in range(3):
            taken["end"] += _keys(terminal, _END, 1)
            taken["top"] += _keys(terminal, _TOP, 1)
        return taken


def _keys(terminal: Terminal, key: str, times: int) -> list[float]:
    def once() -> float:
        return frames.stays(terminal, lambda: terminal.type(key), rows=_ROWS) * 1000

    return [once() for _ in range(times)]


def _slowest(runs: Sequence[Sequence[float]]) -> float:
    return max(min(step) for step in zip(*runs, strict=True))
