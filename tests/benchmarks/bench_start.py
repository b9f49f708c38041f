"""From the start of the process to a prompt that shows what was typed, and the memory then.

Both programs are compiled before, as an installed one is.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.benchmarks.compiled import compiled
from tests.benchmarks.figure import Figure, interleaved
from tests.pty.terminal import PALAVER, Terminal

_FLOOR = [sys.executable, "-m", "tests.benchmarks.floor_app"]
_KEY = "ö"
"""A key that nothing else on the screen looks like."""


def _start(
    argv: Sequence[str], memory: list[float], environment: Mapping[str, str | None]
) -> Callable[[], float]:
    def measure() -> float:
        with (
            tempfile.TemporaryDirectory() as home,
            Terminal(argv, size=(120, 40), env={**environment, "PALAVER_HOME": home}) as terminal,
        ):
            # The placeholder is the first paint (its first letter stands under the cursor); a key
            # typed then shows when keys are taken.
            _until(terminal, "sk anything")
            terminal.type(_KEY)
            _until(terminal, _KEY)
            taken = time.monotonic() - terminal.started
            terminal.settle(0.5)
            memory.append(_rss(terminal.pid))
        return taken * 1000

    return measure


def _until(terminal: Terminal, text: str) -> None:
    """Until the program has written `text`. (Nothing waits for a screen to be drawn here.)"""
    while text.encode() not in terminal.raw:
        assert terminal.pump(0.001), terminal.text


def _rss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS")


def figures() -> Iterator[Figure]:
    floor_memory: list[float] = []
    memory: list[float] = []
    with compiled() as environment:
        floor, value = interleaved(
            8,
            _start(_FLOOR, floor_memory, environment),
            _start(PALAVER, memory, environment),
        )
    yield Figure("start to a prompt that takes keys", value, "ms", 1.3, floor)
    yield Figure("memory after the start", min(memory), "MB", 1.6, min(floor_memory))
