"""Answers that a palaver left open when it was killed: ended as interrupted, their text kept."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import replace
from pathlib import Path

from chat.errors import Failure
from chat.instance import alive
from chat.messages import Failed, Part, PicturePart
from chat.store.answers import close
from chat.store.parts import decode

_SENTENCE = "palaver was closed while this answer was coming."


def recover(db: sqlite3.Connection, folder: Path | None) -> int:
    """End what nobody works on any more; how many answers that were.

    `folder` has the instances' locks; None (in memory) means that there are no others.
    """
    rows = db.execute("SELECT id, name FROM instance").fetchall()
    dead = [number for number, name in rows if folder is None or not alive(folder, name)]
    count = 0
    for instance in dead:
        count += _interrupt(db, instance)
        db.execute("DELETE FROM instance WHERE id = ?", (instance,))
    return count


def _given_up(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """A picture that was on its way can be fetched again, by its URL."""
    return tuple(
        replace(part, failed="palaver was closed before the picture came.")
        if isinstance(part, PicturePart) and part.picture is None and part.failed is None
        else part
        for part in parts
    )


def _interrupt(db: sqlite3.Connection, instance: int) -> int:
    rows = db.execute(
        "SELECT message.id, parts, endpoint, model FROM message"
        " JOIN speaker ON speaker.id = speaker WHERE instance = ? AND end IS NULL",
        (instance,),
    ).fetchall()
    for answer, text, endpoint, model in rows:
        failure = Failure("interrupted", _SENTENCE, "Ask again.", endpoint, model)
        close(db, answer, _given_up(decode(text)), Failed(failure), time.time())
    return len(rows)
