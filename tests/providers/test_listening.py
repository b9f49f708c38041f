"""Known without a request: whether anything listens."""

from __future__ import annotations

import asyncio
import socket

import pytest

from providers.listening import listening


async def test_a_server_that_runs() -> None:
    closed = asyncio.Event()

    async def taken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.read() == b""
        writer.close()
        closed.set()

    server = await asyncio.start_server(taken, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert await listening(f"http://127.0.0.1:{port}/v1")
        await asyncio.wait_for(closed.wait(), 5)  # nothing was sent, and nothing is left open


async def test_a_port_where_nothing_listens() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        assert not await listening(f"http://127.0.0.1:{held.getsockname()[1]}/v1")


@pytest.mark.parametrize("address", ["http://[::1]:1/v1", "http://127.0.0.1:1"])
async def test_other_addresses(address: str) -> None:
    assert not await listening(address)


async def test_a_server_that_takes_no_connection_is_not_waited_for() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen(0)
        address = held.getsockname()
        with socket.create_connection(address), socket.socket() as second:
            second.setblocking(False)
            second.connect_ex(address)  # the backlog is full now
            assert not await listening(f"http://127.0.0.1:{address[1]}", timeout=0.2)
