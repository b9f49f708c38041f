# pyright: reportUnknownMemberType=false
"""A night under the stars: the Milky Way or northern lights over black hills."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PIL import Image, ImageChops, ImageFilter

from providers.guide.canvas import land, noise, sky
from providers.guide.canvas.palette import Colour, mixed
from providers.guide.canvas.pen import Pen
from providers.guide.canvas.sheet import Sheet


def stars(sheet: Sheet) -> Iterator[float]:
    sky.sky(sheet, 0.9)
    sky.stars(sheet, 0.0012)
    yield 0.2
    if sheet.brief.aurora or sheet.rng.random() < 0.35:
        for number in range(3):
            _curtain(sheet, number)
            yield 0.3 + 0.15 * number
    else:
        _milky_way(sheet)
        yield 0.7
    land.range_of(sheet, 0.7, 0.7, 0.14)
    land.range_of(sheet, 1.0, 0.8, 0.1)
    yield 0.85
    sheet.ground = 0.93
    land.trees(sheet, 0.9, (0.06, 0.17))
    yield 1.0


def _milky_way(sheet: Sheet) -> None:
    size, rng = sheet.image.size, sheet.rng
    side = round(math.hypot(*size))
    band = Image.linear_gradient("L").point(
        [round(255 * math.exp(-(((v - 128) / 34) ** 2))) for v in range(256)]
    )
    band = band.resize((side, side), Image.Resampling.BICUBIC).rotate(rng.uniform(40, 70))
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    band = band.crop((left, top, left + size[0], top + size[1]))
    clouds = noise.contrast(noise.field(rng, size, (4, 4), 6, 0.6), 60, 200)
    dust = noise.contrast(noise.field(rng, size, (5, 5), 5, 0.6), 110, 190)
    bright = ImageChops.multiply(band, clouds)
    sheet.shine(mixed((0, 0, 0), (170, 150, 210), 0.75), bright)
    core = ImageChops.multiply(bright, band)
    sheet.shine(mixed((0, 0, 0), sheet.palette.accent, 0.4), core)
    lanes = ImageChops.multiply(dust, core).point([v * 3 // 4 for v in range(256)])
    sheet.fill(sheet.palette.sky[0], lanes)
    fine = Image.frombytes("L", size, rng.randbytes(size[0] * size[1]))
    sparks = fine.point([max(0, v - 249) * 42 if v > 249 else 0 for v in range(256)])
    sheet.shine((255, 250, 240), ImageChops.multiply(sparks, band))


def _curtain(sheet: Sheet, number: int) -> None:
    """One fold of northern lights: a bright lower edge that fades upward in rays."""
    size, rng = sheet.image.size, sheet.rng
    colours: tuple[Colour, ...] = ((70, 230, 150), (60, 200, 190), (150, 90, 220))
    pen = Pen(size)
    phase, foot = rng.random() * 6, sheet.height * (0.62 - 0.14 * number)
    step = max(2.0, sheet.unit * 3)
    x = 0.0
    while x < size[0]:
        wave = math.sin(x / size[0] * 5 + phase) + 0.5 * math.sin(x / size[0] * 13 + phase * 2)
        y = foot - wave * sheet.height * 0.06
        ray = sheet.height * (0.22 + 0.16 * math.sin(x / size[0] * 31 + phase) ** 2)
        ray *= rng.uniform(0.75, 1.1)
        for part in range(9):
            low, high = y - ray * part / 9, y - ray * (part + 1) / 9
            pen.box(x, high, x + step, low, round(150 * (1 - part / 9) ** 1.5))
        x += step
    mask = pen.mask().filter(ImageFilter.GaussianBlur(sheet.unit * 7))
    sheet.shine(colours[number], mask)
