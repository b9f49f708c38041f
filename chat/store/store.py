"""The store: every conversation, message, draft and queue of one palaver folder."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import ExitStack
from pathlib import Path

from chat.instance import Instance
from chat.store.answers import Answers
from chat.store.branches import Branches
from chat.store.conversations import empty_bin
from chat.store.errors import store_error
from chat.store.finding import Finding
from chat.store.forks import Forks
from chat.store.library import read_older
from chat.store.reads import Reads
from chat.store.recovery import recover
from chat.store.tables import Connections, connect
from chat.store.waiting import Waiting, adopt


class Store(Reads, Answers, Branches, Forks, Waiting, Finding):
    """Reads are short and block the loop that little; writes are awaited until committed.

    Both raise `StoreError`.
    """

    @classmethod
    def open(cls, path: Path | None, *, state: Path, typing: bool = True) -> Store:
        """Open or make the database `path`; `state` gets the lock of this instance.

        `typing`: somebody types here, and takes over a draft that was left behind.
        None is a database in memory, of which nothing is kept. Blocking. `StoreError`, after
        which nothing was changed.
        """
        with ExitStack() as undo:
            connections = connect(path)
            undo.callback(connections.close)
            instance = None if path is None else _lock(state / "instances")
            if instance is not None:
                undo.callback(instance.close)
            store = cls(connections, instance)
            undo.pop_all()
        if typing:
            connections.writer.commit(lambda db: adopt(db, store._instance))
        connections.writer.later(empty_bin)
        connections.writer.later(read_older, again=True)
        return store

    def __init__(self, connections: Connections, instance: Instance | None) -> None:
        """Enter this instance in the database and end what dead ones left behind."""
        super().__init__(connections)
        self._connections, self._lock = connections, instance
        self._instance = connections.writer.commit(lambda db: _enter(db, instance))

    def close(self) -> None:
        """Finish the writes that were asked for, then close. Blocking."""
        self._connections.close()
        if self._lock is not None:
            self._lock.close()

    async def aclose(self) -> None:
        """The same from the loop. The reader closes here, where it reads: closed in a thread while
        a read runs, SQLite takes the whole program down."""
        await asyncio.to_thread(self._connections.writer.finish)
        self._connections.reader.close()
        await asyncio.to_thread(self.close)


def _lock(folder: Path) -> Instance:
    try:
        return Instance(folder)
    except OSError as error:
        raise store_error(error) from error


def _enter(db: sqlite3.Connection, instance: Instance | None) -> int:
    recover(db, None if instance is None else instance.folder)
    name = "" if instance is None else instance.name
    cursor = db.execute("INSERT INTO instance (name, started) VALUES (?, ?)", (name, time.time()))
    assert cursor.lastrowid is not None
    return cursor.lastrowid
