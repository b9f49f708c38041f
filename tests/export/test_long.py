"""A long conversation goes out page by page: bounded memory, and the loop goes on meanwhile."""

from __future__ import annotations

import asyncio
import time
import tracemalloc
from pathlib import Path

from chat.export.folder import Target, export
from chat.store.store import Store
from tests.benchmarks.long_talk import long_talk
from tests.chat.support import open_store
from tests.export.support import CHOICE, pictures


def _exported(store: Store, number: int, folder: Path) -> tuple[Path, int]:
    with store.apart() as reads:
        row = reads.conversation(number)
        assert row is not None
        tracemalloc.start()
        try:
            path, tally = export(reads, row, CHOICE, pictures(folder), Target(folder, "long"))
            return path, tracemalloc.get_traced_memory()[1] if tally.messages else 0
        finally:
            tracemalloc.stop()


async def test_memory_does_not_grow_with_the_texts(tmp_path: Path) -> None:
    """1,000 messages with 9 MB need a few pages of them."""
    store = open_store(tmp_path)
    number = await long_talk(store, 1_000, characters=9_000)
    path, most = await asyncio.to_thread(_exported, store, number, tmp_path)
    assert path.stat().st_size > 9_000_000
    assert most < 4_000_000
    store.close()


async def test_the_loop_goes_on(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    number = await long_talk(store, 2_000)
    longest, last = 0.0, time.perf_counter()
    steps = 0

    def work() -> Path:
        with store.apart() as reads:
            row = reads.conversation(number)
            assert row is not None
            return export(reads, row, CHOICE, pictures(tmp_path), Target(tmp_path, "long"))[0]

    exporting = asyncio.ensure_future(asyncio.to_thread(work))
    while not exporting.done():
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        longest, last, steps = max(longest, now - last), now, steps + 1
    assert (await exporting).stat().st_size > 1_800_000
    assert steps > 5
    assert longest < 0.25  # a whole export on the loop would take longer, also on a busy machine
    store.close()
