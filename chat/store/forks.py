"""Going on from a message in a conversation of its own: the path to it is copied, nothing moves."""

from __future__ import annotations

import sqlite3
import time

from chat.store import index
from chat.store.errors import StoreError
from chat.store.library import copy_bin, link
from chat.store.parts import decode
from chat.store.tables import Tables

_COPIED = (
    "role, speaker, parts, characters, newlines, end, usage, provider_data, created, first, ended"
)


class Forks(Tables):
    async def fork(self, message: int) -> int:
        """A new conversation with everything up to `message`, that answer or question included.

        An answer still being given is left out. `StoreError` when there is no such message.
        """

        def work(db: sqlite3.Connection) -> int:
            path = _ended_path(db, message)
            if not path:
                raise StoreError("missing", f"message {message}")
            conversation = _copied(db, message)
            parent: int | None = None
            for number in path:
                parent = _copy(db, number, conversation, parent)
            db.execute("UPDATE conversation SET tip = ? WHERE id = ?", (parent, conversation))
            return conversation

        return await self._write(work, full=True)


def _ended_path(db: sqlite3.Connection, message: int) -> list[int]:
    """Ids from the root down to `message`."""
    path: list[int] = []
    number: int | None = message
    while number is not None:
        row = db.execute("SELECT parent, end FROM message WHERE id = ?", (number,)).fetchone()
        if row is None:
            return []
        if row[1] is not None:
            path.append(number)
        number = row[0]
    return path[::-1]


def _copied(db: sqlite3.Connection, message: int) -> int:
    now = time.time()
    cursor = db.execute(
        "INSERT INTO conversation (title, folded, system, model, parameters, created, updated)"
        " SELECT title, folded, system, model, parameters, ?, ? FROM conversation"
        " WHERE id = (SELECT conversation FROM message WHERE id = ?)",
        (now, now, message),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _copy(db: sqlite3.Connection, number: int, conversation: int, parent: int | None) -> int:
    cursor = db.execute(
        f"INSERT INTO message (conversation, parent, {_COPIED})"
        f" SELECT ?, ?, {_COPIED} FROM message WHERE id = ?",
        (conversation, parent, number),
    )
    copy = cursor.lastrowid
    assert copy is not None
    row = db.execute("SELECT parts FROM message WHERE id = ?", (copy,)).fetchone()
    parts = decode(row[0])
    index.add(db, copy, parts)
    link(db, copy, parts)
    copy_bin(db, number, copy)
    return copy
