"""What a person wrote and did not send yet: drafts, and questions that wait for an answer."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence

from chat.messages import FilePart, Part
from chat.store.errors import StoreError
from chat.store.parts import decode, encode
from chat.store.rows import Draft, Queued
from chat.store.tables import Row, Tables
from chat.text import repaired

_QUEUED = "SELECT id, conversation, text, attachments, model, created FROM queue"

_LOST = FilePart("attachments damaged in the database", "text/plain", "")


class Waiting(Tables):
    _instance: int
    _encoded: tuple[tuple[Part, ...], str] = (), "[]"
    """What was attached to the draft that was kept last."""

    def draft(self, conversation: int | None) -> Draft:
        """What stands in the prompt of a conversation (None: of the one not begun here; another
        palaver that runs has its own)."""
        rows = self._rows(
            "SELECT text, attachments FROM draft WHERE conversation = ?", self._key(conversation)
        )
        return Draft(rows[0][0], _attachments(rows[0][1])) if rows else Draft()

    async def save_draft(self, conversation: int | None, draft: Draft) -> None:
        """Keep it; an empty one is removed."""
        key = self._key(conversation)
        if not draft.text and not draft.attachments:
            await self._run("DELETE FROM draft WHERE conversation = ?", key)
            return

        def work(db: sqlite3.Connection) -> None:
            db.execute(
                "INSERT OR REPLACE INTO draft (conversation, text, attachments) VALUES (?, ?, ?)",
                (key, repaired(draft.text), self._attached(draft.attachments)),
            )

        await self._write(work)

    def _attached(self, parts: tuple[Part, ...]) -> str:
        """Encoded, in the writer's thread and once: beside a long text a person types on."""
        if self._encoded[0] is not parts:
            self._encoded = parts, encode(parts)
        return self._encoded[1]

    def _key(self, conversation: int | None) -> int:
        return -self._instance if conversation is None else conversation

    def queue(self, conversation: int) -> list[Queued]:
        """The oldest, which is asked next, first."""
        rows = self._rows(f"{_QUEUED} WHERE conversation = ? ORDER BY id", conversation)
        return [_queued(row) for row in rows]

    async def enqueue(
        self, conversation: int, text: str, attachments: Sequence[Part] = (), model: str = ""
    ) -> Queued:
        values = (conversation, repaired(text), encode(attachments), repaired(model), time.time())

        def work(db: sqlite3.Connection) -> Queued:
            cursor = db.execute(
                "INSERT INTO queue (conversation, text, attachments, model, created)"
                " VALUES (?, ?, ?, ?, ?)",
                values,
            )
            return _queued((cursor.lastrowid, *values))

        return await self._write(work, full=True)

    async def take_back(self, conversation: int) -> Queued | None:
        """Remove and give the newest, to be edited."""
        return await self._write(lambda db: _taken(db, conversation))

    async def drop(self, queued: int) -> None:
        await self._run("DELETE FROM queue WHERE id = ?", queued)


def adopt(db: sqlite3.Connection, instance: int) -> None:
    """The newest draft of a conversation not begun that no running palaver has is `instance`'s."""
    row = db.execute(
        "SELECT conversation FROM draft WHERE conversation <= 0"
        " AND -conversation NOT IN (SELECT id FROM instance WHERE id <> ?)"
        " ORDER BY conversation = ? DESC, conversation LIMIT 1",
        (instance, -instance),
    ).fetchone()
    if row is not None:  # the others wait for a next start
        values = (-instance, row[0])
        db.execute("UPDATE draft SET conversation = ? WHERE conversation = ?", values)


def _taken(db: sqlite3.Connection, conversation: int) -> Queued | None:
    sql = f"{_QUEUED} WHERE conversation = ? ORDER BY id DESC LIMIT 1"
    row = db.execute(sql, (conversation,)).fetchone()
    if row is None:
        return None
    db.execute("DELETE FROM queue WHERE id = ?", row[:1])
    return _queued(row)


def _queued(row: Row) -> Queued:
    number, conversation, text, attachments, model, created = row
    return Queued(number, conversation, text, _attachments(attachments), model, created)


def _attachments(text: str) -> tuple[Part, ...]:
    try:
        return decode(text)
    except StoreError:
        return (_LOST,)  # seen before it is sent
