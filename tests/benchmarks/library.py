"""A stored library: a conversation of 10 messages and one of 10,000 with 9 million characters."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from chat.messages import TextPart
from chat.store.parts import encode
from chat.store.store import Store
from tests.benchmarks.corpus import message

SHORT, LONG = "ten of them", "many of them"
LAST = "zzlast"
_CHARACTERS = 950
_START = 1_750_000_000.0


def build(home: Path) -> None:
    """Write both into the database of `home`: made by the store, filled row by row."""
    database = home / "data" / "palaver.db"
    Store.open(database, state=home / "state").close()
    db = sqlite3.connect(database)
    db.execute("INSERT INTO speaker (id, endpoint, model) VALUES (901, 'lab', 'bench')")
    for title, count in ((LONG, 10_000), (SHORT, 10)):
        _conversation(db, title, count)
    db.commit()
    db.close()


def _conversation(db: sqlite3.Connection, title: str, count: int) -> None:
    columns = "title, folded, model, created, updated"
    row = (title, title, "lab/bench", _START, _START)
    conversation = db.execute(f"INSERT INTO conversation ({columns}) VALUES (?,?,?,?,?)", row)
    number, parent = conversation.lastrowid, None
    for at in range(count):
        parent = _message(db, number, parent, at, last=at == count - 1)
    db.execute("UPDATE conversation SET tip = ? WHERE id = ?", (parent, number))


def _message(
    db: sqlite3.Connection, conversation: int | None, parent: int | None, at: int, *, last: bool
) -> int | None:
    asks = at % 2 == 0
    text = message(at, 120 if asks else 2 * _CHARACTERS - 120)
    if last:
        text += f"\n\n{LAST}"
    columns = (
        "conversation, parent, role, speaker, parts, characters, newlines, end, created, ended"
    )
    return db.execute(
        f"INSERT INTO message ({columns}) VALUES (?,?,?,901,?,?,?,?,?,?)",
        (
            *(conversation, parent, "user" if asks else "assistant"),
            *(encode([TextPart(text)]), len(text), text.count("\n")),
            *('{"finished":"stop"}', _START + at, _START + at),
        ),
    ).lastrowid
