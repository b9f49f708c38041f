from __future__ import annotations

import random
import time

import httpcore
import httpx

from providers.pacing import FREE, LARGE, PACE, PIECE, PacedBackend, PacedStream, pace
from tests.support_server import Reply, Server


class Tap(httpcore.AsyncNetworkStream):
    """A connection that always has `size` bytes."""

    def __init__(self, size: int) -> None:
        self.size, self.at = size, list[float]()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.at.append(time.monotonic())
        return b"x" * self.size

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.at.clear()


async def read(stream: PacedStream, times: int) -> None:
    for _ in range(times):
        await stream.read(1 << 16)


async def test_a_flowing_answer_is_read_at_the_pace() -> None:
    tap = Tap(100)
    await read(PacedStream(tap), FREE + 3)
    assert tap.at[FREE - 1] - tap.at[0] < PACE
    for before, after in zip(tap.at[FREE - 1 :], tap.at[FREE:], strict=False):
        assert after - before >= PACE * 0.9


async def test_the_first_reads_after_each_request_are_at_once() -> None:
    tap = Tap(100)
    stream = PacedStream(tap)
    await read(stream, FREE + 1)
    await stream.write(b"GET")
    await read(stream, FREE)
    assert tap.at[-1] - tap.at[0] < PACE


async def test_a_long_question_is_written_piece_by_piece_and_whole() -> None:
    written: list[bytes] = []

    class Sink(Tap):
        async def write(self, buffer: bytes, timeout: float | None = None) -> None:
            written.append(buffer)

    question = random.Random(1).randbytes(3 * PIECE + 7)
    await PacedStream(Sink(1)).write(question)
    assert b"".join(written) == question
    assert [len(piece) for piece in written] == [PIECE] * 3 + [7]


async def test_what_comes_faster_than_the_pace_is_not_held_up() -> None:
    tap = Tap(LARGE + 1)
    await read(PacedStream(tap), 50)
    assert tap.at[-1] - tap.at[0] < PACE * 2


async def test_a_client_reads_through_it_and_loses_nothing() -> None:
    pieces = [piece for n in range(40) for piece in (b"%d," % n, 0.002)]
    async with Server([Reply(pieces)]) as server, httpx.AsyncClient(trust_env=False) as client:
        pace(client)
        pool = client._transport._pool  # type: ignore[attr-defined]
        assert isinstance(pool._network_backend, PacedBackend)
        async with client.stream("GET", server.url) as response:
            assert isinstance(response.extensions["network_stream"], PacedStream)
            told = b"".join([piece async for piece in response.aiter_bytes()])
    assert told == b"".join(b"%d," % n for n in range(40))
