"""When an app under test is idle: nothing runs and nothing is about to.

Textual's own answer sleeps at least 20 ms, several times for a key: that was four fifths of the
time of a test that presses keys. This one sleeps as long only while a timer is about to fire.
"""

from __future__ import annotations

import asyncio
import time

import pytest

_LOOK = 0.002
"""Seconds everything is left to itself before it is asked whether anything ran."""
_NOTHING = 0.0004
"""Seconds of the processor within which a loop wakes up and finds nothing to do."""
_LOOKS = 2
_SOON = 0.02
"""Seconds within which a timer counts as work: a frame of the screen is 17 ms away. One that
comes again and again (a spinner, a stream) is waited for only so long."""


async def idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Until nothing ran for `_LOOKS` looks in a row, at most `max_sleep` seconds."""
    loop = asyncio.get_running_loop()
    began = time.monotonic()
    quiet = 0
    while (passed := time.monotonic() - began) < max_sleep:
        spent = time.process_time()
        await asyncio.sleep(_LOOK)
        await asyncio.sleep(0)  # what became ready together with the timer has run now
        worked = time.process_time() - spent >= _NOTHING or bool(loop._ready)  # type: ignore[attr-defined]
        quiet = 0 if worked else quiet + 1
        if quiet >= _LOOKS and passed >= min_sleep and (passed >= _SOON or not _due(loop)):
            return


def _due(loop: asyncio.AbstractEventLoop) -> bool:
    soon = loop.time() + _SOON
    timers = loop._scheduled  # type: ignore[attr-defined]
    return any(timer.when() < soon and not timer.cancelled() for timer in timers)


def install(patch: pytest.MonkeyPatch) -> None:
    """Let every pilot and every pressed key wait by `idle`."""
    patch.setattr("textual.pilot.wait_for_idle", idle)
    patch.setattr("textual.app.wait_for_idle", idle)
