"""What drawing adds to reading a stream, against what Textual's own Markdown stream adds on the
same text: CPU per 1,000 tokens, once each."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from tests.benchmarks import stage
from tests.benchmarks.bench_stream import drawn, read
from tests.benchmarks.figure import Figure
from tests.pty.terminal import Terminal


def figures() -> Iterator[Figure]:
    with stage.serving() as url:
        for tokens, rate in ((1000, 100), (2000, 1000)):
            reading, ours = read(url, tokens, rate)(), drawn(url, tokens, rate)()
            theirs = _markdown(url, tokens, rate)
            name = f"drawing adds at {rate:,}/s (floor: Markdown.get_stream)"
            yield Figure(name, ours - reading, "ms", 0.1, theirs - reading)


def _markdown(url: str, tokens: int, rate: int) -> float:
    argv = [sys.executable, "-m", "tests.benchmarks.floor_markdown", url]
    with Terminal(argv, size=stage.SIZE) as terminal:
        terminal.wait("Ask anything")
        stage.quiet(terminal)
        return stage.streamed(terminal, tokens, rate, idle=stage.idle(terminal))
