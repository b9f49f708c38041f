"""What the store's parts share: rows read on the loop, work given to the writer."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from chat.store.errors import StoreError, store_error
from chat.store.opening import open_memory, open_reader, open_writer
from chat.store.writer import Work, Writer

T = TypeVar("T")
Row = tuple[Any, ...]
AT_ONCE = 500
"""Values in one statement: SQLite's oldest limit is 999."""


@dataclass(frozen=True, slots=True)
class Connections:
    """One open database: its writer, its reader, and what a read has to hold."""

    writer: Writer
    reader: sqlite3.Connection
    reading: AbstractContextManager[object]
    path: Path | None

    def close(self) -> None:
        """Finish the writes that were asked for, then close. Blocking."""
        self.writer.finish()
        self.reader.close()
        self.writer.close()  # the last one: only it can empty the log into the file


def connect(path: Path | None) -> Connections:
    """Open or make `path`; in memory (None) one connection serves both, under a lock."""
    if path is None:
        lock = threading.RLock()
        db = open_memory()
        return Connections(Writer(db, lock), db, lock, None)
    db = open_writer(path)
    try:
        return Connections(Writer(db, file=path.absolute()), open_reader(path), nullcontext(), path)
    except StoreError:
        db.close()
        raise


class Tables:
    """What every part of the store builds on."""

    def __init__(self, connections: Connections) -> None:
        self._writer = connections.writer
        self._reader = connections.reader
        self._reading = connections.reading
        self._path = connections.path

    def _rows(self, sql: str, *values: object) -> list[Row]:
        """All rows at once: a statement left open would hold the log from being emptied."""
        try:
            with self._reading:
                return self._reader.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise store_error(error) from error

    async def _write(self, work: Work[T], *, full: bool = False) -> T:
        return await self._writer.run(work, full=full)

    async def _run(self, sql: str, *values: object) -> None:
        """One statement that changes something."""

        def work(db: sqlite3.Connection) -> None:
            db.execute(sql, values)

        await self._write(work)
