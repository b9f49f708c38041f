"""Answers as fast as the socket gives them: how long after the last byte the end is on the screen,
and whether the last tenth costs more than the first.

The last byte written by the server waits in the kernel behind megabytes of others: when it can be
had at all is when the plain script has it. The tenths are of an answer at 5,000 a second: with
everything there at once much is read before any of it is drawn, and a tenth is not the one's.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from tests.benchmarks import stage
from tests.benchmarks.figure import Figure, interleaved
from tests.pty.terminal import ROOT, Terminal, ctrl

_METERED = [sys.executable, "-m", "tests.benchmarks.metered_app"]
_RUNS = 5

Meter = list[tuple[int, float, int]]
"""Of each batch the answer, CPU seconds and characters so far."""


def figures() -> Iterator[Figure]:
    with stage.serving() as url:
        for tokens, aim in ((4_000, 0.15), (20_000, 0.3)):
            floor, late = interleaved(
                *(_RUNS, _read(url, tokens), _shown(url, tokens)), pick=statistics.median
            )
            name = f"{tokens:,} tokens at once: read to the end to on the screen"
            yield Figure(name, late - floor, "s", aim, beside=floor)
        tenths = [_tenths(url) for _ in range(_RUNS)]
        first, last = (statistics.median(values) for values in zip(*tenths, strict=True))
        name = "CPU per 1,000 characters of the last tenth (floor: first)"
        yield Figure(name, last, "ms", 1, first)


def _read(url: str, tokens: int) -> Callable[[], float]:
    """Seconds from the last byte until the plain script has it."""
    argv = [sys.executable, "-m", "tests.benchmarks.floor_sse", url, str(tokens), "0"]

    def measure() -> float:
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
        return float(done.stdout.split()[0].removeprefix("at=")) - stage.last_byte(url)

    return measure


def _shown(url: str, tokens: int) -> Callable[[], float]:
    """Seconds from the last byte until the end stands on the screen."""

    def measure() -> float:
        with stage.home(url) as folder, stage.app(folder) as terminal:
            return _asked(terminal, tokens) - stage.last_byte(url)

    return measure


def _asked(terminal: Terminal, tokens: int, rate: int = 0) -> float:
    """When its end stood on the screen (CLOCK_MONOTONIC)."""
    stage.ask(terminal, 50, 0)
    stage.until_end(terminal)
    stage.quiet(terminal)
    stage.ask(terminal, tokens, rate, 2)
    return stage.until_end(terminal, 2)


def _tenths(url: str) -> tuple[float, float]:
    """CPU milliseconds per 1,000 characters in the first tenth of an answer, and in the last."""
    with stage.home(url) as folder:
        told = folder / "meter"
        environment = {"PALAVER_HOME": str(folder), "PALAVER_METER": str(told)}
        with Terminal(_METERED, size=stage.SIZE, env=environment) as terminal:
            terminal.wait("Ask anything")
            stage.quiet(terminal)
            _asked(terminal, 20_000, 5_000)
            stage.quiet(terminal)
            terminal.type(ctrl("q"))
            terminal.wait_exit()
        rows = _meter(told)
    answer = [(cpu, taken) for number, cpu, taken in rows if number == rows[-1][0]]
    begun, size = answer[0][1], answer[-1][1]
    first = _spent(answer, begun + size * 0.1) - answer[0][0]
    last = answer[-1][0] - _spent(answer, size * 0.9)
    return first / size * 1e7, last / size * 1e7


def _meter(told: Path) -> Meter:
    rows = [line.split() for line in told.read_text(encoding="utf-8").splitlines()]
    return [(int(number), float(cpu), int(taken)) for number, cpu, taken in rows]


def _spent(answer: Sequence[tuple[float, int]], taken: float) -> float:
    """CPU seconds at the moment when so many characters were there, between two batches."""
    for (before, less), (after, more) in pairwise(answer):
        if less <= taken <= more and more > less:
            return before + (after - before) * (taken - less) / (more - less)
    raise AssertionError(f"no {taken} characters in {answer}")
