# pyright: reportUnknownMemberType=false
"""Deep space: nebulae, stars, and a planet with bands and sometimes a ring."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, ImageChops, ImageDraw

from providers.guide.canvas import noise, sky
from providers.guide.canvas.palette import along, mixed
from providers.guide.canvas.sheet import Sheet, glow


def space(sheet: Sheet) -> Iterator[float]:
    palette, rng, size = sheet.palette, sheet.rng, sheet.image.size
    sheet.image = Image.new("RGB", size, mixed((0, 0, 0), palette.dark, 0.6))
    for number, colour in enumerate((palette.sky[1], palette.sky[2], palette.accent)):
        shape = noise.contrast(noise.field(rng, size, (2.2, 2.2), 6, 0.58), 118, 225)
        spot = glow(size, (rng.random() * size[0], rng.random() * size[1]), max(size) * 0.8)
        sheet.shine(mixed((0, 0, 0), colour, 0.75), ImageChops.multiply(shape, spot))
        yield 0.15 * (number + 1)
    sky.stars(sheet, 0.0011)
    yield 0.6
    _planet(sheet)
    yield 1.0


def _planet(sheet: Sheet) -> None:
    rng, palette = sheet.rng, sheet.palette
    radius = round(min(sheet.image.size) * rng.uniform(0.17, 0.27))
    side, centre = (
        radius * 2,
        (sheet.width * rng.uniform(0.35, 0.65), sheet.height * rng.uniform(0.4, 0.6)),
    )
    bands = noise.field(rng, (side, side), (1.2, 9), 5, 0.55)
    colours = (palette.near, palette.sky[2], palette.accent, palette.light)
    tint = [along(colours, v / 255) for v in range(256)]
    body = Image.merge("RGB", [bands.point([c[i] for c in tint]) for i in range(3)])
    light = glow((side, side), (radius * 0.6, radius * 0.55), radius * 2.1)
    body = ImageChops.multiply(body, Image.merge("RGB", (light.point(_lift()),) * 3))
    round_mask = Image.new("L", (side * 2, side * 2))
    ImageDraw.Draw(round_mask).ellipse((2, 2, side * 2 - 3, side * 2 - 3), fill=255)
    corner = (round(centre[0] - radius), round(centre[1] - radius))
    ring = _ring(sheet, centre, radius) if rng.random() < 0.7 else None
    colour = mixed(palette.light, palette.accent, 0.4)
    sheet.shine(mixed((0, 0, 0), palette.sky[2], 0.5), glow(sheet.image.size, centre, radius * 1.7))
    if ring is not None:
        sheet.fill(colour, ring)
    sheet.image.paste(body, corner, round_mask.reduce(2))
    if ring is not None:
        front = ring.copy()
        front.paste(0, (0, 0, sheet.width, round(centre[1])))
        sheet.fill(colour, front)


def _lift() -> list[int]:
    return [min(255, 8 + round(v * 1.9)) for v in range(256)]


def _ring(sheet: Sheet, centre: tuple[float, float], radius: int) -> Image.Image:
    large = Image.new("L", (sheet.width * 2, sheet.height * 2))
    draw = ImageDraw.Draw(large)
    for step in range(60):
        wide = radius * (1.35 + 0.014 * step) * 2
        high = wide * 0.2
        x, y = centre[0] * 2, centre[1] * 2
        draw.ellipse(
            (x - wide, y - high, x + wide, y + high),
            outline=sheet.rng.randint(20, 190) if step != 34 else 0,
            width=max(2, round(radius * 0.02)),
        )
    return large.reduce(2)
