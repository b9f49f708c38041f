"""Chunks that came in one read are one piece; ends, errors and reuse stay what they were."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from chat.errors import CutOffError
from providers.http import pieces

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n"


def chunk(text: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(text), text)


@asynccontextmanager
async def serving(answer: bytes, *, close: bool = False) -> AsyncIterator[tuple[str, list[int]]]:
    """A server that answers each request with `answer` in one write; counts its connections."""
    connections: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(answer)
                await writer.drain()
                if close:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", connections
    finally:
        server.close()


async def read(client: httpx.AsyncClient, url: str) -> list[bytes]:
    async with client.stream("GET", url) as response, asyncio.timeout(5):
        return [piece async for piece in pieces(response, 5)]


async def collect(response: httpx.Response, got: list[bytes]) -> None:
    async for piece in pieces(response, 5):
        got.append(piece)


async def test_one_read_is_one_piece_and_the_connection_is_used_again() -> None:
    body = chunk(b"one ") + chunk(b"two ") + chunk(b"three") + b"0\r\n\r\n"
    async with serving(HEAD + b"\r\n" + body) as (url, connections):
        async with httpx.AsyncClient() as client:
            assert await read(client, url) == [b"one two three"]
            assert await read(client, url) == [b"one two three"]
        assert len(connections) == 1


async def test_a_body_of_known_length_ends_on_a_connection_that_stays_open() -> None:
    answer = b"HTTP/1.1 401 No\r\ncontent-length: 5\r\n\r\nwrong"
    async with serving(answer) as (url, connections), httpx.AsyncClient() as client:
        assert b"".join(await read(client, url)) == b"wrong"
        assert b"".join(await read(client, url)) == b"wrong"
        assert len(connections) == 1


async def test_what_came_before_a_bad_chunk_is_given() -> None:
    answer = HEAD + b"\r\n" + chunk(b"kept ") + chunk(b"too") + b"no chunk at all\r\n"
    async with serving(answer, close=True) as (url, _), httpx.AsyncClient() as client:
        got: list[bytes] = []
        async with client.stream("GET", url) as response, asyncio.timeout(5):
            with pytest.raises(CutOffError):
                await collect(response, got)
        assert b"".join(got) == b"kept too"


async def test_a_cut_inside_a_chunk_is_a_cut() -> None:
    answer = HEAD + b"\r\n" + chunk(b"kept") + b"9\r\nhal"
    async with serving(answer, close=True) as (url, _), httpx.AsyncClient() as client:
        got: list[bytes] = []
        async with client.stream("GET", url) as response, asyncio.timeout(5):
            with pytest.raises(CutOffError):
                await collect(response, got)
        assert b"".join(got) == b"kepthal"


async def test_packed_bodies_are_left_to_httpx() -> None:
    packed = gzip.compress(b"unpacked text")
    body = chunk(packed[:9]) + chunk(packed[9:]) + b"0\r\n\r\n"
    answer = HEAD + b"content-encoding: gzip\r\n\r\n" + body
    async with serving(answer) as (url, _), httpx.AsyncClient() as client:
        assert b"".join(await read(client, url)) == b"unpacked text"
