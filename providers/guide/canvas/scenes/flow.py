# pyright: reportUnknownMemberType=false
"""Thousands of fine lines that follow one hidden field, as iron filings follow a magnet."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw

from providers.guide.canvas import noise
from providers.guide.canvas.palette import along, mixed
from providers.guide.canvas.sheet import Sheet, gradient

_PARTS, _LINES, _STEPS, _SIDE = 8, 180, 44, 128


def flow(sheet: Sheet) -> Iterator[float]:
    palette, rng = sheet.palette, sheet.rng
    double = (sheet.width * 2, sheet.height * 2)
    ground = mixed(palette.dark, palette.sky[0], 0.3)
    canvas = gradient(double, (ground, palette.dark))
    angles = noise.field(rng, (_SIDE, _SIDE), (2.2, 2.2), 2).tobytes()
    colours = (*palette.sky[1:], palette.accent, palette.light)
    turn = rng.uniform(2.5, 4.5) / 2
    draw = ImageDraw.Draw(canvas)
    for part in range(_PARTS):
        for _ in range(_LINES):
            start = rng.random(), rng.random()
            bright = 0.35 + 0.65 * (part + rng.random()) / _PARTS
            colour = mixed(ground, along(colours, start[0] * 0.6 + rng.random() * 0.4), bright)
            width = max(1, round(2 * sheet.unit * rng.choice((1, 1, 1.5, 2, 3, 5))))
            _stroke(draw, _path(start, angles, turn, double), colour, width)
        sheet.image = canvas.resize(sheet.image.size, Image.Resampling.BOX)
        yield (part + 1) / _PARTS


def _path(
    start: tuple[float, float], angles: bytes, turn: float, size: tuple[int, int]
) -> list[tuple[float, float]]:
    x, y = start
    path = [(x * size[0], y * size[1])]
    for _ in range(_STEPS):
        column = min(_SIDE - 1, max(0, int(x * _SIDE)))
        row = min(_SIDE - 1, max(0, int(y * _SIDE)))
        angle = angles[row * _SIDE + column] / 255 * math.tau * turn
        x, y = x + math.cos(angle) / 160, y + math.sin(angle) / 160
        path.append((x * size[0], y * size[1]))
    return path


def _stroke(
    draw: ImageDraw.ImageDraw,
    path: Sequence[tuple[float, float]],
    colour: tuple[int, int, int],
    width: int,
) -> None:
    draw.line(path, fill=colour, width=width, joint="curve")
    for x, y in (path[0], path[-1]):
        half = width / 2
        draw.ellipse((x - half, y - half, x + half, y + half), fill=colour)
