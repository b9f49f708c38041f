"""Palaver with a stopwatch on every callback of its event loop.

Each that takes longer than a millisecond is written to the file named in PALAVER_HOLDS: when it
began (CLOCK_MONOTONIC), how long it held the loop, how much of that was CPU, and what it was.
"""

from __future__ import annotations

import asyncio.events
import atexit
import os
import sys
import time
from typing import Any

_LEAST = 0.001
_held: list[tuple[float, float, float, str]] = []
_plain = asyncio.events.Handle._run


def _timed(self: Any) -> None:
    began, cpu = time.monotonic(), time.thread_time()
    _plain(self)
    took = time.monotonic() - began
    if took > _LEAST:
        _held.append((began, took, time.thread_time() - cpu, _named(self)))


def _named(handle: Any) -> str:
    callback = handle._callback
    owner = getattr(callback, "__self__", None)
    task = owner.get_coro() if isinstance(owner, asyncio.Task) else callback
    return str(getattr(task, "__qualname__", task))


def _tell() -> None:
    with open(os.environ["PALAVER_HOLDS"], "w", encoding="utf-8") as file:
        for began, took, cpu, name in _held:
            file.write(f"{began} {took} {cpu} {name}\n")


if __name__ == "__main__":
    from tui.__main__ import main

    asyncio.events.Handle._run = _timed  # type: ignore[method-assign]
    atexit.register(_tell)
    sys.exit(main([]))
