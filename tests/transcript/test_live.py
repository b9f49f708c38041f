from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from chat.chunks import Chunk
from chat.messages import PathRow
from chat.turn import Turn
from tests.support import wait_until
from tests.transcript.support import STYLES, Tap, shown
from tui.transcript import labels
from tui.transcript.live import LiveAnswer
from tui.transcript.message_rows import Lead, Look


async def test_rows_built_ahead_of_what_was_followed_say_nothing_twice() -> None:
    """Colours that arrive, a new width, a switch back: the answer is further than its follower."""
    go = asyncio.Event()

    async def source() -> AsyncIterator[Chunk]:
        yield "one "
        yield "two "
        await go.wait()
        yield "three"

    turn = Turn(source(), keep=None)  # type: ignore[arg-type]
    running = asyncio.create_task(turn.run())
    await wait_until(lambda: turn.given == 2)
    live = live_answer(turn)
    live.update()
    follower = turn.follow()
    live.take(await anext(follower))
    live.update()
    assert shown(live.laid.rows)[-1].strip() == "one two"
    go.set()
    await running
    live.take(await anext(follower))
    live.update()
    assert shown(live.laid.rows)[-1].strip() == "one two three"


async def test_silence_is_not_said_any_more_when_something_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tap = Tap()
    running = asyncio.create_task(tap.turn.run())
    follower, live = tap.turn.follow(), live_answer(tap.turn)
    tap.give("one ")
    live.take(await anext(follower))
    live.update()
    monkeypatch.setattr(labels, "_SILENCE", 0.0)
    assert live.tick()
    live.update()
    assert "no data for" in shown(live.laid.rows)[0]
    monkeypatch.undo()
    tap.give("two")
    live.take(await anext(follower))
    live.update()
    assert [row.strip() for row in shown(live.laid.rows)] == ["small", "one two"]
    tap.end()
    await running


def live_answer(turn: Turn) -> LiveAnswer:
    row = PathRow(2, "assistant", 0, 0, endpoint="lab", model="small")
    return LiveAnswer(turn, row, Lead(first=True), Look(80, STYLES))
