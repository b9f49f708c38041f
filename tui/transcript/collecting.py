"""Rows are many, live long and are in no cycle: the garbage collector never looks through them.

A full collection walks all that lives, 50 ms for 20,000 rows; it would come every few flushes.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

_ROWS = 500
_SWITCH = 0.0005
"""Seconds; it is ten times as much else."""
_new = _threads = 0
_collected, _interval = True, 0.005
"""What was before the first thread."""


def grew(rows: int) -> None:
    """So many rows were made; now and then all that is there is passed over from then on."""
    global _new
    _new += max(0, rows)
    if _new >= _ROWS and gc.isenabled():
        _new = 0
        gc.freeze()


async def let_go(many: list[Any]) -> None:
    """Shorten the last list that has `many`: freed all at once, they hold the loop."""
    while len(many) > _ROWS:
        del many[-_ROWS:]
        await asyncio.sleep(0)


async def in_thread(work: Callable[[], T]) -> T:
    """Let a thread make rows. Meanwhile nothing is collected, which would hold the loop too, and
    the interpreter goes from thread to thread more often: the loop waits for it each time it
    wakes up."""
    global _threads, _collected, _interval
    if _threads == 0:
        _collected, _interval = gc.isenabled(), sys.getswitchinterval()
        gc.disable()
        sys.setswitchinterval(_SWITCH)
    _threads += 1
    try:
        return await asyncio.to_thread(work)
    finally:
        _threads -= 1
        if _threads == 0:
            sys.setswitchinterval(_interval)
            if _collected:
                gc.freeze()
                gc.enable()
