"""What a server sends without an end is read no further than it is needed, and lets others run."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator
from types import SimpleNamespace

import httpx
import pytest

from chat.chunks import Chunk
from chat.errors import ProtocolError, RequestError, ServerError
from providers import retry
from providers.http import ERROR_BODY, SHORT, Call, answered, got
from providers.unpacking import ROOM, unpacked
from tests.providers.recorded import Pieces

URL = "http://127.0.0.1:9/v1/models"
MEGABYTE = 1 << 20


class Endless(httpx.AsyncByteStream):
    """As many bytes as are asked for; `read` is how many that were."""

    def __init__(self, start: bytes) -> None:
        self.start, self.read = start, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.start
        while self.read < 4 * SHORT:
            self.read += ROOM
            yield b"x" * ROOM


def serving(status: int, body: httpx.AsyncByteStream) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.MockTransport(lambda _: httpx.Response(status, stream=body))
    )


async def test_a_list_has_an_end() -> None:
    body = Endless(b'{"data": "')
    async with serving(200, body) as client:
        with pytest.raises(ProtocolError, match="too large"):
            await got(client, Call(URL))
    assert body.read <= SHORT + 2 * ROOM


def test_what_a_request_holds_is_in_no_traceback() -> None:
    """Neither its key nor what was asked."""
    told = repr(Call(URL, {"messages": "hush"}, {"authorization": "Bearer sk-hush"}))
    assert URL in told
    assert "hush" not in told


async def test_a_refusal_has_an_end() -> None:
    body = Endless(b'{"error": {"message": "No, and here is why: ')
    async with serving(400, body) as client:
        with pytest.raises(RequestError):
            async with answered(client, Call(URL, {})):
                pass
    assert body.read <= ERROR_BODY + 2 * ROOM


async def test_a_bomb_unfolds_a_little_at_a_time_and_the_screen_goes_on() -> None:
    packing = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packing.compress(bytes(MEGABYTE)) for _ in range(40)) + packing.flush()
    assert len(bomb) < ROOM
    headers = {"content-encoding": "gzip"}
    response = httpx.Response(200, headers=headers, stream=Pieces([bomb]))
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    running = asyncio.create_task(others())
    sizes = [len(piece) async for piece in unpacked(response)]
    running.cancel()
    assert sum(sizes) == 40 * MEGABYTE
    assert max(sizes) <= ROOM
    assert turns >= len(sizes) - 1


async def test_a_model_that_never_is_loaded_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    now = 0.0

    async def attempt() -> AsyncIterator[Chunk]:
        asked.append(now)
        raise ServerError("Loading model", status=503)
        yield ""

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds
        assert now < 2 * retry.LOADING, "it is still waited for"

    clock = SimpleNamespace(monotonic=lambda: now, time=lambda: now)
    monkeypatch.setattr(retry, "time", clock)
    with pytest.raises(ServerError):
        async for _ in retry.retried(attempt, sleep=sleep):  # type: ignore[arg-type]
            pass
    assert asked[-1] >= retry.LOADING
