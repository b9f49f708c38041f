"""Ridges behind ridges, each nearer and darker, with mist between; a lake in front of some."""

from __future__ import annotations

from collections.abc import Iterator

from providers.guide.canvas import land, sky, water
from providers.guide.canvas.sheet import Sheet

_WET = ("lake", "fjord", "river", "water", "reflection")


def mountains(sheet: Sheet) -> Iterator[float]:
    sky.sky(sheet)
    yield 0.1
    sky.sun(sheet)
    yield 0.2
    sky.clouds(sheet)
    yield 0.3
    shore = 0.74 if sheet.brief.seed % 3 else 1.0
    layers = 5
    for number in range(layers):
        near = number / (layers - 1)
        top = 0.36 + 0.30 * near * (shore if shore < 1 else 1.12)
        land.range_of(sheet, near, top, 0.30 - 0.14 * near)
        yield 0.3 + 0.1 * (number + 1)
    if shore < 1:
        water.mirror(sheet, shore)
        yield 0.9
    land.trees(sheet, shore)
    yield 1.0
