"""From the start of the process to a prompt that shows what was typed, and the memory once all that
is imported behind the first paint is there.

Both programs are compiled before, as an installed one is.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.benchmarks import stage
from tests.benchmarks.compiled import compiled
from tests.benchmarks.figure import Figure, interleaved
from tests.pty.terminal import PALAVER, Terminal

_FLOOR = [sys.executable, "-m", "tests.benchmarks.floor_app"]
_NOWHERE = "http://127.0.0.1:9/v1"
_SETTLED = 2.5
"""Seconds after which all is imported. (The floor never rests: its cursor blinks.)"""
_KEY = "ö"
"""A key that nothing else on the screen looks like."""


def _start(
    argv: Sequence[str],
    memory: list[float] | None,
    environment: Mapping[str, str | None],
    prepare: Callable[[Path], None] = lambda home: None,
) -> Callable[[], float]:
    def measure() -> float:
        with tempfile.TemporaryDirectory() as home:
            prepare(Path(home))
            return begun(home)

    def begun(home: str) -> float:
        with Terminal(argv, size=(120, 40), env={**environment, "PALAVER_HOME": home}) as terminal:
            # The placeholder is the first paint (its first letter stands under the cursor); a key
            # typed then shows when keys are taken.
            _until(terminal, "sk anything")
            terminal.type(_KEY)
            _until(terminal, _KEY)
            taken = time.monotonic() - terminal.started
            if memory is not None:
                stage.pause(terminal, _SETTLED)
                memory.append(stage.rss(terminal.pid))
        return taken * 1000

    return measure


def _until(terminal: Terminal, text: str) -> None:
    """Until the program has written `text`. (Nothing waits for a screen to be drawn here.)"""
    end = time.monotonic() + 30
    while text.encode() not in terminal.raw:
        assert terminal.skim(0.05), "it has ended"
        assert time.monotonic() < end, f"no {text!r}"


def _stale(home: Path) -> None:
    """Old lists, and nothing known but the guide: the servers of this machine are looked for."""
    _four(home, 1.0)


def _fresh(home: Path) -> None:
    """Lists of today, and a model that was used before: nobody is asked for anything."""
    _four(home, time.time())
    (home / "state").mkdir()
    (home / "state" / "state.toml").write_text('model = "guide/guide"\n')


def _four(home: Path, at: float) -> None:
    """Four endpoints whose lists are of the time `at`, at an address where nothing answers."""
    (home / "config").mkdir()
    (home / "cache" / "models").mkdir(parents=True)
    config = ""
    for name in ("one", "two", "three", "four"):
        config += f'[endpoints.{name}]\nprovider = "openai"\nbase_url = "{_NOWHERE}"\n'
        models = [{"id": f"model-{number}"} for number in range(200)]
        row = {"base_url": _NOWHERE, "at": at, "models": models}
        (home / "cache" / "models" / f"{name}.json").write_text(json.dumps(row))
    (home / "config" / "config.toml").write_text(config)


def figures() -> Iterator[Figure]:
    floor_memory: list[float] = []
    memory: list[float] = []
    with compiled() as environment:
        floor, value, fresh, stale = interleaved(
            8,
            _start(_FLOOR, floor_memory, environment),
            _start(PALAVER, memory, environment),
            _start(PALAVER, None, environment, _fresh),
            _start(PALAVER, None, environment, _stale),
        )
    yield Figure("start to a prompt that takes keys", value, "ms", 1.3, floor)
    name = "start, eight ports asked, four lists stale (floor: none)"
    yield Figure(name, stale, "ms", 1.05, fresh)
    yield Figure("memory after the start", min(memory), "MB", 1.6, min(floor_memory))
