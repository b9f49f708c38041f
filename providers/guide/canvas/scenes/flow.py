"""Thousands of fine lines that follow one hidden field, as iron filings follow a magnet."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PIL import ImageDraw

from providers.guide.canvas import noise
from providers.guide.canvas.palette import along, mixed
from providers.guide.canvas.sheet import Sheet, gradient

_LINES, _STEPS = 1500, 42


def flow(sheet: Sheet) -> Iterator[float]:
    palette, rng = sheet.palette, sheet.rng
    sheet.image = gradient(
        sheet.image.size, (mixed(palette.dark, palette.sky[0], 0.3), palette.dark)
    )
    yield 0.05
    side = 128
    angles = noise.field(rng, (side, side), (2.2, 2.2), 2).tobytes()
    colours = (*palette.sky[1:], palette.accent, palette.light)
    turn = rng.uniform(2.5, 4.5)
    step = max(sheet.image.size) / 160
    for part in range(10):
        draw = ImageDraw.Draw(sheet.image, "RGBA")
        for _ in range(_LINES // 10):
            x, y = rng.random() * sheet.width, rng.random() * sheet.height
            colour = along(colours, x / sheet.width * 0.6 + rng.random() * 0.4)
            path = [(x, y)]
            for _ in range(_STEPS):
                column = min(side - 1, max(0, int(x / sheet.width * side)))
                row = min(side - 1, max(0, int(y / sheet.height * side)))
                angle = angles[row * side + column] / 255 * math.tau * turn / 2
                x, y = x + math.cos(angle) * step, y + math.sin(angle) * step
                path.append((x, y))
            width = max(1, round(sheet.unit * rng.choice((1, 1, 2, 3, 6))))
            draw.line(path, (*colour, 60 + 15 * part), width, joint="curve")
        yield 0.1 + 0.09 * (part + 1)
