"""A conversation of any length, written in one transaction, for what measures long ones."""

from __future__ import annotations

import sqlite3

from chat.messages import Finished, Part, TextPart
from chat.store.parts import encode, encode_end, size
from chat.store.store import Store

_WORDS = "the quick brown fox jumps over a lazy dog 東京 Ünïcödé "


def text(number: int, characters: int) -> str:
    """Markdown of about so many characters: a paragraph, a list, every third with a fence."""
    body = (_WORDS * (characters // len(_WORDS) + 1))[: max(0, characters - 60)]
    fence = "\n\n```python\nprint('hello')\n```\n" if number % 3 == 0 else "\n\n- one\n- two\n"
    return f"**{number}** {body}{fence}"


async def long_talk(store: Store, messages: int, *, characters: int = 900) -> int:
    """A conversation of `messages`, questions and answers in turns; its id."""
    conversation = await store.new_conversation(title=f"{messages} messages", model="guide/guide")
    row = (
        "INSERT INTO message (conversation, parent, role, speaker, parts, characters, newlines,"
        " end, created, ended) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1.0, 2.0)"
    )

    def work(db: sqlite3.Connection) -> None:
        db.execute("INSERT OR IGNORE INTO speaker (endpoint, model) VALUES ('guide', 'guide')")
        speaker = db.execute("SELECT id FROM speaker WHERE endpoint = 'guide'").fetchone()[0]
        parent: int | None = None
        for number in range(messages):
            parts: tuple[Part, ...] = (TextPart(text(number, characters)),)
            role = "assistant" if number % 2 else "user"
            values = (conversation, parent, role, speaker, encode(parts), *size(parts))
            parent = db.execute(row, (*values, encode_end(Finished()))).lastrowid
        db.execute("UPDATE conversation SET tip = ? WHERE id = ?", (parent, conversation))

    await store._write(work)
    return conversation
