# pyright: reportUnknownMemberType=false
"""A street at night in the wet: lights out of focus, and the same lights on the ground."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, ImageFilter, ImageOps

from providers.guide.canvas import noise
from providers.guide.canvas.palette import mixed
from providers.guide.canvas.pen import Pen
from providers.guide.canvas.sheet import Sheet, glow, gradient

_GROUND = 0.62


def street(sheet: Sheet) -> Iterator[float]:
    palette, size = sheet.palette, sheet.image.size
    sheet.ground = 0.84
    sheet.image = gradient(
        size,
        (
            palette.dark,
            mixed(palette.dark, palette.sky[2], 0.7),
            mixed(palette.dark, palette.sky[3], 0.75),
            palette.dark,
        ),
    )
    _houses(sheet)
    yield 0.25
    for depth in range(3):
        _lights(sheet, depth)
        yield 0.35 + 0.12 * depth
    _wet(sheet)
    yield 1.0


def _houses(sheet: Sheet) -> None:
    """Walls on both sides that run to one point."""
    width, height = sheet.image.size
    point = (width * sheet.rng.uniform(0.42, 0.58), height * 0.56)
    for side in (0.0, float(width)):
        for part in range(4):
            pen, share = Pen(sheet.image.size), 0.75 - 0.18 * part
            x = point[0] + (side - point[0]) * share * 1.05
            top = point[1] - height * (0.62 - 0.1 * part) * sheet.rng.uniform(0.8, 1.1) * share
            pen.polygon(
                [(side, top - height * 0.1), (x, top), (x, height * _GROUND), (side, height * 0.8)]
            )
            shade = mixed(sheet.palette.sky[1], sheet.palette.dark, 0.3 + 0.14 * (3 - part))
            sheet.fill(shade, pen.mask().filter(ImageFilter.GaussianBlur(sheet.unit * 3)))
    sheet.shine(
        mixed((0, 0, 0), sheet.palette.accent, 0.5), glow((width, height), point, width * 0.35)
    )


def _lights(sheet: Sheet, depth: int) -> None:
    """Discs out of focus: one layer for each colour, so that they add up where they meet."""
    rng, size, palette = sheet.rng, sheet.image.size, sheet.palette
    for colour in (palette.accent, palette.light, palette.sky[2], (235, 70, 60), (90, 190, 210)):
        pen = Pen(size)
        for _ in range(5 - depth):
            radius = sheet.unit * rng.uniform(9, 20) * (1 + 0.9 * depth)
            x, y = rng.random(), rng.gauss(0.5 - 0.05 * depth, 0.06 + 0.05 * depth)
            at = x * size[0], min(y * size[1], size[1] * _GROUND - radius)
            pen.oval(*at, radius, radius, 235 - 45 * depth)
            pen.oval(*at, radius * 0.86, radius * 0.86, 185 - 40 * depth)
        soft = pen.mask().filter(ImageFilter.GaussianBlur(sheet.unit * 1.5))
        sheet.shine(mixed(colour, palette.light, rng.random() * 0.4), soft)


def _wet(sheet: Sheet) -> None:
    width, height = sheet.image.size
    line = round(height * _GROUND)
    deep = height - line
    above = ImageOps.flip(sheet.image.crop((0, max(0, line - deep), width, line)))
    smear = above.resize((width, deep)).filter(ImageFilter.BoxBlur((sheet.unit * 3, deep * 0.14)))
    fine = above.resize((width, deep)).filter(ImageFilter.BoxBlur((sheet.unit * 9, sheet.unit * 4)))
    patches = noise.receding(noise.field(sheet.rng, (width, height), (9, 26), 4), deep)
    ground = Image.composite(fine, smear, noise.contrast(patches, 105, 165))
    dark = Image.new("RGB", (width, deep), sheet.palette.dark)
    shade = gradient((width, deep), ((20, 20, 20), (120, 120, 120))).convert("L")
    sheet.image.paste(Image.composite(dark, ground, shade), (0, line))
