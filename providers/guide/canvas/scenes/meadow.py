# pyright: reportUnknownMemberType=false
"""A meadow in flower, from the hills at the back to the petals before one's feet."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PIL import Image, ImageDraw

from providers.guide.canvas import land, sky
from providers.guide.canvas.palette import Colour, mixed
from providers.guide.canvas.sheet import Sheet, gradient

_TOP = 0.58
_PETALS: tuple[Colour, ...] = (
    (226, 62, 54),
    (250, 190, 60),
    (244, 240, 232),
    (150, 96, 200),
    (240, 130, 160),
)


def meadow(sheet: Sheet) -> Iterator[float]:
    sky.sky(sheet, 0.66)
    sky.sun(sheet)
    sky.clouds(sheet, 0.6)
    yield 0.2
    for near in (0.1, 0.35, 0.55):
        land.range_of(sheet, near, 0.42 + 0.16 * near, 0.12)
    yield 0.35
    green = mixed((70, 120, 50), sheet.palette.near, 0.35)
    far = mixed(green, sheet.palette.sky[-1], 0.35)
    high = round(sheet.height * (1 - _TOP))
    sheet.image.paste(
        gradient((sheet.width, high), (far, green, mixed(green, sheet.palette.dark, 0.7))),
        (0, sheet.height - high),
    )
    kinds = [_PETALS[0]] * 3 if sheet.brief.poppies else sheet.rng.sample(_PETALS, 3)
    for part in range(8):
        _strip(sheet, part / 7, green, kinds)
        yield 0.4 + 0.07 * (part + 1)
    sheet.ground = 0.8


def _strip(sheet: Sheet, near: float, green: Colour, kinds: list[Colour]) -> None:
    rng = sheet.rng
    large = sheet.image.resize((sheet.width * 2, sheet.height * 2), Image.Resampling.BILINEAR)
    draw = ImageDraw.Draw(large)
    base = large.height * (_TOP + (1.05 - _TOP) * near**1.5)
    size = sheet.unit * 2 * (1.6 + 15 * near**1.7)
    blade = mixed(green, sheet.palette.sky[-1], 0.3 * (1 - near))
    for _ in range(round(520 - 330 * near)):
        x, y = rng.random() * large.width, base + rng.gauss(0, 0.012 + 0.03 * near) * large.height
        lean = rng.gauss(0, 0.35) * size * 2
        shade = mixed(blade, sheet.palette.dark, rng.random() * 0.6)
        draw.line((x, y + size * 4, x + lean, y - size), fill=shade, width=max(1, round(size / 5)))
    for _ in range(round(260 - 215 * near)):
        x, y = rng.random() * large.width, base + rng.gauss(0, 0.012 + 0.03 * near) * large.height
        colour = mixed(rng.choice(kinds), sheet.palette.sky[-1], 0.35 * (1 - near))
        colour = mixed(colour, sheet.palette.near, 0.1 if sheet.palette.bright else 0.55)
        _flower(sheet, draw, (x, y), size * rng.uniform(0.6, 1.2), colour)
    sheet.image = large.reduce(2)


def _flower(
    sheet: Sheet, draw: ImageDraw.ImageDraw, at: tuple[float, float], size: float, colour: Colour
) -> None:
    x, y = at
    draw.line(
        (x, y, x + sheet.rng.gauss(0, size * 0.4), y + size * 5),
        fill=mixed((50, 90, 40), sheet.palette.dark, 0.4),
        width=max(1, round(size / 6)),
    )
    turn = sheet.rng.random() * 6
    for petal in range(6 if size > 6 else 1):
        angle = turn + petal * math.tau / 6
        px, py = x + math.cos(angle) * size * 0.55, y + math.sin(angle) * size * 0.4
        tone = mixed(colour, sheet.palette.dark, 0.06 * (petal % 3))
        draw.ellipse(
            (px - size * 0.55, py - size * 0.45, px + size * 0.55, py + size * 0.45), fill=tone
        )
    if size > 6:
        draw.ellipse(
            (x - size * 0.25, y - size * 0.2, x + size * 0.25, y + size * 0.2),
            fill=mixed(sheet.palette.accent, (90, 60, 20), 0.4),
        )
