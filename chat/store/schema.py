"""The tables, as an append-only list of migrations: `user_version` counts those that were run.

Never change an entry that was released; add one.
"""

from __future__ import annotations

import sqlite3

from chat.store.errors import StoreError

APPLICATION = 0x70616C76
"""`palv` in the file's header."""

_FIRST = """
CREATE TABLE instance (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    started REAL NOT NULL
);
CREATE TABLE conversation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL DEFAULT '',
    folded TEXT NOT NULL DEFAULT '',
    system TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    parameters TEXT NOT NULL DEFAULT '{}',
    tip INTEGER,
    state TEXT NOT NULL DEFAULT 'idle',
    place_message INTEGER,
    place_row INTEGER,
    created REAL NOT NULL,
    updated REAL NOT NULL,
    binned REAL
);
CREATE INDEX conversation_newest ON conversation (updated) WHERE binned IS NULL;
CREATE TABLE speaker (
    id INTEGER PRIMARY KEY,
    endpoint TEXT NOT NULL,
    model TEXT NOT NULL,
    UNIQUE (endpoint, model)
);
CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    parent INTEGER REFERENCES message (id),
    role TEXT NOT NULL,
    speaker INTEGER NOT NULL REFERENCES speaker (id),
    parts TEXT NOT NULL,
    characters INTEGER NOT NULL,
    newlines INTEGER NOT NULL,
    end TEXT,
    usage TEXT,
    provider_data TEXT,
    created REAL NOT NULL,
    first REAL,
    ended REAL,
    instance INTEGER REFERENCES instance (id),
    indexed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX message_path
    ON message (conversation, id, parent, role, characters, newlines, speaker);
CREATE INDEX message_parent ON message (parent, role);
CREATE INDEX message_question ON message (id) WHERE role = 'user';
CREATE INDEX message_open ON message (instance) WHERE end IS NULL;
CREATE INDEX message_instance ON message (instance) WHERE instance IS NOT NULL;
CREATE TABLE picture (
    message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    slot INTEGER NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    PRIMARY KEY (message, slot)
) WITHOUT ROWID;
CREATE INDEX picture_conversation ON picture (conversation);
CREATE INDEX picture_hash ON picture (hash);
CREATE TABLE draft (
    conversation INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    attachments TEXT NOT NULL
);
CREATE TABLE queue (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    attachments TEXT NOT NULL,
    model TEXT NOT NULL,
    created REAL NOT NULL
);
CREATE INDEX queue_conversation ON queue (conversation);
CREATE VIRTUAL TABLE found USING fts5 (
    words, grams, content = '', tokenize = 'unicode61 remove_diacritics 0'
);
"""

_LEFT_OUT = "ALTER TABLE message ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0;"
"""How many of the oldest messages an answer, and those after it, were given without."""

_CHOICE = """
CREATE TABLE choice (
    message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
    child INTEGER NOT NULL
);
"""
"""Which of a message's children goes on, where that was chosen."""

_LIBRARY = """
ALTER TABLE picture ADD COLUMN value TEXT;
ALTER TABLE picture ADD COLUMN created REAL;
ALTER TABLE picture ADD COLUMN width INTEGER NOT NULL DEFAULT 0;
ALTER TABLE picture ADD COLUMN height INTEGER NOT NULL DEFAULT 0;
ALTER TABLE picture ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE picture ADD COLUMN binned REAL;
CREATE INDEX picture_newest ON picture (created, conversation, hash, width, height)
    WHERE binned IS NULL;
CREATE INDEX picture_unread ON picture (message) WHERE created IS NULL;
CREATE INDEX picture_binned ON picture (message) WHERE binned IS NOT NULL;
CREATE TABLE loose (hash TEXT PRIMARY KEY) WITHOUT ROWID;
"""
"""What the library of pictures shows and searches, copied from the message (older rows get theirs
slice by slice: `created` is NULL until then); when one was deleted (without a hash: its bytes have
gone, too); whose bytes may have no use any more."""

MIGRATIONS: tuple[str, ...] = (_FIRST, _LEFT_OUT, _CHOICE, _LIBRARY)


def version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(db: sqlite3.Connection) -> None:
    """Run what is missing, each step in a transaction of its own with its number.

    `StoreError("newer")` before anything is written when the file knows more steps than we do.
    """
    while True:
        done = version(db)
        if done > len(MIGRATIONS):
            raise StoreError("newer", f"version {done}, known {len(MIGRATIONS)}")
        if done == len(MIGRATIONS):
            return
        db.execute("BEGIN IMMEDIATE")
        try:
            if version(db) == done:  # else another process was quicker
                for statement in _statements(MIGRATIONS[done]):
                    db.execute(statement)
                db.execute(f"PRAGMA application_id = {APPLICATION}")
                db.execute(f"PRAGMA user_version = {done + 1}")
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise


def _statements(script: str) -> list[str]:
    """`executescript` would commit before it begins, so the steps run one by one."""
    return [statement for part in script.split(";\n") if (statement := part.strip())]
