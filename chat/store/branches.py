"""Branches: which one goes on at each point where there are several, kept as it was chosen.

A choice stands until a message is added beside it; where there is none, the branch with the
newest message goes on. Points that were never chosen at have no row.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence

from chat.store.tables import Row, Tables

_ROWS = "SELECT id, parent FROM message WHERE conversation = ? ORDER BY id"
_CHOSEN = (
    "SELECT message, child FROM choice WHERE message IN"
    " (SELECT id FROM message WHERE conversation = ?)"
)


class Branches(Tables):
    async def choose(self, message: int) -> None:
        """The branch through `message` goes on, below it where it was last followed."""

        def work(db: sqlite3.Connection) -> None:
            told = db.execute(
                "SELECT conversation FROM message WHERE id = ?", (message,)
            ).fetchone()
            if told is None:
                return
            rows = db.execute(_ROWS, told).fetchall()
            db.executemany("INSERT OR REPLACE INTO choice VALUES (?, ?)", _turns(rows, message))
            chosen = dict(db.execute(_CHOSEN, told).fetchall())
            tip = _leaf(rows, chosen, message)
            db.execute("UPDATE conversation SET tip = ? WHERE id = ?", (tip, *told))

        await self._write(work)


def forget_choice(db: sqlite3.Connection, parent: int | None) -> None:
    """A message was added below `parent`: it is the one that goes on."""
    db.execute("DELETE FROM choice WHERE message = ?", (parent,))


def _turns(rows: Sequence[Row], message: int) -> list[tuple[int, int]]:
    """(parent, child) at each point on the way to `message` that has several children."""
    above: dict[int, int | None] = dict(rows)
    children = Counter(above.values())
    turns: list[tuple[int, int]] = []
    while (parent := above[message]) is not None:
        if children[parent] > 1:
            turns.append((parent, message))
        message = parent
    return turns


def _leaf(rows: Sequence[Row], chosen: Mapping[int, int], message: int) -> int:
    """Where the branch through `message` ends, by what was chosen, else by what is newest."""
    newest: dict[int, int] = {}
    """The newest message below each one, itself included: children come after their parents."""
    onward = dict(chosen)
    for number, parent in reversed(rows):
        last = newest.setdefault(number, number)
        if parent is not None and last > newest.get(parent, 0):
            newest[parent] = last
            if parent not in chosen:
                onward[parent] = number
    while message in onward:
        message = onward[message]
    return message
