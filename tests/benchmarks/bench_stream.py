"""CPU per 1,000 streamed tokens, against a plain script that reads the same stream.

What the app takes when it does nothing is not counted.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator

from tests.benchmarks import stage
from tests.benchmarks.figure import Figure, interleaved
from tests.pty.terminal import Terminal


def figures() -> Iterator[Figure]:
    with stage.serving() as url:
        for tokens, rate, aim in ((1000, 100, 1.6), (4000, 1000, 1.25)):
            floor, value = interleaved(3, read(url, tokens, rate), drawn(url, tokens, rate))
            name = f"CPU per 1,000 streamed tokens at {rate:,}/s"
            yield Figure(name, value, "ms", aim, floor)


def read(url: str, tokens: int, rate: int, count: int = 1) -> Callable[[], float]:
    """The script, with `count` answers at once: CPU milliseconds per 1,000 tokens of one."""
    argv = [sys.executable, "-m", "tests.benchmarks.floor_sse", url, str(tokens), str(rate)]
    argv += ["openai", str(count)]

    def measure() -> float:
        with Terminal(argv, size=stage.SIZE) as terminal:
            terminal.wait("cpu=", timeout=60)
            found = re.search(r"cpu=([\d.]+)", terminal.text)
            assert found
            return float(found[1]) / tokens * 1e6

    return measure


def drawn(url: str, tokens: int, rate: int) -> Callable[[], float]:
    """Palaver: CPU milliseconds per 1,000 tokens."""

    def measure() -> float:
        with stage.home(url) as folder, stage.app(folder) as terminal:
            return stage.streamed(terminal, tokens, rate, idle=stage.idle(terminal))

    return measure
