"""Another width and another theme at 10,000 messages: to the first frame that is right, beside the
same in a bare `ScrollView` with as many lines (which breaks no line anew)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from tests.benchmarks import frames, library, stage
from tests.benchmarks.bench_moves import bare, ours
from tests.benchmarks.figure import Figure
from tests.pty.terminal import ENTER, PAGE_UP, Terminal

_RUNS = 2
_TIMES = 3
_ROWS = 30
_WIDE, _NARROW = 120, 100

Taken = dict[str, float]


def figures() -> Iterator[Figure]:
    with stage.home() as made:
        library.build(made)
        runs = [(_run(bare, _bare_theme), _run(lambda: ours(made), _theme)) for _ in range(_RUNS)]
    for doing in runs[0][1]:
        beside, value = (min(run[which][doing] for run in runs) for which in (0, 1))
        yield Figure(f"{doing} at 10,000 messages", value, "ms", 100, beside=beside)


def _run(
    app: Callable[[], contextlib.AbstractContextManager[Terminal]],
    theme: Callable[[Terminal, str], Callable[[], None]],
) -> Taken:
    """For each thing done the milliseconds of the least disturbed time."""
    taken: Taken = {}
    with app() as terminal:
        for place in ("at the end", "inside"):
            narrow = [_resized(terminal) for _ in range(_TIMES)]
            taken[f"120 to 100 columns, {place},"] = min(narrow)
            if place == "at the end":
                for _ in range(20):
                    terminal.type(PAGE_UP)
                    stage.pause(terminal, 0.1)
                stage.quiet(terminal)
        names = ("light", "dark") * _TIMES
        taken["another theme"] = min(_turned(terminal, theme(terminal, name)) for name in names)
    return taken


def _resized(terminal: Terminal) -> float:
    rows = terminal.rows
    taken = frames.stays(terminal, lambda: terminal.resize(_NARROW, rows), window=1, rows=_ROWS)
    terminal.resize(_WIDE, rows)
    stage.quiet(terminal)
    return taken * 1000


def _turned(terminal: Terminal, do: Callable[[], None]) -> float:
    taken = frames.stays(terminal, do, window=1, rows=_ROWS)
    stage.quiet(terminal)
    return taken * 1000


def _theme(terminal: Terminal, name: str) -> Callable[[], None]:
    for letter in f"/theme {name}":
        terminal.type(letter)
        stage.pause(terminal, 0.05)
    stage.quiet(terminal)
    return lambda: terminal.type(ENTER)


def _bare_theme(terminal: Terminal, _: str) -> Callable[[], None]:
    return lambda: terminal.type("t")
