"""Hostile answers as fast as the socket gives them: the longest that they hold the event loop, and
the memory that they take at most.

By the clock the least of the runs is the figure, of the processor's time the most of any run.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import stage
from tests.benchmarks.bench_holds import Held, holds
from tests.benchmarks.figure import Figure
from tests.pty.terminal import Terminal, ctrl

_APP = [sys.executable, "-m", "tests.benchmarks.held_app"]
_RUNS = 2
_HOSTILE = {
    "a line of 1 MB": ("line", 1),
    "100,000 tiny chunks": ("letters", 100_000),
    "a table of 5,000 rows": ("rows", 5_000),
    "nesting 1,000 deep": ("deep", 1_000),
}


def figures() -> Iterator[Figure]:
    with stage.serving() as url:
        for told, (shape, tokens) in _HOSTILE.items():
            runs = [_run(url, shape, tokens) for _ in range(_RUNS)]
            seconds, name, _ = min(max(held) for held, _ in runs)
            yield Figure(f"longest hold in {told} ({name[:16]})", seconds * 1000, "ms", 100)
            cpu, name = max((cpu, name) for held, _ in runs for _, name, cpu in held)
            yield Figure(f"  its CPU, any run ({name[:32]})", cpu * 1000, "ms", 100)
            memory = max(memory for _, memory in runs)
            yield Figure(f"memory that {told} takes at most", memory, "MB", 100)


def _run(url: str, shape: str, tokens: int) -> tuple[list[Held], float]:
    """All that held the loop for a while, and how many MB more were resident than before."""
    with stage.home(url) as folder:
        told = folder / "holds"
        environment = {"PALAVER_HOME": str(folder), "PALAVER_HOLDS": str(told)}
        with Terminal(_APP, size=stage.SIZE, env=environment) as terminal:
            terminal.wait("Ask anything")
            stage.quiet(terminal)
            stage.ask(terminal, 50, 0)
            stage.until_end(terminal)
            stage.quiet(terminal)
            Path(f"/proc/{terminal.pid}/clear_refs").write_text("5")  # the peak begins anew
            before, began = stage.rss(terminal.pid), time.monotonic()
            stage.ask(terminal, tokens, 0, 2, shape)
            stage.until_end(terminal, 2)
            stage.quiet(terminal)
            memory = stage.rss(terminal.pid, "VmHWM") - before
            terminal.type(ctrl("q"))
            terminal.wait_exit()
        return [held for at, held in holds(told) if at >= began] or [(0.0, "", 0.0)], memory
