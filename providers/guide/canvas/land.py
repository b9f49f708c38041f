"""What stands on the ground: ranges of hills, mist before them, trees."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageDraw

from providers.guide.canvas import noise
from providers.guide.canvas.palette import mixed
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
    relief = ImageChops.subtract(rock, ImageChops.offset(rock, shift, shift), 0.5, 128)
    lit = ImageChops.soft_light(layer, Image.merge("RGB", (relief,) * 3))
    return Image.blend(layer, lit, 0.5 + 0.4 * strength)


def trees(sheet: Sheet, ground: float) -> None:
    """A dark line of firs along the lower edge."""
    size, rng = sheet.image.size, sheet.rng
    width, height = size[0] * 2, size[1] * 2
    mask = Image.new("L", (width, height))
    draw = ImageDraw.Draw(mask)
    line = noise.ridge(rng, 65, 0.6)
    x = -20.0
    while x < width + 20:
        place = line[min(64, max(0, int(x / width * 64)))]
        foot = height * (1.01 - 0.05 * place)
        fir(draw, x, foot, height * rng.uniform(0.05, 0.13) * (0.6 + 0.6 * place), rng)
        x += height * rng.uniform(0.006, 0.03)
    sheet.fill(sheet.palette.dark, mask.reduce(2))


def fir(draw: ImageDraw.ImageDraw, x: float, foot: float, tall: float, rng: object) -> None:
    """A fir as a silhouette, its foot at (x, foot)."""
    draw.rectangle((x - tall * 0.02, foot - tall * 0.3, x + tall * 0.02, foot + tall), fill=255)
    for level in range(6):
        upper = foot - tall * (1 - level * 0.13)
        wide = tall * (0.06 + 0.035 * level)
        draw.polygon(
            [(x, upper), (x - wide, upper + tall * 0.2), (x + wide, upper + tall * 0.2)], fill=255
        )
