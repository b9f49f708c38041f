"""Ridges behind ridges, each nearer and darker, with mist between; a lake in front of some."""

from __future__ import annotations

from collections.abc import Iterator

from providers.guide.canvas import land, sky, water
from providers.guide.canvas.sheet import Sheet

_LAYERS = 5


def mountains(sheet: Sheet) -> Iterator[float]:
    sky.sky(sheet)
    sky.sun(sheet)
    yield 0.15
    sky.clouds(sheet)
    yield 0.25
    lake = sheet.brief.lake or sheet.rng.random() < 0.4
    shore = 0.74 if lake else 1.0
    for number in range(_LAYERS):
        near = number / (_LAYERS - 1)
        top = 0.34 + near * (0.27 if lake else 0.4)
        land.range_of(sheet, near, top, 0.32 - 0.17 * near)
        yield 0.25 + 0.1 * (number + 1)
    if lake:
        water.mirror(sheet, shore)
        yield 0.85
    land.trees(sheet, 0.9)
    yield 1.0
