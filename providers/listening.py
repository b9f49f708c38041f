"""Whether anything listens where a server of this machine would stand.

Asked before its models are: where nothing runs, no HTTP client is imported to learn that.
"""

from __future__ import annotations

import asyncio
import contextlib
from urllib.parse import urlsplit

PATIENCE = 2.0
"""Seconds for a connection to this machine or the next one."""


async def listening(address: str, timeout: float = PATIENCE) -> bool:
    """Whether a connection to the host and port of `address` (an http URL) is taken."""
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        async with asyncio.timeout(timeout):
            _, writer = await asyncio.open_connection(parts.hostname, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    with contextlib.suppress(OSError):  # it listened, whatever it does now
        await writer.wait_closed()
    return True
