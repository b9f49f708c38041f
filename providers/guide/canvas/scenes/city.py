# pyright: reportUnknownMemberType=false
"""A skyline: three rows of buildings with lit windows, and the water before them."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, ImageDraw

from providers.guide.canvas import sky, water
from providers.guide.canvas.palette import Colour, mixed
from providers.guide.canvas.sheet import Sheet

_FOOT = 0.8


def city(sheet: Sheet) -> Iterator[float]:
    sheet.waterline = _FOOT
    sky.sky(sheet, _FOOT)
    sky.sun(sheet)
    yield 0.2
    sky.clouds(sheet, 0.5)
    yield 0.3
    for row in range(3):
        _row(sheet, row / 2)
        yield 0.45 + 0.15 * row
    water.mirror(sheet, _FOOT)
    sheet.ground = 0.99
    yield 1.0


def _row(sheet: Sheet, near: float) -> None:
    """Drawn twice as large and halved; `near` 0 is the row at the back."""
    rng, palette = sheet.rng, sheet.palette
    large = sheet.image.resize((sheet.width * 2, sheet.height * 2), Image.Resampling.BILINEAR)
    draw = ImageDraw.Draw(large)
    foot = round(large.height * _FOOT)
    colour = mixed(palette.sky[-1], palette.dark, 0.3 + 0.62 * near)
    x = -40
    while x < large.width:
        wide = round(sheet.unit * 2 * rng.uniform(38, 100))
        middle = 1 - abs((x + wide / 2) / large.width - 0.5)
        tall = round(large.height * rng.uniform(0.14, 0.34) * (1.35 - 0.75 * near) * middle * 1.2)
        shade = mixed(colour, palette.dark, rng.uniform(0, 0.2))
        _tower(sheet, draw, (x, foot - tall, x + wide, foot), shade, near)
        x += wide + round(rng.uniform(-6, 26) * sheet.unit)
    sheet.image = large.reduce(2)


def _tower(
    sheet: Sheet,
    draw: ImageDraw.ImageDraw,
    box: tuple[int, int, int, int],
    colour: Colour,
    near: float,
) -> None:
    rng = sheet.rng
    left, top, right, _ = box
    draw.rectangle(box, fill=colour)
    kind, middle, wide = rng.random(), (left + right) // 2, right - left
    if kind < 0.25:
        draw.rectangle((left + wide // 5, top - wide // 4, right - wide // 5, top), fill=colour)
        draw.line((middle, top - wide, middle, top), fill=colour, width=round(4 * sheet.unit))
    elif kind < 0.4:
        draw.polygon([(left, top), (middle, top - wide), (right, top)], fill=colour)
    elif kind < 0.55:
        draw.polygon([(left, top), (left, top - wide // 2), (right, top)], fill=colour)
    _windows(sheet, draw, box, colour, near)


def _windows(
    sheet: Sheet,
    draw: ImageDraw.ImageDraw,
    box: tuple[int, int, int, int],
    colour: Colour,
    near: float,
) -> None:
    rng, palette = sheet.rng, sheet.palette
    step = max(7, round(sheet.unit * (13 + 5 * near)))
    lit = (0.12 if palette.name in ("day", "mist") else 0.42) * rng.uniform(0.4, 1.2)
    dark = mixed(colour, palette.sky[0], 0.18)
    for y in range(box[1] + step, box[3] - step // 2, round(step * 1.5)):
        for x in range(box[0] + step // 2, box[2] - step // 2, step):
            on = rng.random() < lit
            warm = mixed(palette.accent, palette.light, rng.random() * 0.6)
            pane = mixed(colour, warm, 0.35 + 0.6 * near) if on else dark
            draw.rectangle((x, y, x + step // 2, y + round(step * 0.75)), fill=pane)
