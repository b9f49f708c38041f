"""The store alone: the path of 10,000 messages, a page of texts, a save, the list."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from chat.messages import TextPart
from chat.store.store import Store
from tests.benchmarks.figure import Figure, interleaved
from tests.benchmarks.long_talk import long_talk

MESSAGES = 10_000


def _ms(work: Callable[[], object]) -> Callable[[], float]:
    def measure() -> float:
        started = time.thread_time()
        work()
        return (time.thread_time() - started) * 1e3

    return measure


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_figures(Path(folder)))


async def _figures(folder: Path) -> list[Figure]:
    store = Store.open(folder / "palaver.db", state=folder)
    talk = await long_talk(store, MESSAGES)
    plain = sqlite3.connect(folder / "palaver.db")
    sql = "SELECT id, parent, role, characters, newlines, speaker FROM message"
    path, floor = interleaved(
        9, _ms(lambda: store.path(talk)), _ms(lambda: plain.execute(sql).fetchall())
    )
    tracemalloc.start()
    rows = store.path(talk)
    memory = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    (page,) = interleaved(9, _ms(lambda: store.messages([row.id for row in rows[-40:]])))
    saved = await _save(store, rows[-1].id)
    plain.close()
    await store.aclose()
    return [
        Figure("store: path of 10,000 messages, CPU", path, "ms", 2.5, floor),
        Figure("store: path of 10,000 messages, memory", memory, "MB", 4),
        Figure("store: 40 messages with texts", page, "ms", 8),
        Figure("store: a save of 20,000 characters, awaited", saved, "ms", 16),
    ]


async def _save(store: Store, parent: int) -> float:
    question = await store.ask(1, parent, (TextPart("q"),), endpoint="guide", model="guide")
    answer = await store.begin(question, endpoint="guide", model="guide")
    parts = (TextPart("word " * 4000),)
    taken: list[float] = []
    for _ in range(9):
        started = time.perf_counter()
        await store.save(answer, parts)
        taken.append((time.perf_counter() - started) * 1e3)
    return min(taken)
