"""Search over everything that was said, on a connection of its own: call it in a thread."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain, repeat

from chat.search import match, snippet
from chat.store.errors import store_error
from chat.store.index import searched
from chat.store.opening import open_reader
from chat.store.parts import decode, words
from chat.store.rows import Hit
from chat.store.tables import Tables
from chat.text import folded, repaired

_FOUND = """
SELECT message.conversation, message.id, title, parts FROM found
JOIN message ON message.id = found.rowid
JOIN conversation ON conversation.id = message.conversation
WHERE found MATCH ? AND binned IS NULL ORDER BY rank, message.id DESC LIMIT ?
"""
_PAGES = (200, 400, 800, 1600, 3200)
"""Messages that are looked through at once: few first, so that what is near is found at once."""
_WILD = re.compile(r"[%_\\]")
_TITLED = "SELECT id, tip, title FROM conversation WHERE binned IS NULL AND tip IS NOT NULL"


class Finding(Tables):
    def search(self, query: str, limit: int = 50) -> list[Hit]:
        """Messages with every term of `query`, best first; before them the conversations of which
        only the title has it, at their tip.

        Blocking, and callable from any thread. `StoreError`.
        """
        expression = match(query)
        if expression is None:
            return []
        try:
            with self._apart() as db:
                titled = _titled(db, query, limit)
                rows = db.execute(_FOUND, (expression, limit)).fetchall()
        except sqlite3.Error as error:
            raise store_error(error) from error
        said = [
            Hit(conversation, message, title, snippet(searched(decode(text)), query))
            for conversation, message, title, text in rows
        ]
        inside = {hit.conversation for hit in said}
        return [*(hit for hit in titled if hit.conversation not in inside), *said][:limit]

    def occurrences(
        self, ids: Sequence[int], count: Callable[[str], int], *, holding: str = ""
    ) -> Iterator[list[tuple[int, int]]]:
        """(message, how often) for those of `ids` whose words `count` finds, a page at a time, in
        the order of `ids`.

        Texts without `holding`, its ASCII letters in either case, are not even read: that is ten
        times as fast. It is nothing that JSON escapes. Blocking, and callable from any thread.
        `StoreError`.
        """
        pages, start = chain(_PAGES, repeat(_PAGES[-1])), 0
        held = _WILD.sub(r"\\\g<0>", holding)
        while start < len(ids):
            some = ids[start : start + next(pages)]
            start += len(some)
            sql = f"SELECT id, parts FROM message WHERE id IN ({','.join('?' * len(some))})"
            sql += r" AND parts LIKE ? ESCAPE '\'"
            try:
                with self._apart() as db:
                    found = db.execute(sql, (*some, f"%{held}%"))
                    times = {number: count(words(text)) for number, text in found}
            except sqlite3.Error as error:
                raise store_error(error) from error
            yield [(number, times[number]) for number in some if times.get(number)]

    @contextmanager
    def _apart(self) -> Generator[sqlite3.Connection]:
        if self._path is None:
            with self._reading:
                yield self._reader
        else:
            with closing(open_reader(self._path)) as db:
                yield db


def _titled(db: sqlite3.Connection, query: str, limit: int) -> list[Hit]:
    words = folded(repaired(query.replace('"', " "))).split()
    sql = _TITLED + " AND instr(folded, ?)" * len(words) + " ORDER BY updated DESC LIMIT ?"
    rows = db.execute(sql, (*words, limit)).fetchall()
    return [Hit(number, tip, title, title) for number, tip, title in rows]
