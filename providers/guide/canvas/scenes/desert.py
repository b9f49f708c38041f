# pyright: reportUnknownMemberType=false
"""Dunes: smooth crests, one side in the light, the other in shadow."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PIL import Image, ImageChops

from providers.guide.canvas import land, noise, sky
from providers.guide.canvas.palette import mixed
from providers.guide.canvas.pen import Pen
from providers.guide.canvas.sheet import Sheet, gradient

_DUNES = 6
_SAND, _SHADE = (228, 166, 98), (92, 46, 58)


def desert(sheet: Sheet) -> Iterator[float]:
    sheet.ground = 0.86
    sky.sky(sheet, 0.6)
    sky.sun(sheet, sheet.rng.uniform(0.2, 0.38))
    sky.clouds(sheet, 0.25)
    yield 0.25
    for number in range(_DUNES):
        _dune(sheet, number / (_DUNES - 1))
        yield 0.25 + 0.12 * (number + 1)


def _dune(sheet: Sheet, near: float) -> None:
    size, rng, palette = sheet.image.size, sheet.rng, sheet.palette
    top, span = 0.5 + 0.34 * near, 0.1 + 0.05 * near
    peak, wide = rng.uniform(0.15, 0.85), rng.uniform(0.25, 0.5)
    phase = rng.random() * 6
    heights = [
        math.exp(-abs(i / 128 - peak) / wide) * 0.9
        + 0.1 * math.sin(i / 128 * 7 + phase)
        + 0.06 * math.sin(i / 128 * 17 + phase)
        for i in range(129)
    ]
    sand = mixed(mixed(_SAND, palette.accent, 0.2), palette.dark, 0 if palette.bright else 0.7)
    lit = mixed(palette.sky[-1], sand, 0.55 + 0.45 * near)
    shade = mixed(lit, _SHADE if palette.bright else palette.dark, 0.4 + 0.25 * near)
    high = max(2, round(size[1] * (1 - top)))
    layer = Image.new("RGB", size, lit)
    layer.paste(gradient((size[0], high), (lit, mixed(lit, shade, 0.55))), (0, size[1] - high))
    ripples = noise.receding(noise.field(rng, (size[0], size[1]), (5, 70), 2), high)
    relief = Image.new("L", size, 128)
    soft = 0.1 + 0.3 * near
    relief.paste(
        ripples.point([128 + round((v - 128) * soft) for v in range(256)]), (0, size[1] - high)
    )
    layer = ImageChops.overlay(layer, Image.merge("RGB", (relief,) * 3))
    mask = land.outline(size, heights, top, span)
    sheet.lay(layer, mask)
    sheet.fill(shade, ImageChops.multiply(mask, _shadow(sheet, peak, top, span, heights)))


def _shadow(
    sheet: Sheet, peak: float, top: float, span: float, heights: list[float]
) -> Image.Image:
    """Beyond the peak the slope faces away; the edge winds down from it."""
    width, height = sheet.image.size
    crest = heights[min(128, round(peak * 128))]
    y = height * (top + span * (1 - crest))
    edge = [
        (
            peak * width + width * 0.09 * math.sin(t * 3.4) + width * 0.2 * t * t,
            y + height * 0.3 * t,
        )
        for t in (i / 20 for i in range(21))
    ]
    pen = Pen(sheet.image.size)
    pen.polygon(
        [(peak * width, y - height * 0.2), *edge, (width * 1.01, height), (width * 1.01, 0)], 210
    )
    return pen.mask()
