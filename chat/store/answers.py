"""Messages written: the question before its request goes out, the answer twice a second.

Nothing is overwritten by anything else: a retry and an edit are siblings.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chat.chunks import Usage
from chat.drawing import prompt_of
from chat.messages import End, Failed, FilePart, Finished, Part, Picture, PicturePart, TextPart
from chat.store import index
from chat.store.branches import forget_choice
from chat.store.conversations import TITLE
from chat.store.errors import StoreError
from chat.store.library import link
from chat.store.parts import decode, dump, encode, encode_end, encode_usage, size
from chat.store.tables import Tables
from chat.text import clean_line, folded, repaired

_INSERT = """
INSERT INTO message (conversation, parent, role, speaker, parts, characters, newlines, end,
    created, instance) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class Answers(Tables):
    _instance: int

    async def ask(
        self,
        conversation: int,
        parent: int | None,
        parts: Sequence[Part],
        *,
        endpoint: str,
        model: str,
        clear_draft: bool = False,
        queued: int | None = None,
    ) -> int:
        """The question's id once it is on the disk; it is the new tip, and titles the untitled.

        The draft and the queued question it came from go in the same transaction, or not at all.
        """
        parts = tuple(parts)
        title = _title(parts)

        def work(db: sqlite3.Connection) -> int:
            now = time.time()
            speaker = _speaker(db, endpoint, model)
            question = _insert(db, conversation, parent, "user", speaker, parts, Finished(), None)
            db.execute(
                "UPDATE conversation SET tip = ?, updated = ?, state = 'idle' WHERE id = ?",
                (question, now, conversation),
            )
            db.execute(
                "UPDATE conversation SET title = ?, folded = ? WHERE id = ? AND title = ''",
                (title, folded(title), conversation),
            )
            if clear_draft:
                db.execute("DELETE FROM draft WHERE conversation = ?", (conversation,))
            if queued is not None:
                db.execute("DELETE FROM queue WHERE id = ?", (queued,))
            index.add(db, question, parts)
            link(db, question, parts)
            return question

        return await self._write(work, full=True)

    async def begin(
        self,
        question: int,
        *,
        endpoint: str,
        model: str,
        move_tip: bool = True,
        left_out: int = 0,
    ) -> int:
        """An empty answer to `question`, in this instance's hands until `end`.

        `left_out`: so many of the oldest messages do not go to the model.
        """

        def work(db: sqlite3.Connection) -> int:
            row = db.execute(
                "SELECT conversation FROM message WHERE id = ?", (question,)
            ).fetchone()
            if row is None:
                raise StoreError("missing", f"message {question}")
            speaker = _speaker(db, endpoint, model)
            owner = self._instance
            answer = _insert(db, row[0], question, "assistant", speaker, (), None, owner)
            if left_out:
                values = (left_out, answer)
                db.execute("UPDATE message SET left_out = ? WHERE id = ?", values)
            tip = answer if move_tip else question
            db.execute(
                "UPDATE conversation SET tip = ?, state = 'idle' WHERE id = ?", (tip, row[0])
            )
            return answer

        return await self._write(work)

    async def save(self, answer: int, parts: Sequence[Part]) -> None:
        """What was said so far; after `end` it changes nothing."""

        def work(db: sqlite3.Connection) -> None:
            db.execute(
                "UPDATE message SET parts = ?, characters = ?, newlines = ?"
                " WHERE id = ? AND end IS NULL",
                (encode(parts), *size(parts), answer),
            )

        await self._write(work)

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
    ) -> None:
        """The whole answer and how it ended, on the disk when this returns."""
        parts = tuple(parts)

        def work(db: sqlite3.Connection) -> None:
            close(db, answer, parts, end, ended or time.time())
            db.execute(
                "UPDATE message SET usage = ?, provider_data = ?, first = ? WHERE id = ?",
                (
                    encode_usage(usage),
                    dump(dict(provider_data)) if provider_data else None,
                    first,
                    answer,
                ),
            )

        await self._write(work, full=True)

    async def replace_picture(self, message: int, slot: int, picture: Picture) -> None:
        """The picture of the `slot`-th picture part (from 0), once fetching it again worked."""

        def work(db: sqlite3.Connection) -> None:
            row = db.execute("SELECT parts FROM message WHERE id = ?", (message,)).fetchone()
            parts = list(decode(row[0])) if row else []
            slots = [n for n, part in enumerate(parts) if isinstance(part, PicturePart)]
            if slot >= len(slots):
                raise StoreError("missing", f"picture {slot} of message {message}")
            old = parts[slots[slot]]
            assert isinstance(old, PicturePart)
            parts[slots[slot]] = replace(old, picture=picture, failed=None)
            db.execute("UPDATE message SET parts = ? WHERE id = ?", (encode(parts), message))
            link(db, message, parts, slot)

        await self._write(work, full=True)


def close(
    db: sqlite3.Connection, answer: int, parts: tuple[Part, ...], end: End, ended: float
) -> None:
    """Write an end with all that follows from it: index, picture links, the list's mark."""
    db.execute(
        "UPDATE message SET parts = ?, characters = ?, newlines = ?, end = ?, ended = ?,"
        " instance = NULL WHERE id = ?",
        (encode(parts), *size(parts), encode_end(end), ended, answer),
    )
    db.execute(
        "UPDATE conversation SET updated = max(updated, ?), state = ?"
        " WHERE id = (SELECT conversation FROM message WHERE id = ?)",
        (ended, _state(end), answer),
    )
    index.add(db, answer, parts)
    link(db, answer, parts)


def _insert(
    db: sqlite3.Connection,
    conversation: int,
    parent: int | None,
    role: str,
    speaker: int,
    parts: tuple[Part, ...],
    end: End | None,
    instance: int | None,
) -> int:
    told = None if end is None else encode_end(end)
    values = (conversation, parent, role, speaker, encode(parts), *size(parts), told)
    cursor = db.execute(_INSERT, (*values, time.time(), instance))
    assert cursor.lastrowid is not None
    forget_choice(db, parent)
    return cursor.lastrowid


def _speaker(db: sqlite3.Connection, endpoint: str, model: str) -> int:
    names = (repaired(endpoint), repaired(model))
    db.execute("INSERT OR IGNORE INTO speaker (endpoint, model) VALUES (?, ?)", names)
    row = db.execute("SELECT id FROM speaker WHERE endpoint = ? AND model = ?", names).fetchone()
    return int(row[0])


def _state(end: End) -> str:
    """A failure stays marked until the next question; what the person stopped is no news."""
    if isinstance(end, Failed):
        return "failed"
    return "idle" if end.reason == "stopped" else "unseen"


def _title(parts: tuple[Part, ...]) -> str:
    """The question's first line with something in it, else the name of what was attached."""
    text = prompt_of("".join(part.text for part in parts if isinstance(part, TextPart))).strip()
    names = [part.name for part in parts if isinstance(part, FilePart)]
    picture = "Picture" if any(isinstance(part, PicturePart) for part in parts) else ""
    return clean_line(text, TITLE) or clean_line(names[0] if names else picture, TITLE)
