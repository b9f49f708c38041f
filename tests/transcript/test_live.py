from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from chat.chunks import Chunk
from chat.messages import PathRow
from chat.turn import Turn
from tests.support import wait_until
from tests.transcript.support import STYLES, shown
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


def live_answer(turn: Turn) -> LiveAnswer:
    row = PathRow(2, "assistant", 0, 0, endpoint="lab", model="small")
    return LiveAnswer(turn, row, Lead(first=True), Look(80, STYLES))
