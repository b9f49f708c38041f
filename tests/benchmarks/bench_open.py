"""Opening a conversation of 10,000 messages, against one of 10; and what it costs to have it open.

The time is from Enter on its row to the frame that stays: the first from which on the screen does
not change any more.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks import frames, library, stage
from tests.benchmarks.figure import Figure, interleaved
from tests.pty.terminal import ENTER, Terminal, ctrl

_IDLE = 10.0


def figures() -> Iterator[Figure]:
    with stage.home() as made:
        library.build(made)
        memory: dict[str, list[float]] = {library.SHORT: [], library.LONG: []}
        floor, value = interleaved(
            6, _open(made, library.SHORT, memory), _open(made, library.LONG, memory)
        )
        yield Figure("open 10,000 messages (floor: 10)", value, "ms", 1.3, floor)
        more = min(memory[library.LONG]) - min(memory[library.SHORT])
        yield Figure("memory of 10,000 messages over that of 10", more, "MB", 10)
        (idle,) = interleaved(2, lambda: _idle(made))
        yield Figure("idle with 10,000 messages open, of a core", idle, "%", 0.5)


def _open(made: Path, title: str, memory: dict[str, list[float]]) -> Callable[[], float]:
    def measure() -> float:
        with tempfile.TemporaryDirectory() as folder:
            home = shutil.copytree(made, Path(folder, "home"))
            with stage.app(home) as terminal:
                before = stage.rss(terminal.pid)
                taken = opened(terminal, title)
                stage.quiet(terminal)
                memory[title].append(stage.rss(terminal.pid) - before)
                return taken * 1000

    return measure


def opened(terminal: Terminal, title: str) -> float:
    """Pick the conversation from the list; seconds from Enter to the frame that stays."""
    terminal.type(ctrl("s"))
    stage.pause(terminal, 0.3)
    for letter in title[:3]:  # the list filters as one types
        terminal.type(letter)
        stage.pause(terminal, 0.1)
    stage.quiet(terminal)
    taken = frames.stays(terminal, lambda: terminal.type(ENTER), window=1.5)
    assert library.LAST in terminal.text, terminal.text
    return taken


def _idle(made: Path) -> float:
    """Percent of a core, ten seconds long."""
    with tempfile.TemporaryDirectory() as folder:
        home = shutil.copytree(made, Path(folder, "home"))
        with stage.app(home) as terminal:
            opened(terminal, library.LONG)
            stage.quiet(terminal)
            before = stage.cpu(terminal.pid)
            stage.pause(terminal, _IDLE)
            return (stage.cpu(terminal.pid) - before) / _IDLE * 100
