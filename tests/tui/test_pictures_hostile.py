"""Bad files in the whole app: as answers, attached, and damaged on the disk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.chunks import Chunk, ImageResponse
from chat.settings import Settings
from chat.turn import PictureError
from tests.pictures.hostile import bad, good
from tests.tui.stage import Asked, staged
from tui.wish import Wish

_SHOWN = Settings(pictures="transcript")


async def answering(asked: Asked) -> AsyncIterator[Chunk]:
    """Draws the file that is asked for by its name."""
    yield ImageResponse((bad()[asked.last],), asked.last)


@pytest.mark.parametrize(
    "name",
    [
        "page", "svg", "escapes", "bmp", "bomb", "81 megapixels", "long side", "no pixels",
        "noise for pixels", "half of png", "half of jpeg", "half of webp", "half of avif",
        "half of gif, moving", "words that unfold",
    ],
)  # fmt: skip
async def test_as_an_answer(home: Path, name: str) -> None:
    """A sentence stands in its place, or what there is of it; the next answer is not harmed."""
    async with staged(home, answering, settings=_SHOWN) as stage:
        await stage.answered(name)
        await stage.until(lambda: "✕ " in stage.seen or "▣ " in stage.seen, "a sentence")
        assert "pwned" not in stage.seen
        message = stage.store.messages([stage.chat.current.path[-1].id])[0]
        assert message.parts
        await stage.answered("page")
        await stage.until(lambda: "✕ What came is not a picture" in stage.seen, "the next one")


@pytest.mark.parametrize("name", ["page", "svg", "bmp", "bomb", "long side", "no size", "zeros"])
async def test_as_an_attachment(home: Path, name: str) -> None:
    async with staged(home) as stage:
        with pytest.raises(PictureError, match=r"\.$"):
            await stage.chat.gallery.attach(bad()[name], "x.png")
        assert await stage.chat.gallery.attach(good()["webp"], "x.webp")


async def test_damaged_on_the_disk(home: Path) -> None:
    async def drawing(asked: Asked) -> AsyncIterator[Chunk]:
        yield ImageResponse((good()[asked.last],), asked.last)

    async with staged(home, drawing, settings=_SHOWN) as stage:
        for name in ("png", "jpeg", "webp", "avif"):
            await stage.answered(name)
        for file in (home / "data" / "pictures").glob("*/*"):
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])
        await stage.press("ctrl+q")
    async with staged(home, drawing, settings=_SHOWN, wish=Wish(go_on=True)) as stage:
        await stage.until(lambda: "✕ The file is" in stage.seen, "that it is damaged")
