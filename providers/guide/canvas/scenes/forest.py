"""Firs in fog: each row nearer and darker, with light that falls in between."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, ImageFilter

from providers.guide.canvas import land, noise, sky
from providers.guide.canvas.palette import mixed
from providers.guide.canvas.pen import Pen
from providers.guide.canvas.sheet import Sheet, glow

_ROWS = 6


def forest(sheet: Sheet) -> Iterator[float]:
    sky.sky(sheet, 0.8)
    centre = sky.sun(sheet, sheet.rng.uniform(0.12, 0.26))
    yield 0.1
    for row in range(_ROWS):
        near = row / (_ROWS - 1)
        _row(sheet, near)
        if near < 1:
            _fog(sheet, near)
        yield 0.1 + 0.13 * (row + 1)
    _beams(sheet, centre)
    yield 1.0


def _row(sheet: Sheet, near: float) -> None:
    size, rng = sheet.image.size, sheet.rng
    colour = mixed(sheet.palette.sky[-1], sheet.palette.dark, 0.2 + 0.8 * near**1.3)
    line = noise.ridge(rng, 33, 0.55)
    foot, pen = 0.5 + 0.42 * near, Pen(size)
    pen.polygon(
        [
            (0, size[1]),
            *((size[0] * i / 32, size[1] * (foot + 0.06 - 0.1 * h)) for i, h in enumerate(line)),
            (size[0], size[1]),
        ]
    )
    x = -20.0
    while x < size[0] + 20:
        place = line[min(32, max(0, int(x / size[0] * 32)))]
        tall = size[1] * rng.uniform(0.16, 0.3) * (0.6 + 1.2 * near)
        land.fir(pen, x, size[1] * (foot + 0.07 - 0.1 * place), tall, rng)
        x += size[0] * rng.uniform(0.012, 0.05) * (0.6 + 2.2 * near)
    sheet.fill(colour, pen.mask())


def _fog(sheet: Sheet, near: float) -> None:
    size = sheet.image.size
    drift = noise.contrast(noise.field(sheet.rng, size, (2, 5), 4), 90, 230)
    bank = glow(
        size, (size[0] * sheet.rng.uniform(0.2, 0.8), size[1] * (0.56 + 0.36 * near)), size[0] * 0.8
    )
    drift = Image.composite(drift, Image.new("L", size), bank)
    sheet.fill(mixed(sheet.palette.sky[-1], sheet.palette.light, 0.3), drift)


def _beams(sheet: Sheet, centre: tuple[float, float]) -> None:
    pen, rng = Pen(sheet.image.size), sheet.rng
    for _ in range(9):
        spread = rng.uniform(-0.9, 0.9) * sheet.width
        wide = sheet.unit * rng.uniform(12, 60)
        end = (centre[0] + spread, sheet.height * 1.05)
        pen.polygon([centre, (end[0] - wide, end[1]), (end[0] + wide, end[1])], rng.randint(8, 26))
    mask = pen.mask().filter(ImageFilter.GaussianBlur(sheet.unit * 9))
    sheet.shine(sheet.palette.light, mask)
