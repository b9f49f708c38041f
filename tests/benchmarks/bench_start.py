"""From the start of the process to a prompt that shows what was typed, and the memory then."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.benchmarks.figure import Figure, interleaved
from tests.pty.terminal import PALAVER, Terminal

_FLOOR = [sys.executable, "-m", "tests.benchmarks.floor_app"]


def _start(argv: Sequence[str], memory: list[float]) -> Callable[[], float]:
    def measure() -> float:
        with (
            tempfile.TemporaryDirectory() as home,
            Terminal(argv, size=(120, 40), env={"PALAVER_HOME": home}) as terminal,
        ):
            # The placeholder is the first paint; a key typed then shows when keys are taken.
            while "Ask anything" not in terminal.text:
                terminal.pump(0.001)
            terminal.type("Q")
            while "Q" not in terminal.text.replace("^Q", ""):
                terminal.pump(0.001)
            taken = time.monotonic() - terminal.started
            terminal.settle(0.5)
            memory.append(_rss(terminal.pid))
        return taken * 1000

    return measure


def _rss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS")


def figures() -> Iterator[Figure]:
    floor_memory: list[float] = []
    memory: list[float] = []
    floor, value = interleaved(8, _start(_FLOOR, floor_memory), _start(PALAVER, memory))
    yield Figure("start to a prompt that takes keys", value, "ms", 1.3, floor)
    yield Figure("memory after the start", min(memory), "MB", 1.6, min(floor_memory))
