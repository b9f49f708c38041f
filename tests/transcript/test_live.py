from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from chat.chunks import Chunk, Reasoning
from chat.messages import PathRow
from chat.turn import Turn
from tests.support import wait_until
from tests.transcript.support import STYLES, Tap, shown
from tui.transcript import labels, message_rows
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


async def test_a_text_that_has_ended_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    write_text = message_rows.write_text
    monkeypatch.setattr(
        message_rows,
        "write_text",
        lambda sheet, text, **options: written.append(text) or write_text(sheet, text, **options),
    )
    tap = Tap()
    running = asyncio.create_task(tap.turn.run())
    follower, live = tap.turn.follow(), live_answer(tap.turn)
    code = "```py\nx = 1\n```"
    for chunk in (Reasoning("hm"), f"first\n\n{code}", Reasoning("so"), f"second\n\n{code}",
                  Reasoning("and")):  # fmt: skip
        tap.give(chunk)
        live.take(await anext(follower))
        live.update()
        live.tick()
        live.update()
    assert len(written) == 2
    rows = shown(live.laid.rows)
    assert [row.strip() for row in rows if row[:3] == "  f" or row[:3] == "  s"] == [
        "small", "first", "second",
    ]  # fmt: skip
    assert [block.number for block in live.laid.blocks] == [0, 1]
    lines = [live.laid.lines[block.first + 1] for block in live.laid.blocks]
    assert lines == ["x = 1", "x = 1"]
    live.turn_thought()
    live.update()
    assert [live.laid.lines[block.first + 1] for block in live.laid.blocks] == lines
    assert [row.line for row in live.laid.rows] == sorted(row.line for row in live.laid.rows)
    tap.end()
    await running


def live_answer(turn: Turn) -> LiveAnswer:
    row = PathRow(2, "assistant", 0, 0, endpoint="lab", model="small")
    return LiveAnswer(turn, row, Lead(first=True), Look(80, STYLES))
