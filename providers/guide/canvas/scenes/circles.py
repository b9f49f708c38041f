# pyright: reportUnknownMemberType=false
"""Circles, arcs and lines in a balance, as the Bauhaus liked them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PIL import Image, ImageChops

from providers.guide.canvas import noise
from providers.guide.canvas.palette import Colour, mixed
from providers.guide.canvas.pen import Pen
from providers.guide.canvas.sheet import Sheet


def circles(sheet: Sheet) -> Iterator[float]:
    palette, rng, size = sheet.palette, sheet.rng, sheet.image.size
    ground = mixed((242, 234, 218), palette.light, 0.3)
    colours = (palette.accent, palette.sky[1], palette.sky[2], palette.near, palette.far)
    sheet.image = Image.new("RGB", size, ground)
    _lines(sheet, palette.dark)
    yield 0.2
    for number in range(11):
        radius = min(size) * (0.27 if number == 0 else rng.uniform(0.02, 0.14))
        at = (size[0] * rng.uniform(0.16, 0.84), size[1] * rng.uniform(0.16, 0.84))
        _disc(sheet, at, radius, colours[number % len(colours)])
        yield 0.2 + 0.07 * number
    paper = noise.field(rng, size, (60, 60), 3, 0.7)
    grainy = paper.point([128 + round((v - 128) * 0.16) for v in range(256)])
    sheet.image = ImageChops.overlay(sheet.image, Image.merge("RGB", (grainy,) * 3))


def _disc(sheet: Sheet, at: tuple[float, float], radius: float, colour: Colour) -> None:
    """Full, half or ringed; laid on as ink, so that what lies below shows through."""
    size, kind = sheet.image.size, sheet.rng.random()
    pen = Pen(size)
    if kind < 0.25 and radius < min(size) * 0.2:
        turn = sheet.rng.random() * math.tau
        pen.polygon(
            [
                (
                    at[0] + radius * math.cos(turn + i / 40 * math.pi),
                    at[1] + radius * math.sin(turn + i / 40 * math.pi),
                )
                for i in range(41)
            ]
        )
    else:
        pen.oval(*at, radius, radius)
    if kind > 0.6:
        pen.oval(*at, radius * 0.72, radius * 0.72, 0)
        pen.oval(*at, radius * 0.4, radius * 0.4)
    inked = ImageChops.multiply(sheet.image, Image.new("RGB", size, colour))
    sheet.lay(Image.blend(inked, Image.new("RGB", size, colour), 0.55), pen.mask())


def _lines(sheet: Sheet, colour: Colour) -> None:
    pen, rng = Pen(sheet.image.size), sheet.rng
    width, height = sheet.image.size
    for _ in range(7):
        angle = rng.choice((0.35, 0.35, -0.9, 1.1))
        x, y, reach = rng.random() * width, rng.random() * height, width * rng.uniform(0.2, 0.8)
        end = (x + math.cos(angle) * reach, y + math.sin(angle) * reach)
        pen.line([(x, y), end], sheet.unit * rng.choice((2, 3, 9)))
    at = (width * rng.uniform(0.3, 0.7), height * rng.uniform(0.3, 0.7))
    for step in range(6):
        radius = min(width, height) * (0.2 + 0.035 * step)
        arc = [
            (at[0] + radius * math.cos(0.6 + i / 30), at[1] + radius * math.sin(0.6 + i / 30))
            for i in range(60)
        ]
        pen.line(arc, sheet.unit * 2)
    sheet.fill(colour, pen.mask())
