"""Rows are many, live long and are in no cycle: the garbage collector never looks through them.

A full collection walks all that lives, 50 ms for 20,000 rows; it would come every few flushes.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_ROWS = 500
_new = 0


def grew(rows: int) -> None:
    """So many rows were made; now and then all that is there is passed over from then on."""
    global _new
    _new += max(0, rows)
    if _new >= _ROWS and gc.isenabled():
        _new = 0
        gc.freeze()


@contextmanager
def paused() -> Iterator[None]:
    """While a thread makes rows nothing is collected: it would hold the event loop, too."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
