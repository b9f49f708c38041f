"""A flowing answer is read 20 times a second, not once a token: a screen shows no more.

Each read of a socket costs httpx and its layers more than all that is done with a token; what
comes meanwhile waits in the kernel. The first reads of an answer and large ones are never delayed.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

PACE = 1 / 20
"""Seconds between two reads of a flowing answer."""
FREE = 8
"""Reads after each write that are not delayed: the head, the first pieces, a short body."""
PIECE = 256 << 10
"""Bytes that are written at once: a millisecond at most."""
LARGE = 8 << 10
"""Bytes; when a read gives more, the sender is faster than the pace and the next is at once."""


def pace(client: httpx.AsyncClient) -> None:
    """Let `client` read its answers at the pace. (httpx has no public way to its pools' sockets:
    were its internals others, it would read as it always does.)"""
    transports = [getattr(client, "_transport", None), *getattr(client, "_mounts", {}).values()]
    for transport in transports:
        pool = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        if isinstance(backend, httpcore.AsyncNetworkBackend):
            pool._network_backend = PacedBackend(backend)  # type: ignore[union-attr]


class PacedBackend(httpcore.AsyncNetworkBackend):
    """Connects as `backend` does; what it connects is read at the pace."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return PacedStream(
            await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        )

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        return PacedStream(await self._backend.connect_unix_socket(path, timeout, socket_options))

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


class PacedStream(httpcore.AsyncNetworkStream):
    """A connection; `read` waits until it is time."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._reads = 0
        self._next = 0.0
        """When (time.monotonic) it may be read again."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._reads += 1
        if self._reads > FREE and (wait := self._next - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        data = await self._stream.read(max_bytes, timeout)
        self._next = 0.0 if len(data) > LARGE else time.monotonic() + PACE
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Piece by piece: a long conversation is megabytes, to be copied and encrypted."""
        self._reads = 0
        for start in range(0, len(buffer), PIECE):
            await self._stream.write(buffer[start : start + PIECE], timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            return PacedStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))
        except asyncio.CancelledError:
            # httpcore leaves the connection open to a server that does not answer the handshake.
            await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
