"""How sure each write is, and what becomes of it when nobody waits any more."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable

import pytest

from chat.messages import Finished, TextPart
from chat.store.rows import Draft
from chat.store.store import Store

TEXT = (TextPart("text"),)


async def _level(store: Store, write: Awaitable[object]) -> str:
    """The level at which the disk was waited for when `write` was committed."""
    said: list[str] = []
    await store._write(lambda db: db.set_trace_callback(said.append))
    before = (await store._write(lambda db: db.execute("PRAGMA synchronous").fetchone()))[0]
    await write
    await store._write(lambda db: db.set_trace_callback(None))
    at = next(n for n, line in enumerate(said) if line.startswith(("INSERT", "UPDATE", "DELETE")))
    levels = [line.split()[-1] for line in said[:at] if "synchronous =" in line]
    return levels[-1] if levels else {1: "NORMAL", 2: "FULL"}[before]


async def test_a_question_and_an_end_are_on_the_disk_and_a_save_is_soon(store: Store) -> None:
    conversation = await store.new_conversation()
    speaker = {"endpoint": "lab", "model": "small"}
    for _ in range(2):  # in either order
        asking = store.ask(conversation, None, TEXT, **speaker)
        assert await _level(store, asking) == "FULL"
        question = store.path(conversation)[-1].id
        answer = await store.begin(question, **speaker)
        assert await _level(store, store.save(answer, TEXT)) == "NORMAL"
        assert await _level(store, store.end(answer, TEXT, Finished())) == "FULL"
        assert await _level(store, store.save_draft(conversation, Draft("a"))) == "NORMAL"
        assert await _level(store, store.enqueue(conversation, "next")) == "FULL"


async def test_a_cancelled_caller_that_waits_in_line_loses_no_write(store: Store) -> None:
    go = threading.Event()
    before = asyncio.create_task(store._write(lambda db: go.wait(10)))
    await asyncio.sleep(0)
    writing = asyncio.create_task(store.new_conversation(title="kept"))
    await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    go.set()
    assert await before
    await store.new_conversation(title="after")
    assert {row.title for row in store.conversations()} == {"kept", "after"}
