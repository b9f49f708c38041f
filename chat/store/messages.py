"""Messages read: the path to the tip, texts of what is shown, siblings, questions, pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from chat.messages import Message, Part, PathRow, Picture, PicturePart, TextPart
from chat.store import parts
from chat.store.errors import StoreError
from chat.store.tables import Row, Tables

_MESSAGE = (
    "SELECT message.id, conversation, parent, role, parts, endpoint, model, end, usage,"
    " provider_data, created, first, ended FROM message JOIN speaker ON speaker.id = speaker"
)
_AT_ONCE = 500
"""Values in one statement: SQLite's oldest limit is 999."""


class Messages(Tables):
    def path(self, conversation: int, tip: int | None = None) -> list[PathRow]:
        """From the root to `tip` (the conversation's own by default), without texts."""
        if tip is None:
            rows = self._rows("SELECT tip FROM conversation WHERE id = ?", conversation)
            tip = rows[0][0] if rows else None
        if tip is None:
            return []
        rows = self._rows(
            "SELECT id, parent, role, characters, newlines, speaker"
            " FROM message WHERE conversation = ?",
            conversation,
        )
        by_id: dict[int | None, Row] = {row[0]: row for row in rows}
        walk: list[Row] = []
        while (row := by_id.get(tip)) is not None:
            walk.append(row)
            tip = row[1]
        walk.reverse()
        return _path_rows(walk, _families(rows), self._speakers())

    def messages(self, ids: Sequence[int]) -> list[Message]:
        """The messages `ids`, in that order; those that are no longer there are left out."""
        found: dict[int, Message] = {}
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            for row in self._rows(f"{_MESSAGE} WHERE message.id IN ({marks})", *some):
                found[row[0]] = _message(row)
        return [found[number] for number in ids if number in found]

    def siblings(self, message: int) -> list[int]:
        """`message` and those beside it (same parent, same role), oldest first."""
        rows = self._rows("SELECT conversation, parent, role FROM message WHERE id = ?", message)
        if not rows:
            return []
        conversation, parent, role = rows[0]
        if parent is None:
            sql = "SELECT id FROM message WHERE conversation = ? AND parent IS NULL AND role = ?"
            rows = self._rows(sql + " ORDER BY id", conversation, role)
        else:
            sql = "SELECT id FROM message WHERE parent = ? AND role = ? ORDER BY id"
            rows = self._rows(sql, parent, role)
        return [row[0] for row in rows]

    def leaf_below(self, message: int) -> int:
        """The newest message of the branch through `message`; itself when nothing follows it."""
        rows = self._rows(
            "SELECT id, parent FROM message WHERE id > ?1 AND conversation ="
            " (SELECT conversation FROM message WHERE id = ?1) ORDER BY id",
            message,
        )
        branch, newest = {message}, message
        for number, parent in rows:
            if parent in branch:
                branch.add(number)
                newest = number
        return newest

    def questions(self, limit: int, offset: int = 0) -> list[str]:
        """What the person asked, newest first, over all conversations."""
        rows = self._rows(
            "SELECT parts FROM message WHERE role = 'user' ORDER BY id DESC LIMIT ? OFFSET ?",
            limit,
            offset,
        )
        return [
            "".join(p.text for p in _decoded(row[0]) if isinstance(p, TextPart)) for row in rows
        ]

    def pictures(self, conversation: int) -> list[tuple[int, Picture]]:
        """(message, picture) along all branches, in the order in which they were given."""
        rows = self._rows(
            "SELECT id, parts FROM message WHERE id IN"
            " (SELECT message FROM picture WHERE conversation = ?) ORDER BY id",
            conversation,
        )
        return [
            (number, part.picture)
            for number, text in rows
            for part in _decoded(text)
            if isinstance(part, PicturePart) and part.picture is not None
        ]

    def _speakers(self) -> dict[int, tuple[str, str]]:
        rows = self._rows("SELECT id, endpoint, model FROM speaker")
        return {number: (endpoint, model) for number, endpoint, model in rows}


def _families(rows: Sequence[Row]) -> dict[tuple[Any, str], list[int]]:
    """Siblings by (parent, role); empty when there are none, as in most conversations."""
    families: dict[tuple[Any, str], list[int]] = {}
    if len({row[1] for row in rows}) == len(rows):
        return families
    for row in rows:
        families.setdefault((row[1], row[2]), []).append(row[0])
    return families


def _path_rows(
    walk: Sequence[Row],
    families: dict[tuple[Any, str], list[int]],
    speakers: dict[int, tuple[str, str]],
) -> list[PathRow]:
    path: list[PathRow] = []
    for number, parent, role, characters, newlines, speaker in walk:
        family = families.get((parent, role), ())
        place, count = (family.index(number) + 1, len(family)) if len(family) > 1 else (1, 1)
        path.append(PathRow(number, role, characters, newlines, place, count, *speakers[speaker]))
    return path


def _decoded(text: str) -> tuple[Part, ...]:
    try:
        return parts.decode(text)
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError("corrupt", str(error)) from error


def _message(row: Row) -> Message:
    number, conversation, parent, role, text, endpoint, model, end, usage, data, *times = row
    try:
        return Message(
            number,
            conversation,
            parent,
            role,
            parts.decode(text),
            endpoint,
            model,
            parts.decode_end(end),
            parts.decode_usage(usage),
            None if data is None else json.loads(data),
            *times,
        )
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError("corrupt", f"message {number}: {error}") from error
