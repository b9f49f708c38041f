"""The open sea: waves that recede to the horizon, and the path that sun or moon lays on them."""

from __future__ import annotations

from collections.abc import Iterator

from providers.guide.canvas import land, sky, water
from providers.guide.canvas.sheet import Sheet


def sea(sheet: Sheet) -> Iterator[float]:
    horizon = sheet.rng.uniform(0.52, 0.6)
    sheet.waterline = horizon
    sky.sky(sheet, horizon)
    yield 0.1
    light = sky.sun(sheet, horizon - sheet.rng.uniform(0.06, 0.26))
    yield 0.2
    sky.clouds(sheet, 0.65)
    yield 0.4
    if sheet.rng.random() < 0.5:
        land.range_of(sheet, 0.15, horizon - 0.05, 0.07)
    water.waves(sheet, horizon)
    yield 0.7
    water.glitter(sheet, horizon, light[0])
    yield 1.0
