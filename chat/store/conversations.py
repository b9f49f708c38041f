"""Conversations: the list, one of them, what a person sets on it, the bin."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping
from typing import Any

from chat.store import index, parts
from chat.store.library import let_go, let_go_with
from chat.store.rows import Conversation, ConversationRow
from chat.store.tables import Tables
from chat.text import clean_line, folded, repaired

BIN_DAYS = 30
TITLE = 80
"""Characters of a title made from a question."""

_LIST = """
SELECT id, title, updated, tip, state,
    (SELECT count(*) FROM picture
        WHERE picture.conversation = conversation.id AND picture.binned IS NULL)
FROM conversation WHERE binned IS NULL
"""


class Conversations(Tables):
    def conversations(
        self,
        limit: int = 200,
        filter: str = "",  # noqa: A002 - the word at the call
    ) -> list[ConversationRow]:
        """Newest first, each word of `filter` in the title."""
        words = folded(repaired(filter)).split()
        sql = _LIST + " AND instr(folded, ?)" * len(words) + " ORDER BY updated DESC LIMIT ?"
        return [ConversationRow(*row) for row in self._rows(sql, *words, limit)]

    def conversation(self, conversation: int) -> Conversation | None:
        """One of them, binned or not; None when there is no such."""
        rows = self._rows(
            "SELECT id, title, system, model, tip, created, updated, place_message, place_row,"
            " parameters FROM conversation WHERE id = ?",
            conversation,
        )
        if not rows:
            return None
        *values, message, line, parameters = rows[0]
        place = None if message is None else (message, line)
        return Conversation(*values, place=place, parameters=json.loads(parameters))

    def last_conversation(self) -> int | None:
        """The one that was last spoken in."""
        rows = self._rows(
            "SELECT id FROM conversation WHERE binned IS NULL ORDER BY updated DESC LIMIT 1"
        )
        return rows[0][0] if rows else None

    async def new_conversation(self, *, system: str = "", model: str = "", title: str = "") -> int:
        now = time.time()
        title = clean_line(title)
        values = (title, folded(title), repaired(system), repaired(model), now, now)

        def work(db: sqlite3.Connection) -> int:
            cursor = db.execute(
                "INSERT INTO conversation (title, folded, system, model, created, updated)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                values,
            )
            assert cursor.lastrowid is not None
            return cursor.lastrowid

        return await self._write(work)

    async def rename(self, conversation: int, title: str) -> None:
        title = clean_line(title)
        await self._run(
            "UPDATE conversation SET title = ?, folded = ? WHERE id = ?",
            title,
            folded(title),
            conversation,
        )

    async def set_system(self, conversation: int, system: str) -> None:
        await self._run(
            "UPDATE conversation SET system = ? WHERE id = ?", repaired(system), conversation
        )

    async def set_model(self, conversation: int, model: str) -> None:
        await self._run(
            "UPDATE conversation SET model = ? WHERE id = ?", repaired(model), conversation
        )

    async def set_parameters(self, conversation: int, parameters: Mapping[str, Any]) -> None:
        await self._run(
            "UPDATE conversation SET parameters = ? WHERE id = ?",
            parts.dump(dict(parameters)),
            conversation,
        )

    async def set_place(self, conversation: int, place: tuple[int, int] | None) -> None:
        message, row = place or (None, None)
        await self._run(
            "UPDATE conversation SET place_message = ?, place_row = ? WHERE id = ?",
            message,
            row,
            conversation,
        )

    async def mark_seen(self, conversation: int) -> None:
        await self._run(
            "UPDATE conversation SET state = 'idle' WHERE id = ? AND state = 'unseen'",
            conversation,
        )

    async def delete(self, conversation: int) -> None:
        """Into the bin, where it stays for 30 days."""
        await self._run(
            "UPDATE conversation SET binned = ? WHERE id = ?", time.time(), conversation
        )

    async def restore(self, conversation: int) -> None:
        await self._run("UPDATE conversation SET binned = NULL WHERE id = ?", conversation)


def empty_bin(db: sqlite3.Connection, days: float = BIN_DAYS) -> int:
    """Remove for good what was deleted more than `days` ago; how many conversations those were.

    What the bytes of their pictures are told by `unused_pictures`.
    """
    before = time.time() - days * 86_400
    let_go(db, before)
    rows = db.execute("SELECT id FROM conversation WHERE binned < ?", (before,)).fetchall()
    for row in rows:
        index.forget(db, row[0])
        let_go_with(db, row[0])
        db.execute("DELETE FROM draft WHERE conversation = ?", row)
        db.execute("DELETE FROM conversation WHERE id = ?", row)
    return len(rows)
