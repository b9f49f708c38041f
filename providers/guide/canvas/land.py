# pyright: reportUnknownMemberType=false
"""What stands on the ground: ranges of hills, mist before them, trees."""

from __future__ import annotations

import random

from PIL import Image, ImageChops, ImageDraw

from providers.guide.canvas import noise
from providers.guide.canvas.palette import mixed
from providers.guide.canvas.pen import Pen
from providers.guide.canvas.sheet import Sheet, gradient


def outline(size: tuple[int, int], heights: list[float], top: float, span: float) -> Image.Image:
    """A mask (L) of the ground under a line; `top` and `span` are shares of the height."""
    width, height = size[0] * 2, size[1] * 2
    step = width / (len(heights) - 1)
    points = [(i * step, (top + span * (1 - h)) * height) for i, h in enumerate(heights)]
    mask = Image.new("L", (width, height))
    ImageDraw.Draw(mask).polygon([*points, (width, height), (0, height)], fill=255)
    return mask.reduce(2)


def range_of(sheet: Sheet, near: float, top: float, span: float) -> None:
    """A range of mountains; `near` 0 is the farthest, 1 the nearest."""
    size, palette, rng = sheet.image.size, sheet.palette, sheet.rng
    mask = outline(size, noise.ridge(rng, 1025, 0.55 - 0.1 * near), top, span)
    colour = palette.depth(0.08 + 0.92 * near)
    haze = mixed(palette.sky[-1], colour, 0.35 + 0.4 * near)
    fade = gradient((size[0], max(2, round(size[1] * (1 - top)))), (colour, haze))
    layer = Image.new("RGB", size, colour)
    layer.paste(fade, (0, round(size[1] * top)))
    sheet.lay(_carved(sheet, layer, 1 - near), mask)


def _carved(sheet: Sheet, layer: Image.Image, strength: float) -> Image.Image:
    """`layer` with the light falling on rock from one side."""
    size = sheet.image.size
    rock = noise.field(sheet.rng, size, (9, 7), 5, 0.6)
    shift = max(1, round(sheet.unit * 5))
    relief = ImageChops.subtract(rock, noise.shifted(rock, shift, shift), 0.5, 128)
    lit = ImageChops.soft_light(layer, Image.merge("RGB", (relief,) * 3))
    return Image.blend(layer, lit, 0.5 + 0.4 * strength)


def trees(sheet: Sheet, ground: float, tall: tuple[float, float] = (0.05, 0.15)) -> None:
    """A dark slope with firs on it along the lower edge; `ground` is where it begins."""
    size, rng = sheet.image.size, sheet.rng
    slope = noise.ridge(rng, 65, 0.5)
    if rng.random() < 0.5:
        slope = [height * abs(i / 32 - 1) for i, height in enumerate(slope)]
    sheet.fill(sheet.palette.dark, outline(size, slope, ground, 1 - ground + 0.01))
    pen = Pen(size)
    x = -10.0
    while x < size[0] + 10:
        place = slope[min(64, max(0, int(x / size[0] * 64)))]
        foot = size[1] * (ground + (1 - ground) * (1 - place)) + 3
        fir(pen, x, foot, size[1] * rng.uniform(*tall) * (0.5 + 0.7 * place), rng)
        x += size[1] * rng.uniform(0.006, 0.03) * (2.2 - place)
    sheet.fill(sheet.palette.dark, pen.mask())


def fir(pen: Pen, x: float, foot: float, tall: float, rng: random.Random) -> None:
    """A fir as a silhouette, its foot at (x, foot), no two alike."""
    pen.box(x - tall * 0.018, foot - tall * 0.4, x + tall * 0.018, foot)
    levels = 9
    slim = rng.uniform(0.75, 1.1)
    for level in range(levels):
        upper = foot - tall * (1 - level * 0.095)
        left, right = (tall * slim * (0.03 + 0.022 * level) * rng.uniform(0.8, 1.25) for _ in "ab")
        low = upper + tall * 0.16
        pen.polygon([(x, upper), (x - left, low), (x, low - tall * 0.03), (x + right, low)])
