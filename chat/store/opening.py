"""Opening a database file: checked before anything is written, then prepared."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from chat.files import make_folder
from chat.store.errors import StoreError, store_error
from chat.store.schema import APPLICATION, MIGRATIONS, migrate

BUSY = 5.0
"""Seconds that the writer waits for another process's lock."""
GLANCE = 0.1
"""Seconds that a read on the loop waits: readers only wait while a log is being recovered."""


def open_writer(path: Path) -> sqlite3.Connection:
    """The writing connection, migrated. `StoreError`, after which the file is as it was."""
    try:
        make_folder(path.parent)
        _check(path)
        if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
            raise StoreError("read_only", str(path))  # SQLite would say that it cannot open it
        if not path.exists():
            path.touch(mode=0o600)  # the log beside it gets the same mode
        db = _connect(str(path), BUSY)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            _prepare(db)
            os.chmod(path, 0o600)
        except BaseException:
            db.close()
            raise
    except (sqlite3.Error, OSError) as error:
        raise store_error(error) from error
    return db


def open_reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write. `StoreError`."""
    try:
        db = _connect(f"{path.resolve().as_uri()}?mode=ro", GLANCE)
    except sqlite3.Error as error:
        raise store_error(error) from error
    return db


def open_memory() -> sqlite3.Connection:
    """A database that nobody else sees and nothing keeps."""
    db = _connect(":memory:", BUSY)
    _prepare(db)
    return db


def _connect(name: str, timeout: float) -> sqlite3.Connection:
    return sqlite3.connect(
        name, timeout, isolation_level=None, check_same_thread=False, uri=name.startswith("file:")
    )


def _prepare(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA foreign_keys = ON")
    migrate(db)


def _check(path: Path) -> None:
    """Look at the header by hand: even opening a database in WAL mode writes files beside it."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        return
    if not header:
        return
    if not header.startswith(b"SQLite format 3\0") or len(header) < 100:
        raise StoreError("corrupt", f"{path.name} is no SQLite database")
    version = int.from_bytes(header[60:64], "big")
    application = int.from_bytes(header[68:72], "big")
    if application not in (0, APPLICATION):
        raise StoreError("corrupt", f"{path.name} belongs to another program")
    if version > len(MIGRATIONS):
        raise StoreError("newer", f"version {version}, known {len(MIGRATIONS)}")
