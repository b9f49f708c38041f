"""`palaver --version`, `--help`, `paths` as a shell starts them, against `python -c pass`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.benchmarks.compiled import compiled
from tests.benchmarks.figure import Figure, interleaved

_PALAVER = str(Path(sys.executable).with_name("palaver"))


def _run(environment: Mapping[str, str], *argv: str) -> Callable[[], float]:
    def measure() -> float:
        started = time.perf_counter()
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, env=environment)
        return (time.perf_counter() - started) * 1000

    return measure


def figures() -> Iterator[Figure]:
    options = ("--version", "--help", "paths")
    with compiled() as changes, tempfile.TemporaryDirectory() as home:
        merged = {**os.environ, **changes, "PALAVER_HOME": home}
        environment = {name: value for name, value in merged.items() if value is not None}
        measures = [_run(environment, _PALAVER, option) for option in options]
        nothing = _run(environment, sys.executable, "-c", "pass")
        floor, *values = interleaved(20, nothing, *measures)
    for option, value in zip(options, values, strict=True):
        yield Figure(f"palaver {option}", value, "ms", 3, floor)
