"""A message that is damaged in the database says so in its place; all else goes on."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.tui.stage import staged


async def test_damaged_messages_say_so_and_everything_goes_on(home: Path) -> None:
    async with staged(home) as stage:
        for text in ("one", "two", "three"):
            await stage.answered(text)
        conversation = stage.chat.current.id
        assert conversation is not None
        rows = stage.store.path(conversation)
    with sqlite3.connect(next(home.rglob("palaver.db"))) as db:
        question, answer = rows[2].id, rows[3].id
        db.execute("UPDATE message SET parts = '[{' WHERE id IN (?, ?)", (question, answer))
    async with staged(home) as stage:
        stage.chat.shelf.open(conversation)
        await stage.until(lambda: stage.seen.count("damaged in the database") == 2, "two of them")
        assert "You said: one" in stage.seen
        assert "You said: three" in stage.seen
        await stage.answered("four")
        assert [each["content"] for each in stage.asked[-1].messages] == [
            "one", "You said: one", "three", "You said: three", "four",
        ]  # fmt: skip
        await stage.press("up", "up", "up", "escape")
        await stage.press("shift+tab", "k", "k", "k", "k", "y", "k", "y", "d")
        await stage.until(lambda: "damaged" in stage.seen, "still there")
        assert stage.app.is_running
