"""Writes a turn down while it is given: twice a second what was said, and its end at once.

A full disk or a held lock is told and tried again until it works; the text stays in memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from chat.chunks import Usage
from chat.messages import End, Part
from chat.store.errors import StoreError
from chat.turn import Turn

INTERVAL = 0.4
"""Seconds between saves; with the commit itself it stays under half a second."""

OnProblem = Callable[[StoreError | None], object]
"""Told once when writing begins to fail, or fails differently, and with None when it works."""


class Book(Protocol):
    """The part of the store that is written in."""

    async def save(self, answer: int, parts: Sequence[Part]) -> None: ...

    async def end(
        self,
        answer: int,
        parts: Sequence[Part],
        end: End,
        *,
        usage: Usage | None = None,
        provider_data: Mapping[str, Any] | None = None,
        first: float | None = None,
        ended: float | None = None,
    ) -> None: ...


async def record(
    turn: Turn, store: Book, answer: int, *, on_problem: OnProblem | None = None
) -> None:
    """Follow `turn` into the stored `answer`; returns when its end is on the disk."""
    attempt = _Attempt(on_problem)
    saved: tuple[Part, ...] = ()
    async for _ in turn.follow():
        while turn.end is None:
            parts = turn.answer.parts()
            if parts == saved or await attempt.made(store.save(answer, parts)):
                saved = parts
                break
            await turn.over(INTERVAL)
        await turn.over(INTERVAL)
    while not await attempt.made(_end(turn, store, answer)):  # noqa: ASYNC110 - a disk has no event
        await asyncio.sleep(INTERVAL)


async def _end(turn: Turn, store: Book, answer: int) -> None:
    assert turn.end is not None
    said = turn.answer
    await store.end(
        answer,
        said.parts(turn.ended),
        turn.end,
        usage=said.usage,
        provider_data=said.provider_data or None,
        first=turn.first,
        ended=turn.ended,
    )


class _Attempt:
    """Tells each new problem once, and that it is over."""

    def __init__(self, on_problem: OnProblem | None) -> None:
        self._on_problem = on_problem
        self._problem: StoreError | None = None

    async def made(self, writing: Awaitable[None]) -> bool:
        """Whether it was written."""
        try:
            await writing
        except StoreError as error:
            if self._problem is None or self._problem.kind != error.kind:
                self._tell(error)
            return False
        if self._problem is not None:
            self._tell(None)
        return True

    def _tell(self, problem: StoreError | None) -> None:
        self._problem = problem
        if self._on_problem is not None:
            self._on_problem(problem)
