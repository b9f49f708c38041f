"""All pictures of all conversations: the newest first, by words, into the bin and out of it.

A picture is its bytes: what is shown once, deleted and brought back is every place that has them.
What is looked for stands beside each place, copied from its message; a scan of it is fast enough
(a few milliseconds for 5,000) and finds parts of words in every script.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any

from chat.messages import Part, Picture, PicturePart
from chat.store.errors import StoreError
from chat.store.parts import decode, decode_picture, encode_picture
from chat.store.rows import PictureBinned, PictureRow, PictureTold
from chat.store.tables import AT_ONCE, Tables
from chat.text import folded, repaired

_DELETED = "This picture was deleted."
_WORDS = 4000
"""Characters of a prompt that are searched."""
_SLICE = 100
"""Messages read at once for what the library needs of older ones."""
_ALL = """
SELECT message, slot, picture.conversation AS place, hash, width, height FROM picture
JOIN conversation ON conversation.id = picture.conversation
WHERE picture.binned IS NULL AND conversation.binned IS NULL
"""
_NEWEST = " ORDER BY picture.created DESC, message, slot"
"""Of a picture in a fork that is the place where it was given first."""
_AS_ONE = "SELECT json_group_array(json_array(message, slot, place, hash, width, height)) FROM"
"""One value: SQLite takes the interpreter from the loop once, not once a row."""
_LINK = """
INSERT INTO picture (message, slot, conversation, hash, value, created, width, height, words)
    SELECT id, ?, conversation, ?, ?, ?, ?, ?, ? FROM message WHERE id = ?
ON CONFLICT (message, slot) DO UPDATE SET
    binned = CASE WHEN hash = excluded.hash THEN binned END, hash = excluded.hash,
    value = excluded.value, created = excluded.created, width = excluded.width,
    height = excluded.height, words = excluded.words
"""
_USED = """
SELECT EXISTS (SELECT 1 FROM picture WHERE hash = :hash)
    OR EXISTS (SELECT 1 FROM draft WHERE instr(attachments, :hash))
    OR EXISTS (SELECT 1 FROM queue WHERE instr(attachments, :hash))
    OR EXISTS (SELECT 1 FROM message WHERE end IS NULL AND instr(parts, :hash))
