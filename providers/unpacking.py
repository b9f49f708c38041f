"""A body unpacked a little at a time: a few bytes of gzip can unfold to gigabytes.

Nothing packed is asked for; one layer of gzip or deflate is read all the same, because some
gateways pack whatever they are asked.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import cast

import httpx

from chat.errors import ProtocolError

ROOM = 64 << 10
"""Bytes that are unpacked at once."""
_EITHER = 32 + zlib.MAX_WBITS
"""Tells zlib to find out by itself whether it is gzip or deflate."""


async def unpacked(response: httpx.Response) -> AsyncGenerator[bytes, None]:
    """The body's bytes. Raises `zlib.error` for what is damaged, `ProtocolError` for a packing
    that is not known."""
    packing = response.headers.get("content-encoding", "").strip().lower() or "identity"
    if packing not in ("identity", "gzip", "x-gzip", "deflate"):
        raise ProtocolError("The server's answer is packed in a way that cannot be read.")
    unpacking = None if packing == "identity" else zlib.decompressobj(_EITHER)
    async with aclosing(cast("AsyncGenerator[bytes]", response.aiter_raw())) as body:
        async for piece in body:
            if unpacking is None:
                yield piece
                continue
            rest, unfolded = piece, b""
            while rest or len(unfolded) == ROOM:
                unfolded = unpacking.decompress(rest, ROOM)
                rest = unpacking.unconsumed_tail
                yield unfolded
                # Nothing else is waited for here, and the screen must go on.
                await asyncio.sleep(0)
