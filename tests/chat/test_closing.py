"""The store closes while the loop still reads."""

from __future__ import annotations

import asyncio
from pathlib import Path

from chat.store.errors import StoreError
from tests.chat.support import open_store


async def test_a_read_beside_the_closing_is_an_error_and_not_the_end_of_the_program(
    tmp_path: Path,
) -> None:
    for number in range(20):
        store = open_store(tmp_path / str(number))
        closing = asyncio.create_task(store.aclose())
        refused = False
        while not (refused and closing.done()):
            try:
                store.conversation(1)
            except StoreError:
                refused = True
            await asyncio.sleep(0)
        await closing
