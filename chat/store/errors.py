"""What can go wrong with the database, as a sentence for a person and a kind for the program."""

from __future__ import annotations

import errno
import sqlite3
from typing import Literal

Kind = Literal["newer", "read_only", "full", "busy", "corrupt", "missing", "io"]

_WORDS: dict[Kind, tuple[str, str]] = {
    "newer": (
        "The conversations were written by a newer palaver.",
        "Update palaver; nothing in them was changed.",
    ),
    "read_only": (
        "The data folder cannot be written.",
        "Allow writing to it; palaver tries again by itself.",
    ),
    "full": (
        "The disk is full.",
        "Free some space; palaver keeps what it has and tries again by itself.",
    ),
    "busy": (
        "Another program holds the database.",
        "Close it; palaver tries again by itself.",
    ),
    "corrupt": (
        "The database is damaged.",
        "Move palaver.db away, or put a backup in its place.",
    ),
    "missing": ("That conversation or message is no longer there.", "Open another one."),
    "io": ("The database cannot be read or written.", "Check the data folder."),
}
_SQLITE: dict[int, Kind] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CORRUPT: "corrupt",
    sqlite3.SQLITE_NOTADB: "corrupt",
    sqlite3.SQLITE_CONSTRAINT: "missing",
}
_SYSTEM: dict[int, Kind] = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "read_only",
    errno.EACCES: "read_only",
    errno.EPERM: "read_only",
}


class StoreError(Exception):
    """The store could not do it; nothing of the failed call was written."""

    def __init__(self, kind: Kind, detail: str = "") -> None:
        self.kind: Kind = kind
        self.sentence, self.next_step = _WORDS[kind]
        self.detail = detail
        """What SQLite or the system said, for the log."""
        super().__init__(f"{self.sentence} ({detail})" if detail else self.sentence)


def store_error(error: sqlite3.Error | OSError) -> StoreError:
    """The `StoreError` for what SQLite or the system raised."""
    if isinstance(error, OSError):
        return StoreError(_SYSTEM.get(error.errno or 0, "io"), str(error))
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return StoreError(_SQLITE.get((code or 0) & 0xFF, "io"), str(error))
