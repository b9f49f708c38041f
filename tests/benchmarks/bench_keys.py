"""From a key to its echo, idle and while an answer streams: the 95th percentile, of the middle one
of the runs.

Each key is a letter that stands nowhere else, so that its echo is its own.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator

from tests.benchmarks import stage
from tests.benchmarks.figure import Figure, interleaved, p95
from tests.benchmarks.stream_server import END
from tests.pty.terminal import Terminal

_LETTERS = [chr(code) for code in (*range(0x561, 0x587), *range(0x10D0, 0x10F1))]
"""Armenian and Georgian: one cell each, and not in the corpus."""
TWO_FRAMES = 2000 / 60


def figures() -> Iterator[Figure]:
    with stage.serving() as url:
        idle, busy = interleaved(3, _echo(url, 0), _echo(url, 100), pick=statistics.median)
        yield Figure("key to echo at 100 tokens/s, p95, beyond idle", busy - idle, "ms", TWO_FRAMES)
        yield Figure("key to echo when idle, p95", idle, "ms", 50)


def _echo(url: str, rate: int) -> Callable[[], float]:
    def measure() -> float:
        with stage.home(url) as folder, stage.app(folder) as terminal:
            stage.ask(terminal, 50, 0)
            stage.until_end(terminal)
            stage.quiet(terminal)
            if rate:
                stage.ask(terminal, rate * 20, rate, 2)
                stage.pause(terminal, 1.5)
            taken = typed(terminal)
            assert f"{END}2".encode() not in terminal.raw, "the answer ended before the typing"
            return p95(taken) * 1000

    return measure


def typed(terminal: Terminal) -> list[float]:
    """The seconds each letter took to be written to the terminal."""
    taken: list[float] = []
    for letter in _LETTERS:
        stage.pause(terminal, random.uniform(0.04, 0.12))
        began = time.monotonic()
        terminal.type(letter)
        taken.append(stage.skim(terminal, letter.encode(), 10) - began)
    return taken
