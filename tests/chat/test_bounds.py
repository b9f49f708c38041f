"""An answer without an end: it is ended, and what was said is kept."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat import bounds
from chat.bounds import Bounds
from chat.chunks import Chunk, ImagePreview, ImageResponse, Reasoning
from chat.errors import ProtocolError
from chat.messages import Failed, Finished, Picture, PicturePart
from chat.turn import AT_ONCE, PictureError, Turn


async def endless(*chunks: Chunk) -> AsyncIterator[Chunk]:
    while True:
        for chunk in chunks:
            yield chunk


@pytest.mark.parametrize(
    "chunks",
    [
        ("x" * 10_000,),
        (Reasoning("x" * 10_000),),
        ("a", Reasoning("b")),
        (ImagePreview(b"x"),),
        (ImageResponse(("https://a.example/x.png",)),),
    ],
)
async def test_what_never_ends_is_ended(
    chunks: tuple[Chunk, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "CHUNKS", 20_000)
    turn = Turn(endless(*chunks))
    began = time.process_time()
    end = await turn.run()
    assert isinstance(end, Failed)
    assert end.failure.kind == "protocol"
    assert end.failure.next_step
    assert turn.given > 90
    assert time.process_time() - began < 5


def test_a_long_answer_is_none_without_an_end() -> None:
    count = Bounds()
    for _ in range(1000):
        count.count("x" * 3000)
        count.count(Reasoning("x" * 500))
    with pytest.raises(ProtocolError):
        count.count("x" * 1_000_000)


async def test_of_the_previews_only_the_last_is_held() -> None:
    async def source() -> AsyncIterator[Chunk]:
        for number in range(5):
            yield ImagePreview(bytes([number]), number / 5)
        yield "done"

    turn = Turn(source())
    assert await turn.run() == Finished("stop")
    given = [event async for batch in turn.follow() for _, event in batch]
    assert [event.image for event in given[:-1] if isinstance(event, ImagePreview)] == [
        *[None] * 4,
        b"\x04",
    ]


async def test_pictures_are_kept_a_few_at_a_time() -> None:
    now = most = 0

    async def keep(image: str | bytes, prompt: str, source: str | None) -> Picture:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1
        raise PictureError("No.")

    async def source() -> AsyncIterator[Chunk]:
        for _ in range(30):
            yield ImageResponse((b"x" * (2 << 20),))

    turn = Turn(source(), keep)
    assert await turn.run() == Finished("stop")
    assert most == AT_ONCE
    parts = turn.answer.parts()
    assert len(parts) == 30
    assert {part.failed for part in parts if isinstance(part, PicturePart)} == {"No."}


async def test_an_address_without_an_end_is_not_remembered(tmp_path: Path) -> None:
    async def source() -> AsyncIterator[Chunk]:
        yield ImageResponse(("https://a.example/" + "x" * 100_000,))

    turn = Turn(source())
    await turn.run()
    (part,) = turn.answer.parts()
    assert isinstance(part, PicturePart)
    assert part.source == ""
