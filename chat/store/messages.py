"""Messages read: the path to the tip, texts of what is shown, siblings, questions, pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from operator import eq

from chat.errors import Failure
from chat.messages import Failed, Message, PathRow, TextPart
from chat.store import parts
from chat.store.errors import StoreError
from chat.store.library import Library, without
from chat.store.tables import AT_ONCE, Row

_MESSAGE = (
    "SELECT message.id, conversation, parent, role, parts, endpoint, model, end, usage,"
    " provider_data, created, first, ended, left_out"
    " FROM message JOIN speaker ON speaker.id = speaker"
)
_UNREAD = (
    "SELECT message.id, conversation, parent, role, NULL, endpoint, model, NULL, NULL, NULL, 0"
    " FROM message JOIN speaker ON speaker.id = speaker"
)
"""What stands before the text: that, and what is behind it, may be on a damaged page."""
LINE = 2_000
"""Messages of which the ids are read at once: two milliseconds."""
_DAMAGED = "This message is damaged in the database; the others are not."
_FRESH = 2
"""Messages at the end of a known path that are read again: the last answer was still growing."""


class Messages(Library):
    def path(
        self, conversation: int, tip: int | None = None, known: Sequence[PathRow] = ()
    ) -> list[PathRow]:
        """From the root to `tip` (the conversation's own by default), without texts.

        `known` is what was read before: where only messages follow it, the rest is not read again.
        """
        if tip is None:
            rows = self._rows("SELECT tip FROM conversation WHERE id = ?", conversation)
            tip = rows[0][0] if rows else None
        if tip is None:
            return []
        if (grown := self._grown(conversation, tip, known[:-_FRESH])) is not None:
            return grown
        rows = self._rows(
            "SELECT id, parent, role, characters, newlines, speaker"
            " FROM message WHERE conversation = ?",
            conversation,
        )
        walk, families = (rows, {}) if _straight(rows, tip) else (_walk(rows, tip), _families(rows))
        return _path_rows(walk, families, self._speakers()) if walk else []

    def _grown(self, conversation: int, tip: int, known: Sequence[PathRow]) -> list[PathRow] | None:
        """`known` and what follows it up to `tip`; None when it does not simply go on there."""
        if not known:
            return None
        rows = self._rows(
            "SELECT id, parent, role, characters, newlines, speaker"
            " FROM message WHERE conversation = ? AND id > ?",
            conversation,
            known[-1].id,
        )
        if not _straight(rows, tip, known[-1].id):
            return None
        return [*known, *_path_rows(rows, {}, self._speakers())]

    def tree(self, conversation: int) -> list[PathRow]:
        """All of its messages, without texts: each branch to its end, then the next, older first.

        A message comes behind its parent, though not always directly.
        """
        rows = self._rows(
            "SELECT id, parent, role, characters, newlines, speaker"
            " FROM message WHERE conversation = ? ORDER BY id DESC",
            conversation,
        )
        below: dict[int | None, list[Row]] = {}
        for row in rows:
            below.setdefault(row[1], []).append(row)
        walk: list[Row] = []
        waiting = below.get(None, [])
        while waiting:
            walk.append(row := waiting.pop())
            waiting += below.get(row[0], [])
        return _path_rows(walk, _families(rows[::-1]), self._speakers())

    def line(self, conversation: int, tip: int, most: int = LINE) -> tuple[list[int], int | None]:
        """Ids down to `tip`, of at most `most` messages, and the id above them: None at the root.

        Less to read than their `path`, and a piece at a time.
        """
        rows = self._rows(
            "SELECT id, parent FROM message WHERE conversation = ? AND id <= ?"
            " ORDER BY id DESC LIMIT ?",
            conversation,
            tip,
            most,
        )[::-1]
        if rows and not _straight(rows, tip, rows[0][1]):
            rows = _walk(rows, tip)
        return [row[0] for row in rows], rows[0][1] if rows else None

    def messages(self, ids: Sequence[int]) -> list[Message]:
        """The messages `ids`, in that order; those that are no longer there are left out.

        One that is damaged has nothing in it but that: it takes no other along.
        """
        found: dict[int, Message] = {}
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            for row in self._rows_of(some):
                found[row[0]] = _message(row)
        drawn = [each.id for each in found.values() if each.pictures]
        for number, slots in self.deleted(drawn).items():
            found[number] = replace(found[number], parts=without(found[number].parts, slots))
        return [found[number] for number in ids if number in found]

    def _rows_of(self, ids: Sequence[int], sql: str = _MESSAGE) -> list[Row]:
        """As many as the file gives: around a damaged page each is read for itself."""
        marks = ",".join("?" * len(ids))
        try:
            return self._rows(f"{sql} WHERE message.id IN ({marks})", *ids)
        except StoreError as error:
            if error.kind != "corrupt":
                raise
            if len(ids) > 1:
                return [row for each in ids for row in self._rows_of([each])]
            return self._rows_of(ids, _UNREAD) if sql == _MESSAGE else []

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

    def questions(self, limit: int, offset: int = 0) -> list[str]:
        """What the person asked, newest first, over all conversations."""
        rows = self._rows(
            "SELECT parts FROM message WHERE role = 'user' ORDER BY id DESC LIMIT ? OFFSET ?",
            limit,
            offset,
        )
        return [_question(row[0]) for row in rows]

    def _speakers(self) -> dict[int, tuple[str, str]]:
        rows = self._rows("SELECT id, endpoint, model FROM speaker")
        return {number: (endpoint, model) for number, endpoint, model in rows}


def _straight(rows: Sequence[Row], tip: int, above: int | None = None) -> bool:
    """Whether each message follows the one before it, from the one behind `above` up to `tip`, as
    in most conversations."""
    if not rows or rows[-1][0] != tip or rows[0][1] != above:
        return False
    return all(map(eq, [row[0] for row in rows], [row[1] for row in rows[1:]]))


def _walk(rows: Sequence[Row], tip: int) -> list[Row]:
    by_id: dict[int | None, Row] = {row[0]: row for row in rows}
    walk: list[Row] = []
    at: int | None = tip
    while (row := by_id.get(at)) is not None:
        walk.append(row)
        at = row[1]
    walk.reverse()
    return walk


def _families(rows: Sequence[Row]) -> dict[tuple[int | None, str], list[int]]:
    """Siblings by (parent, role), oldest first."""
    families: dict[tuple[int | None, str], list[int]] = {}
    for row in rows:
        families.setdefault((row[1], row[2]), []).append(row[0])
    return families


def _path_rows(
    walk: Sequence[Row],
    families: dict[tuple[int | None, str], list[int]],
    speakers: dict[int, tuple[str, str]],
) -> list[PathRow]:
    """The hot loop of opening: no call with arguments by name, no place where there is one."""
    if not families:
        return [
            PathRow._make((number, role, characters, newlines, 1, 1, *speakers[speaker]))
            for number, _, role, characters, newlines, speaker in walk
        ]
    path: list[PathRow] = []
    for number, parent, role, characters, newlines, speaker in walk:
        family = families[parent, role]
        place = family.index(number) + 1 if len(family) > 1 else 1
        path.append(
            PathRow(number, role, characters, newlines, place, len(family), *speakers[speaker])
        )
    return path


def _question(text: str) -> str:
    try:
        return "".join(part.text for part in parts.decode(text) if isinstance(part, TextPart))
    except StoreError:
        return ""  # it says so where it is read


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
    except (ValueError, TypeError, KeyError, StoreError) as error:
        failure = Failure("damaged", _DAMAGED, excerpt=f"palaver.db, message {number}: {error}")
        return Message(number, conversation, parent, role, (), endpoint, model, Failed(failure))
