"""The search index: written once a message, at its end; removed with its conversation.

It keeps no text of its own, so to take a message out it must be given the same words again.
"""

from __future__ import annotations

import sqlite3

from chat.messages import FilePart, Part, TextPart
from chat.search import index_text
from chat.store import parts as codec


def searched(parts: tuple[Part, ...]) -> str:
    """The text of a message that search looks at: what was said, and attached files."""
    return "\n".join(part.text for part in parts if isinstance(part, TextPart | FilePart))


def add(db: sqlite3.Connection, message: int, parts: tuple[Part, ...]) -> None:
    """Index a message, if it was not."""
    done = db.execute(
        "UPDATE message SET indexed = 1 WHERE id = ? AND indexed = 0", (message,)
    ).rowcount
    if done:
        words, grams = index_text(searched(parts))
        db.execute(
            "INSERT INTO found (rowid, words, grams) VALUES (?, ?, ?)", (message, words, grams)
        )


def forget(db: sqlite3.Connection, conversation: int) -> None:
    """Take all messages of a conversation out."""
    rows = db.execute(
        "SELECT id, parts FROM message WHERE conversation = ? AND indexed = 1", (conversation,)
    )
    for message, text in rows.fetchall():
        words, grams = index_text(searched(codec.decode(text)))
        db.execute(
            "INSERT INTO found (found, rowid, words, grams) VALUES ('delete', ?, ?, ?)",
            (message, words, grams),
        )
