"""An order for pictures, and its fulfilment: painted step by step in threads, shown on the way.

A step is one layer. Between two steps the loop is free and a stop is obeyed.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chat.chunks import Chunk, FinishReason, ImagePreview, ImageResponse, Reasoning
from chat.errors import RequestError
from chat.text import clean_line
from providers.guide.canvas import brief as briefs
from providers.guide.canvas.brief import Brief

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

_SMALLEST, _LARGEST, _MOST = 64, 2048, 10
_SIZES = {"square": "1024x1024", "wide": "1344x768", "tall": "768x1344", "auto": "1024x1024"}
_PREVIEW = 320


@dataclass(frozen=True, slots=True)
class Order:
    """What to draw: one picture for each seed, all of one size (width, height; pixels)."""

    prompt: str
    brief: Brief
    size: tuple[int, int]
    seeds: tuple[int, ...]


def order(questions: Sequence[str], *, size: str, n: int | str, seed: int | str | None) -> Order:
    """The order that the last question and the parameters make; raises `RequestError`."""
    prompt = next((text.strip() for text in reversed(questions) if text.strip()), "")
    count = _whole(n, "n", 1, _MOST)
    first = random.randrange(1, 10_000) if seed in (None, "") else _whole(seed, "seed", 0, 2**32)
    brief = briefs.read(questions)
    return Order(prompt, brief, _size(size), tuple(range(first, first + count)))


async def draw(order: Order) -> AsyncIterator[Chunk]:
    """Previews with progress, then each picture as it is done (PNG)."""
    seeds = ", ".join(map(str, order.seeds))
    yield Reasoning(f"{order.brief.told}. Seed {seeds}")
    for number, seed in enumerate(order.seeds):
        done = number / len(order.seeds)
        yield ImagePreview(None, done)
        async for chunk in _paint(order, seed, done, 1 / len(order.seeds)):
            yield chunk
    yield FinishReason("stop")


async def _paint(order: Order, seed: int, done: float, share: float) -> AsyncIterator[Chunk]:
    from providers.guide.canvas import painter  # here: Pillow waits for the first picture

    steps: Iterator[tuple[Image, float]] = painter.paint(order.brief, order.size, seed)
    while (step := await asyncio.to_thread(next, steps, None)) is not None:
        image, progress = step
        if progress < 1:
            small = await asyncio.to_thread(painter.preview, image, _PREVIEW)
            yield ImagePreview(small, done + share * progress)
        else:
            data = await asyncio.to_thread(painter.png, image, order.prompt, seed)
            yield ImageResponse((data,), clean_line(order.prompt, 400))


def _whole(value: int | str | None, name: str, low: int, high: int) -> int:
    try:
        number = int(str(value))
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise _wrong(name, value, f"a whole number from {low} to {high}")
    return number


def _size(value: str) -> tuple[int, int]:
    wide, _, high = _SIZES.get(str(value).strip().casefold(), str(value)).lower().partition("x")
    if not (wide.strip().isdecimal() and high.strip().isdecimal()):
        raise _wrong("size", value, "WIDTHxHEIGHT in pixels, e.g. 1024x1024")
    width, height = int(wide), int(high)
    if not (_SMALLEST <= width <= _LARGEST and _SMALLEST <= height <= _LARGEST):
        raise _wrong("size", value, f"{_SMALLEST} to {_LARGEST} pixels a side")
    return width, height


def _wrong(name: str, value: object, wanted: str) -> RequestError:
    told = clean_line(str(value), 40)
    return RequestError(
        f"{name} is “{told}”; the canvas takes {wanted}.", endpoint="guide", model="canvas"
    )