"""


class Library(Tables):
    def library(self, query: str = "") -> list[PictureRow]:
        """The newest first, each word of `query` in its prompt or in the name of its model.

        5,000 take some 20 ms: call it in a thread, on `apart`.
        """
        words = folded(repaired(query)).split()
        sql = _ALL + " AND instr(words, ?)" * len(words) + _NEWEST
        return _shown_once(json.loads(self._rows(f"{_AS_ONE} ({sql})", *words)[0][0]))

    def newest_pictures(self, count: int) -> list[PictureRow]:
        """The first of `library`, at most `count` of them. Short."""
        return _shown_once(self._rows(f"{_ALL}{_NEWEST} LIMIT ?", count))

    def has_pictures(self) -> bool:
        """Whether the library has any."""
        return bool(self._rows(_ALL + " LIMIT 1"))

    def picture_told(self, message: int, slot: int) -> PictureTold | None:
        """All about a picture; None where it has gone. Short."""
        rows = self._rows(
            "SELECT value, title FROM picture"
            " JOIN conversation ON conversation.id = picture.conversation"
            " WHERE message = ? AND slot = ? AND picture.binned IS NULL",
            message,
            slot,
        )
        if not rows:
            return None
        picture = self._picture(message, slot, rows[0][0])
        return None if picture is None else PictureTold(picture, rows[0][1])

    def pictures(self, conversation: int) -> list[tuple[int, Picture]]:
        """(message, picture) along all branches, in the order in which they were given."""
        rows = self._rows(
            "SELECT message, slot, value FROM picture WHERE conversation = ? AND binned IS NULL"
            " ORDER BY message, slot",
            conversation,
        )
        found = ((row[0], self._picture(*row)) for row in rows)
        return [(number, picture) for number, picture in found if picture is not None]

    def _picture(self, message: int, slot: int, value: str | None) -> Picture | None:
        """As it stands beside its place, or in its message where that was not read yet."""
        try:
            return decode_picture(value) if value else self._in_message(message, slot)
        except StoreError:
            return None  # a damaged message says so where it is read

    def _in_message(self, message: int, slot: int) -> Picture | None:
        rows = self._rows("SELECT parts FROM message WHERE id = ?", message)
        return dict(_pictures(decode(rows[0][0]))).get(slot) if rows else None

    def place_of(self, hash: str) -> tuple[int, int] | None:  # noqa: A002 - the field's own word
        """Message and slot in which a picture stands, the newest of several."""
        sql = (
            "SELECT message, slot FROM picture WHERE hash = ? AND binned IS NULL"
            " ORDER BY message DESC LIMIT 1"
        )
        return next(((row[0], row[1]) for row in self._rows(sql, hash)), None)

    def deleted(self, ids: Sequence[int]) -> dict[int, list[int]]:
        """Slots of the deleted pictures among those of the messages `ids`."""
        found: dict[int, list[int]] = {}
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            sql = "SELECT message, slot FROM picture WHERE binned IS NOT NULL AND message IN"
            for message, slot in self._rows(f"{sql} ({','.join('?' * len(some))})", *some):
                found.setdefault(message, []).append(slot)
        return found

    async def read_on(self) -> bool:
        """Until the library has read all that older messages tell of their pictures; whether
        there was anything to read."""
        anything = False
        while await self._write(read_older):
            anything = True
        return anything

    async def delete_picture(self, hash: str) -> PictureBinned:  # noqa: A002
        """Into the bin, wherever it stands; it stays there as long as conversations do."""
        now = time.time()

        def work(db: sqlite3.Connection) -> PictureBinned:
            rows = db.execute(
                "SELECT message FROM picture WHERE hash = ? AND binned IS NULL", (hash,)
            ).fetchall()
            db.execute(
                "UPDATE picture SET binned = ? WHERE hash = ? AND binned IS NULL", (now, hash)
            )
            return PictureBinned(hash, now, tuple(row[0] for row in rows))

        return await self._write(work)

    async def restore_picture(self, binned: PictureBinned) -> None:
        await self._run(
            "UPDATE picture SET binned = NULL WHERE hash = ? AND binned = ?",
            binned.hash,
            binned.when,
        )

    async def unused_pictures(self) -> list[str]:
        """Hashes of what was in the bin long enough and is used nowhere else: the bytes can go."""

        def work(db: sqlite3.Connection) -> list[str]:
            loose = [row[0] for row in db.execute("SELECT hash FROM loose")]
            used = {each for each in loose if db.execute(_USED, {"hash": each}).fetchone()[0]}
            db.executemany("DELETE FROM loose WHERE hash = ?", [(each,) for each in used])
            return [each for each in loose if each not in used]

        return await self._write(work)

    async def forget_unused(self, hashes: Sequence[str]) -> None:
        """Their bytes have gone."""

        def work(db: sqlite3.Connection) -> None:
            db.executemany("DELETE FROM loose WHERE hash = ?", [(each,) for each in hashes])

        await self._write(work)


def link(
    db: sqlite3.Connection, message: int, parts: Sequence[Part], only: int | None = None
) -> None:
    """One row a picture, with what the library shows of it; with `only`, of that slot."""
    for slot, picture in _pictures(parts):
        if only in (None, slot):
            words = f"{picture.prompt[:_WORDS]} {picture.endpoint}/{picture.model}"
            size = (picture.width, picture.height)
            told = (encode_picture(picture), picture.created, *size, folded(repaired(words)))
            db.execute(_LINK, (slot, picture.hash, *told, message))


def copy_bin(db: sqlite3.Connection, message: int, copy: int) -> None:
    """What was deleted in `message` is deleted in its copy."""
    db.execute(
        "UPDATE picture SET binned = (SELECT binned FROM picture AS old"
        " WHERE old.message = ? AND old.slot = picture.slot) WHERE message = ?",
        (message, copy),
    )


def read_older(db: sqlite3.Connection) -> bool:
    """Read what some older messages tell of their pictures; whether there were any."""
    sql = "SELECT DISTINCT message FROM picture WHERE created IS NULL ORDER BY message DESC LIMIT ?"
    numbers = [row[0] for row in db.execute(sql, (_SLICE,))]
    for number in numbers:
        row = db.execute("SELECT parts FROM message WHERE id = ?", (number,)).fetchone()
        with suppress(StoreError):  # a damaged message says so where it is read
            link(db, number, decode(row[0]))
        db.execute(
            "UPDATE picture SET created = 0 WHERE message = ? AND created IS NULL", (number,)
        )
    return bool(numbers)


def let_go(db: sqlite3.Connection, before: float) -> None:
    """Bytes of what was deleted before that time are no longer wanted; its places stay empty."""
    old = "FROM picture WHERE binned < ? AND hash <> ''"
    db.execute(f"INSERT OR IGNORE INTO loose SELECT hash {old}", (before,))
    db.execute(
        "UPDATE picture SET hash = '', value = NULL, words = '' WHERE binned < ? AND hash <> ''",
        (before,),
    )


def let_go_with(db: sqlite3.Connection, conversation: int) -> None:
    """The same for a conversation that is about to be removed."""
    old = "FROM picture WHERE conversation = ? AND hash <> ''"
    db.execute(f"INSERT OR IGNORE INTO loose SELECT hash {old}", (conversation,))


def without(parts: Sequence[Part], slots: Collection[int]) -> tuple[Part, ...]:
    """`parts`, with a sentence in place of the pictures in these slots."""
    if not slots:
        return tuple(parts)
    slot, left = -1, list(parts)
    for at, part in enumerate(parts):
        if isinstance(part, PicturePart):
            slot += 1
            if slot in slots:
                left[at] = PicturePart(failed=_DELETED, prompt=part.prompt)
    return tuple(left)


def _shown_once(rows: Sequence[Sequence[Any]]) -> list[PictureRow]:
    """The first row of each picture."""
    found: dict[str, PictureRow] = {}
    for row in map(PictureRow._make, rows):
        found.setdefault(row.hash, row)
    return list(found.values())


def _pictures(parts: Sequence[Part]) -> list[tuple[int, Picture]]:
    slots = (part for part in parts if isinstance(part, PicturePart))
    return [(slot, part.picture) for slot, part in enumerate(slots) if part.picture is not None]
