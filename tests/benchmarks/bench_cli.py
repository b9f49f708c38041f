"""`palaver --version`, `--help`, `paths` as a shell starts them, against `python -c pass`."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks.figure import Figure, interleaved

_PALAVER = str(Path(sys.executable).with_name("palaver"))


def _run(*argv: str) -> Callable[[], float]:
    def measure() -> float:
        started = time.perf_counter()
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
        return (time.perf_counter() - started) * 1000

    return measure


def figures() -> Iterator[Figure]:
    options = ("--version", "--help", "paths")
    measures = [_run(_PALAVER, option) for option in options]
    floor, *values = interleaved(20, _run(sys.executable, "-c", "pass"), *measures)
    for option, value in zip(options, values, strict=True):
        yield Figure(f"palaver {option}", value, "ms", 3, floor)
