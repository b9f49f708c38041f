# pyright: reportUnknownMemberType=false
"""Sheets of cut paper, one on the other, each with its shadow on the one below."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PIL import Image, ImageFilter

from providers.guide.canvas import noise
from providers.guide.canvas.palette import along
from providers.guide.canvas.pen import Pen
from providers.guide.canvas.sheet import Sheet

_SHEETS = 8


def paper(sheet: Sheet) -> Iterator[float]:
    palette, rng, size = sheet.palette, sheet.rng, sheet.image.size
    colours = (palette.light, *reversed(palette.sky), palette.near)
    sheet.image = Image.new("RGB", size, colours[0])
    middle = (size[0] * rng.uniform(0.4, 0.6), size[1] * rng.uniform(0.4, 0.6))
    phases = [rng.random() * 6 for _ in range(4)]
    for number in range(_SHEETS):
        share = number / (_SHEETS - 1)
        hole = Pen(size)
        hole.polygon(_edge(middle, min(size) * (0.13 + 0.5 * share), phases, share))
        mask = hole.mask().point([255 - v for v in range(256)])
        shadow = noise.shifted(mask, round(sheet.unit * 6), round(sheet.unit * 12))
        shadow = shadow.filter(ImageFilter.GaussianBlur(sheet.unit * 12))
        sheet.fill(palette.dark, shadow.point([v * 5 // 10 for v in range(256)]))
        sheet.fill(along(colours, 0.1 + 0.9 * share), mask)
        yield share
    sheet.ground = 0.9


def _edge(
    middle: tuple[float, float], radius: float, phases: list[float], share: float
) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for step in range(240):
        angle = step / 240 * math.tau
        wobble = sum(
            math.sin(angle * (i + 2) + phase + share * (1.5 - i)) / (i + 2)
            for i, phase in enumerate(phases)
        )
        reach = radius * (1 + 0.3 * wobble)
        points.append((middle[0] + math.cos(angle) * reach, middle[1] + math.sin(angle) * reach))
    return points
