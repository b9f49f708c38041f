"""What tests share: waiting for a condition, needing a program, a home of their own."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Callable
from typing import Any

import pytest


async def wait_until(
    predicate: Callable[[], Any], *, timeout: float = 10.0, what: str = "", pilot: Any = None
) -> Any:
    """Until `predicate()` is true; gives its value. A Textual `pilot` lets its app go on meanwhile.

    A bare pause is either too long or too short; this is neither.
    """
    end = time.monotonic() + timeout
    while True:
        value = predicate()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {timeout} s: {what or predicate}")
        if pilot is not None:
            await pilot.pause()
        await asyncio.sleep(0.005)


def wait_for(predicate: Callable[[], Any], *, timeout: float = 10.0, what: str = "") -> Any:
    """The same for code without an event loop (a child process, a pty)."""
    end = time.monotonic() + timeout
    while not (value := predicate()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {timeout} s: {what or predicate}")
        time.sleep(0.01)
    return value


def requires(program: str, package: str = "") -> pytest.MarkDecorator:
    """Skip without `program`, naming the Debian package; with REQUIRE_TOOLS=1 the test fails."""
    missing = shutil.which(program) is None and os.environ.get("REQUIRE_TOOLS") != "1"
    return pytest.mark.skipif(
        missing, reason=f"{program} is missing: apt install {package or program}"
    )


def campaign(name: str) -> bool:
    """Whether this run is the long campaign `name` (`make soak`, `make fuzz`)."""
    return os.environ.get("PALAVER_CAMPAIGN") == name
