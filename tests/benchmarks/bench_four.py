"""Four conversations that are answered at 100 tokens a second at once: the echo of a key beyond
that of the idle app, and what a hidden one adds to reading beside what the shown one adds (all CPU
per 1,000 tokens; less than nothing where our reading is the cheaper one)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.benchmarks import bench_keys, stage
from tests.benchmarks.bench_stream import drawn, read
from tests.benchmarks.figure import Figure, interleaved, p95
from tests.benchmarks.stream_server import END
from tests.pty.terminal import Terminal, ctrl

_RATE = 100
_SECONDS = 10
_AT_ONCE = 4


def figures() -> Iterator[Figure]:
    with stage.serving() as url:
        idle, busy = interleaved(2, _echo(url, 0), _echo(url, _AT_ONCE))
        name = "key to echo with four answers at 100/s, p95, beyond idle"
        yield Figure(name, busy - idle, "ms", bench_keys.TWO_FRAMES, beside=idle)
        tokens = _RATE * _SECONDS
        alone, together = read(url, tokens, _RATE), read(url, tokens, _RATE, _AT_ONCE)
        read_one, read_four, one, four = interleaved(
            1, alone, together, _spent(url, 1), _spent(url, _AT_ONCE)
        )
        shown = drawn(url, tokens, _RATE)() - read_one
        hidden = ((four - one) - (read_four - read_one)) / (_AT_ONCE - 1)
        name = "a hidden answer adds to reading (beside: the shown one)"
        yield Figure(name, hidden, "ms", 0.1 * shown, beside=shown)


def _begun(terminal: Terminal, count: int, tokens: int) -> None:
    """Ask in `count` conversations; the last one is shown."""
    stage.ask(terminal, 50, 0)
    stage.until_end(terminal)
    stage.quiet(terminal)
    for number in range(count):
        if number:
            terminal.type(ctrl("n"))
            terminal.wait("Ask anything")
        stage.ask(terminal, tokens, _RATE, 2 + number)
        stage.pause(terminal, 0.3)


def _echo(url: str, count: int) -> Callable[[], float]:
    def measure() -> float:
        with stage.home(url) as folder, stage.app(folder) as terminal:
            _begun(terminal, count, _RATE * 25)
            stage.pause(terminal, 1.5)
            taken = bench_keys.typed(terminal)
            ends = [f"{END}{2 + number}".encode() for number in range(count)]
            assert not any(end in terminal.raw for end in ends), "it ended before the typing"
            return p95(taken) * 1000

    return measure


def _spent(url: str, count: int) -> Callable[[], float]:
    """CPU milliseconds of `_SECONDS` in which `count` conversations are answered, for as many
    tokens as one gets in them, per 1,000."""

    def measure() -> float:
        with stage.home(url) as folder, stage.app(folder) as terminal:
            _begun(terminal, count, _RATE * (_SECONDS + 12))
            stage.pause(terminal, 2)
            return stage.idle(terminal, _SECONDS) * 1000 / _RATE * 1000

    return measure
