"""The first hit of a find over 10,000 messages: from the words to their place on the screen, beside
SQLite looking through as many texts for them."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks import library, stage
from tests.benchmarks.bench_moves import ours
from tests.benchmarks.figure import Figure, interleaved
from tests.pty.terminal import ESC, Terminal, ctrl

_PLACES = {"in the middle": 5_000, "before the view, looked at last": 9_950}
_RUNS = 5


def figures() -> Iterator[Figure]:
    with stage.home() as made:
        library.build(made)
        database = made / "data" / "palaver.db"
        words = {place: f"zqneedle{at}" for place, at in _PLACES.items()}
        for place, at in _PLACES.items():
            _hide(database, at, f"{words[place]} {_beside(words[place])}")
        with ours(made) as terminal:
            for place, word in words.items():
                beside, value = interleaved(
                    *(_RUNS, _scanned(database, word), _found(terminal, word)),
                    pick=statistics.median,
                )
                name = f"first hit in 10,000 messages, {place}"
                yield Figure(name, value, "ms", 100, beside=beside)


def _beside(word: str) -> str:
    """What stands beside the word, and nowhere else: it is not marked, so it is written whole."""
    return word.replace("needle", "thread")


def _hide(database: Path, at: int, words: str) -> None:
    """Put `words` before the text of message number `at` of the long conversation."""
    db = sqlite3.connect(database)
    sql = "SELECT id FROM message WHERE conversation = 1 ORDER BY id LIMIT 1 OFFSET ?"
    (number,) = db.execute(sql, (at,)).fetchone()
    sql = """UPDATE message SET parts = replace(parts, '"text":"', '"text":"' || ? || ' ')"""
    changed = db.execute(f"{sql} WHERE id = ?", (words, number)).rowcount
    assert changed == 1
    db.commit()
    db.close()


def _scanned(database: Path, word: str) -> Callable[[], float]:
    def measure() -> float:
        db = sqlite3.connect(database)
        began = time.perf_counter()
        sql = "SELECT id FROM message WHERE parts LIKE ?"
        assert len(db.execute(sql, (f"%{word}%",)).fetchall()) == 1
        taken = time.perf_counter() - began
        db.close()
        return taken * 1000

    return measure


def _found(terminal: Terminal, word: str) -> Callable[[], float]:
    """From the end of the conversation, the word pasted into the bar: one look for all of it."""

    def measure() -> float:
        terminal.type("\x1b[1;5F")
        stage.quiet(terminal)
        terminal.type(ctrl("f"))
        stage.pause(terminal, 0.3)
        terminal.type(ctrl("u"))
        stage.quiet(terminal)
        began = time.monotonic()
        terminal.paste(word)
        taken = stage.skim(terminal, _beside(word).encode(), 20) - began
        stage.quiet(terminal)
        terminal.type(ESC)
        stage.quiet(terminal)
        return taken * 1000

    return measure
