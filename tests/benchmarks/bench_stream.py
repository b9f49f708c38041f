"""CPU per 1,000 streamed tokens, against a plain script that reads the same stream; and how long
after its last byte a fast answer stands on the screen."""

from __future__ import annotations

import re
import statistics
import sys
from collections.abc import Callable, Iterator

from tests.benchmarks import stage
from tests.benchmarks.figure import Figure, interleaved
from tests.pty.terminal import ENTER, Terminal


def figures() -> Iterator[Figure]:
    with stage.serving() as url:
        for tokens, rate, aim in ((1000, 100, 1.7), (4000, 1000, 1.3)):
            floor, value = interleaved(3, _floor(url, tokens, rate), _app(url, tokens, rate))
            name = f"CPU per 1,000 streamed tokens at {rate}/s"
            yield Figure(name, value * 1000, "ms", aim, floor * 1000)
        (late,) = interleaved(5, lambda: _late(url), pick=statistics.median)
        yield Figure("a 4,000-token answer at once: last byte to screen", late, "s", 0.15)


def _floor(url: str, tokens: int, rate: int) -> Callable[[], float]:
    argv = [sys.executable, "-m", "tests.benchmarks.floor_sse", url, str(tokens), str(rate)]

    def measure() -> float:
        with Terminal(argv, size=stage.SIZE) as terminal:
            terminal.wait("cpu=", timeout=60)
            found = re.search(r"cpu=([\d.]+)", terminal.text)
            assert found
            return float(found[1]) / tokens * 1000

    return measure


def _app(url: str, tokens: int, rate: int) -> Callable[[], float]:
    """From Enter to half a second after the end."""

    def measure() -> float:
        with stage.home(url) as folder, stage.app(folder) as terminal:
            stage.ask(terminal, 50, 0)
            stage.until_end(terminal)
            stage.quiet(terminal)
            stage.write_question(terminal, tokens, rate, 2)
            stage.quiet(terminal)
            before = stage.cpu(terminal.pid)
            terminal.type(ENTER)
            stage.until_end(terminal, 2)
            stage.pause(terminal, 0.5)
            return (stage.cpu(terminal.pid) - before) / tokens * 1000

    return measure


def _late(url: str) -> float:
    with stage.home(url) as folder, stage.app(folder) as terminal:
        stage.ask(terminal, 50, 0)
        stage.until_end(terminal)
        stage.quiet(terminal)
        stage.ask(terminal, 4000, 0, 2)
        shown = stage.until_end(terminal, 2)
        return shown - stage.last_byte(url)
