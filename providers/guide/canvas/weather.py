# pyright: reportUnknownMemberType=false
"""Rain and snow between the eye and the scene, in three depths."""

from __future__ import annotations

from PIL import Image, ImageFilter

from providers.guide.canvas.palette import mixed
from providers.guide.canvas.pen import Pen
from providers.guide.canvas.sheet import Sheet


def rain(sheet: Sheet) -> None:
    """Slanting streaks, under a sky that has lost some of its colour."""
    grey = sheet.image.convert("L").convert("RGB")
    sheet.image = Image.blend(sheet.image, grey, 0.3)
    rng, (width, height) = sheet.rng, sheet.image.size
    slant = rng.uniform(-0.22, 0.22)
    for depth, count in enumerate((500, 260, 70)):
        pen = Pen(sheet.image.size)
        for _ in range(count):
            long = sheet.unit * rng.uniform(18, 34) * (1 + depth)
            x, y = rng.uniform(-0.1, 1.1) * width, rng.uniform(-0.05, 1) * height
            pen.line(
                [(x, y), (x + slant * long, y + long)],
                sheet.unit * (0.6 + 0.5 * depth),
                rng.randint(40, 90),
            )
        streaks = pen.mask().filter(ImageFilter.GaussianBlur(sheet.unit * (0.5 + 0.5 * depth)))
        sheet.shine(mixed(sheet.palette.light, sheet.palette.far, 0.4), streaks)


def snow(sheet: Sheet) -> None:
    """Flakes: many small ones far away, a few large soft ones near."""
    rng, (width, height) = sheet.rng, sheet.image.size
    sheet.image = Image.blend(sheet.image, Image.new("RGB", (width, height), (214, 222, 232)), 0.14)
    for depth, count in enumerate((1300, 420, 70)):
        pen = Pen(sheet.image.size)
        for _ in range(count):
            radius = sheet.unit * rng.uniform(0.9, 1.9) * (1 + 1.9 * depth)
            pen.oval(
                rng.random() * width,
                rng.random() * height,
                radius,
                radius * 0.9,
                rng.randint(110, 230) - 40 * depth,
            )
        flakes = pen.mask().filter(ImageFilter.GaussianBlur(sheet.unit * (0.4 + 1.4 * depth)))
        sheet.fill((250, 252, 255), flakes)
