from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from chat.chunks import FinishReason, ProviderData, Status, Usage
from chat.messages import End, Finished, Part, TextPart
from chat.recorder import INTERVAL, record
from chat.store.errors import StoreError
from chat.turn import Turn
from tests.chat.support import scripted
from tests.support import wait_until


class Book:
    """Remembers what was written, and fails as often as it is told to."""

    def __init__(self, *failures: StoreError) -> None:
        self.failures = list(failures)
        self.saves: list[tuple[float, tuple[Part, ...]]] = []
        self.ends: list[tuple[tuple[Part, ...], End, dict[str, Any]]] = []

    def fail(self) -> None:
        if self.failures:
            raise self.failures.pop(0)

    async def save(self, answer: int, parts: Sequence[Part]) -> None:
        self.fail()
        self.saves.append((time.monotonic(), tuple(parts)))

    async def end(self, answer: int, parts: Sequence[Part], end: End, **rest: Any) -> None:
        self.fail()
        self.ends.append((tuple(parts), end, rest))


async def test_the_end_is_written_at_once_with_all_that_is_known() -> None:
    turn = Turn(scripted("a", Usage(1, 2), ProviderData({"i": 1}), FinishReason("length")))
    book = Book()
    started = time.monotonic()
    await asyncio.gather(turn.run(), record(turn, book, 7))
    assert time.monotonic() - started < INTERVAL
    assert book.ends == [
        (
            (TextPart("a"),),
            Finished("length"),
            {
                "usage": Usage(1, 2),
                "provider_data": {"i": 1},
                "first": turn.first,
                "ended": turn.ended,
            },
        )
    ]


async def test_saves_twice_a_second_whatever_the_rate() -> None:
    async def source():
        for _ in range(1000):
            yield "x"
            await asyncio.sleep(0.001)

    turn, book = Turn(source()), Book()
    await asyncio.gather(turn.run(), record(turn, book, 7))
    times = [at for at, _ in book.saves]
    assert all(INTERVAL * 0.9 < b - a < 1 for a, b in pairwise(times))
    assert len(book.ends) == 1
    assert book.ends[0][0] == (TextPart("x" * 1000),)


async def test_the_first_words_are_saved_at_once_and_waiting_is_not() -> None:
    go, wait = asyncio.Event(), asyncio.Event()
    turn, book = Turn(scripted(Status("waiting"), go, "first", wait)), Book()
    recording = asyncio.gather(turn.run(), record(turn, book, 7))
    await asyncio.sleep(0.02)
    assert book.saves == []
    go.set()
    await wait_until(lambda: book.saves, timeout=INTERVAL * 2)
    assert book.saves[0][1] == (TextPart("first"),)
    turn.stop()
    await recording
    assert book.ends[0][1] == Finished("stopped")


async def test_a_problem_is_told_once_and_tried_until_it_works() -> None:
    full, busy = StoreError("full"), StoreError("busy")
    turn, book = Turn(scripted("a")), Book(full, full, busy)
    told: list[StoreError | None] = []
    await asyncio.gather(turn.run(), record(turn, book, 7, on_problem=told.append))
    assert told == [full, busy, None]
    assert len(book.ends) == 1


async def test_a_save_that_failed_is_made_up_for_without_new_words() -> None:
    wait = asyncio.Event()
    turn, book = Turn(scripted("a", wait)), Book(StoreError("full"))
    recording = asyncio.gather(turn.run(), record(turn, book, 7))
    await wait_until(lambda: book.saves, timeout=INTERVAL * 5)
    wait.set()
    await recording
    assert book.ends[0][0] == (TextPart("a"),)
