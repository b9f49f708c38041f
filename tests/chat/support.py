"""Small things the tests of chat/ share: a store in a folder, a scripted source, tiny pictures."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from chat.chunks import Chunk
from chat.messages import Finished, Part, Picture, TextPart
from chat.store.store import Store
from chat.turn import Turn


def open_store(folder: Path) -> Store:
    return Store.open(folder / "data" / "palaver.db", state=folder / "state")


async def exchange(
    store: Store,
    conversation: int,
    parent: int | None,
    question: str = "question",
    answer: str | Sequence[Part] = "answer",
    *,
    model: str = "small",
) -> tuple[int, int]:
    """A question and its finished answer; their ids."""
    asked = await store.ask(
        conversation, parent, (TextPart(question),), endpoint="lab", model=model
    )
    given = await store.begin(asked, endpoint="lab", model=model)
    parts = (TextPart(answer),) if isinstance(answer, str) else tuple(answer)
    await store.end(given, parts, Finished())
    return asked, given


async def scripted(*steps: Chunk | Exception | asyncio.Event) -> AsyncIterator[Chunk]:
    """Yields chunks, raises exceptions, waits for events."""
    for step in steps:
        if isinstance(step, asyncio.Event):
            await step.wait()
        elif isinstance(step, Exception):
            raise step
        else:
            yield step
            await asyncio.sleep(0)


async def events(turn: Turn, seen: int = 0) -> list[Any]:
    return [event async for batch in turn.follow(seen) for _, event in batch]


def image(kind: str = "PNG", size: tuple[int, int] = (3, 2), colour: str = "red") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, kind)
    return data.getvalue()


def picture(letter: str = "a", **fields: Any) -> Picture:
    return Picture(letter * 64, "image/png", 3, 2, 70, **fields)
