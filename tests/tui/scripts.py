"""What models say in tests, beyond an echo."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

from PIL import Image, ImageDraw

from chat.chunks import Chunk, ImagePreview, ImageResponse, Reasoning
from chat.errors import AuthenticationError, ServerError
from tests.tui.stage import Asked

CODE = (
    "Run this:\n\n```python\nprint('hello')\n```\n\nand see [the manual](https://example.org/man)."
)


def png(shade: int = 90, size: tuple[int, int] = (640, 480)) -> bytes:
    """A bright disc on a plain ground."""
    out = io.BytesIO()
    image = Image.new("RGB", size, (shade, 60, 90))
    side = min(size) // 2
    left, top = (size[0] - side) // 2, (size[1] - side) // 2
    ImageDraw.Draw(image).ellipse((left, top, left + side, top + side), (250, 220, 150))
    image.save(out, "PNG")
    return out.getvalue()


async def coded(asked: Asked) -> AsyncIterator[Chunk]:
    """Code and a link."""
    yield CODE


async def thinking(asked: Asked) -> AsyncIterator[Chunk]:
    yield Reasoning("First I wonder about rain.")
    yield "It rains."


async def long(asked: Asked) -> AsyncIterator[Chunk]:
    """More rows than any screen of these tests, then more when told."""
    yield "\n".join(f"row {number}  " for number in range(80))
    if asked.last == "go on":
        await asked.go.wait()
        yield "\n".join(f"late row {number}  " for number in range(20))


async def drawing(asked: Asked) -> AsyncIterator[Chunk]:
    """A picture, another for each question."""
    yield ImageResponse((png(40 + len(asked.messages) * 20),), asked.last)


async def previewing(asked: Asked) -> AsyncIterator[Chunk]:
    yield ImagePreview(png(10), 0.5)
    await asked.go.wait()
    yield ImageResponse((png(),), asked.last)


async def failing(asked: Asked) -> AsyncIterator[Chunk]:
    yield "half an ans"
    raise ServerError("The server is on fire.", status=500, excerpt='{"error": "too hot"}')


async def refused(asked: Asked) -> AsyncIterator[Chunk]:
    raise AuthenticationError("The key was refused.")
    yield ""


async def once_failing(asked: Asked) -> AsyncIterator[Chunk]:
    """Fails the first time a question is asked."""
    seen = getattr(once_failing, "seen", None)
    if seen is None or asked.last not in seen:
        once_failing.seen = {*(seen or ()), asked.last}  # type: ignore[attr-defined]
        raise ServerError("Try me again.")
    yield "Now it works."
