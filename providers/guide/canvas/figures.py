"""Figures that a prompt may name, as silhouettes with a light or two: what gives a scene scale."""

from __future__ import annotations

import math
from collections.abc import Callable

from providers.guide.canvas.palette import mixed
from providers.guide.canvas.pen import Pen
from providers.guide.canvas.sheet import Sheet, glow
from providers.guide.canvas.sky import disc


def figures(sheet: Sheet) -> None:
    """Every figure of the brief, each at its own place."""
    for number, name in enumerate(sheet.brief.figures[:4]):
        place = (0.3, 0.68, 0.5, 0.84)[number] + sheet.rng.uniform(-0.06, 0.06)
        FIGURES[name](sheet, place * sheet.width)


def _ground(sheet: Sheet) -> float:
    return sheet.height * sheet.ground


def _cat(sheet: Sheet, x: float) -> None:
    pen, foot, tall = Pen(sheet.image.size), _ground(sheet), sheet.unit * 210
    if not sheet.palette.bright:
        moon = (x + tall * 0.2, foot - tall * 1.15)
        sheet.shine(
            mixed((0, 0, 0), sheet.palette.light, 0.5), glow(sheet.image.size, moon, tall * 3)
        )
        disc(sheet, moon, tall * 0.8)
    pen.oval(x, foot - tall * 0.28, tall * 0.24, tall * 0.32)
    pen.oval(x + tall * 0.03, foot - tall * 0.52, tall * 0.15, tall * 0.22)
    pen.oval(x + tall * 0.05, foot - tall * 0.76, tall * 0.155, tall * 0.135)
    for side in (-1, 1):
        ear = x + tall * 0.05 + side * tall * 0.09
        pen.polygon(
            [
                (ear - tall * 0.065, foot - tall * 0.82),
                (ear + side * tall * 0.03, foot - tall * 1.02),
                (ear + tall * 0.065, foot - tall * 0.82),
            ]
        )
    pen.box(x + tall * 0.02, foot - tall * 0.4, x + tall * 0.16, foot)
    tail = [
        (x - tall * (0.15 + 0.36 * math.sin(t * 1.9)), foot - tall * (0.05 + 0.55 * t * t))
        for t in (i / 24 for i in range(25))
    ]
    pen.line(tail, tall * 0.07)
    pen.box(x - tall * 0.2, foot - tall * 0.06, x + tall * 0.2, foot + tall * 0.02)
    sheet.fill(sheet.palette.dark, pen.mask())


def _boat(sheet: Sheet, x: float) -> None:
    size, tall = sheet.image.size, sheet.unit * 190
    foot = sheet.height * (sheet.waterline + 0.1 if sheet.waterline < 1 else sheet.ground)
    sail, hull, ghost = Pen(size), Pen(size), Pen(size)
    sail.polygon([(x, foot - tall), (x + tall * 0.42, foot - tall * 0.2), (x, foot - tall * 0.2)])
    sail.polygon(
        [
            (x - tall * 0.03, foot - tall * 0.9),
            (x - tall * 0.03, foot - tall * 0.2),
            (x - tall * 0.28, foot - tall * 0.2),
        ]
    )
    hull.polygon(
        [
            (x - tall * 0.36, foot - tall * 0.13),
            (x + tall * 0.44, foot - tall * 0.13),
            (x + tall * 0.3, foot),
            (x - tall * 0.26, foot),
        ]
    )
    hull.line([(x - tall * 0.012, foot - tall * 1.03), (x - tall * 0.012, foot)], tall * 0.018)
    for row in range(14):
        y = foot + tall * (0.03 + 0.06 * row)
        wide = tall * 0.36 * (1 - row / 16) * sheet.rng.uniform(0.5, 1)
        ghost.oval(x + tall * 0.04, y, wide, tall * 0.012, 170 - 11 * row)
    sheet.fill(mixed(sheet.palette.dark, sheet.palette.sky[0], 0.3), ghost.mask())
    sheet.fill(mixed(sheet.palette.light, sheet.palette.accent, 0.25), sail.mask())
    sheet.fill(sheet.palette.dark, hull.mask())


def _balloon(sheet: Sheet, x: float) -> None:
    size, wide = sheet.image.size, sheet.unit * sheet.rng.uniform(70, 95)
    y = sheet.height * sheet.rng.uniform(0.2, 0.34)
    colours = (
        sheet.palette.accent,
        sheet.palette.light,
        mixed(sheet.palette.accent, sheet.palette.dark, 0.35),
    )
    for number in range(7):
        pen = Pen(size)
        narrow = wide * (1 - number / 7)
        pen.oval(x, y, narrow, wide * 1.04)
        pen.polygon(
            [
                (x - narrow * 0.86, y + wide * 0.5),
                (x + narrow * 0.86, y + wide * 0.5),
                (x + narrow * 0.22, y + wide * 1.36),
                (x - narrow * 0.22, y + wide * 1.36),
            ]
        )
        sheet.fill(colours[number % 2 if number < 6 else 2], pen.mask())
    shade, ropes = Pen(size), Pen(size)
    shade.oval(x, y, wide, wide * 1.04, 60)
    for side in (-1, 1):
        ropes.line(
            [(x + side * wide * 0.2, y + wide * 1.34), (x + side * wide * 0.12, y + wide * 1.68)],
            sheet.unit * 1.5,
        )
    ropes.box(x - wide * 0.15, y + wide * 1.66, x + wide * 0.15, y + wide * 1.9)
    sheet.fill(sheet.palette.dark, shade.mask())
    sheet.fill(sheet.palette.dark, ropes.mask())


def _birds(sheet: Sheet, x: float) -> None:
    pen, rng = Pen(sheet.image.size), sheet.rng
    y = sheet.height * rng.uniform(0.2, 0.35)
    for _ in range(rng.randint(7, 13)):
        at, high = x + rng.gauss(0, 0.1) * sheet.width, y + rng.gauss(0, 0.04) * sheet.height
        span, lift = sheet.unit * rng.uniform(9, 26), rng.uniform(0.25, 0.7)
        left = [(at - span * t, high - span * lift * math.sin(t * 2.4)) for t in _TENTHS]
        right = [(at + span * t, high - span * lift * math.sin(t * 2.4)) for t in _TENTHS]
        pen.line([*reversed(left), *right], span * 0.11)
    sheet.fill(sheet.palette.dark, pen.mask())


def _house(sheet: Sheet, x: float) -> None:
    size, foot, wide = sheet.image.size, _ground(sheet), sheet.unit * 120
    walls, panes = Pen(size), Pen(size)
    walls.box(x - wide * 0.5, foot - wide * 0.5, x + wide * 0.5, foot + wide * 0.1)
    walls.polygon(
        [
            (x - wide * 0.62, foot - wide * 0.48),
            (x, foot - wide),
            (x + wide * 0.62, foot - wide * 0.48),
        ]
    )
    walls.box(x + wide * 0.24, foot - wide * 1.05, x + wide * 0.36, foot - wide * 0.6)
    for at in (-0.3, 0.1):
        panes.box(x + wide * at, foot - wide * 0.36, x + wide * (at + 0.2), foot - wide * 0.12)
    sheet.fill(sheet.palette.dark, walls.mask())
    sheet.fill(sheet.palette.accent, panes.mask())
    sheet.shine(
        mixed(sheet.palette.accent, (0, 0, 0), 0.3), glow(size, (x, foot - wide * 0.24), wide)
    )
    smoke = Pen(size)
    for puff in range(9):
        smoke.oval(
            x + wide * (0.3 + 0.05 * puff),
            foot - wide * (1.12 + 0.16 * puff),
            wide * (0.05 + 0.02 * puff),
            wide * (0.05 + 0.018 * puff),
            120 - 12 * puff,
        )
    sheet.fill(mixed(sheet.palette.sky[-1], sheet.palette.far, 0.5), smoke.mask())


def _person(sheet: Sheet, x: float) -> None:
    pen, foot, tall = Pen(sheet.image.size), _ground(sheet), sheet.unit * 105
    pen.oval(x, foot - tall * 0.9, tall * 0.075, tall * 0.09)
    pen.polygon(
        [
            (x - tall * 0.1, foot - tall * 0.78),
            (x + tall * 0.1, foot - tall * 0.78),
            (x + tall * 0.15, foot - tall * 0.34),
            (x - tall * 0.15, foot - tall * 0.34),
        ]
    )
    for side in (-1, 1):
        pen.line(
            [(x + side * tall * 0.05, foot - tall * 0.36), (x + side * tall * 0.07, foot)],
            tall * 0.075,
        )
        pen.line(
            [
                (x + side * tall * 0.1, foot - tall * 0.74),
                (x + side * tall * 0.17, foot - tall * 0.42),
            ],
            tall * 0.045,
        )
    sheet.fill(sheet.palette.dark, pen.mask())


def _lighthouse(sheet: Sheet, x: float) -> None:
    size, wide = sheet.image.size, sheet.unit * 46
    foot = sheet.height * min(sheet.ground, sheet.waterline + 0.03)
    tall, top = wide * 5.6, foot - wide * 5.6
    rock, tower, bands, lamp = Pen(size), Pen(size), Pen(size), Pen(size)
    rock.polygon(
        [
            (x + wide * a, foot + wide * b)
            for a, b in (
                (-4.4, 0.7),
                (-2.6, -0.1),
                (-1.3, -0.5),
                (1.4, -0.4),
                (2.5, 0.0),
                (4.0, 0.7),
            )
        ]
    )
    tower.polygon(
        [
            (x - wide * 0.5, top),
            (x + wide * 0.5, top),
            (x + wide * 0.85, foot),
            (x - wide * 0.85, foot),
        ]
    )
    for low in (0.18, 0.5, 0.82):
        grow = [wide * (0.5 + 0.35 * share) for share in (low, low + 0.14)]
        bands.polygon(
            [
                (x - grow[0], top + tall * low),
                (x + grow[0], top + tall * low),
                (x + grow[1], top + tall * (low + 0.14)),
                (x - grow[1], top + tall * (low + 0.14)),
            ]
        )
    lamp.box(x - wide * 0.34, top - wide * 0.75, x + wide * 0.34, top)
    roof = Pen(size)
    roof.polygon(
        [
            (x - wide * 0.5, top - wide * 0.72),
            (x, top - wide * 1.25),
            (x + wide * 0.5, top - wide * 0.72),
        ]
    )
    roof.box(x - wide * 0.66, top - wide * 0.08, x + wide * 0.66, top + wide * 0.08)
    beam = Pen(size)
    side = 1 if x < sheet.width / 2 else -1
    beam.polygon(
        [
            (x, top - wide * 0.4),
            (x + side * sheet.width, top - sheet.height * 0.16),
            (x + side * sheet.width, top + sheet.height * 0.05),
        ],
        70,
    )
    if not sheet.palette.bright or sheet.palette.name in ("dusk", "mist", "neon"):
        sheet.shine(sheet.palette.light, beam.mask())
    sheet.fill(mixed(sheet.palette.light, sheet.palette.far, 0.35), tower.mask())
    sheet.fill(mixed(sheet.palette.accent, (150, 30, 30), 0.6), bands.mask())
    sheet.fill(sheet.palette.light, lamp.mask())
    sheet.fill(sheet.palette.dark, roof.mask())
    sheet.fill(sheet.palette.dark, rock.mask())
    sheet.shine(sheet.palette.light, glow(size, (x, top - wide * 0.4), wide * 3))


def _tree(sheet: Sheet, x: float) -> None:
    pen, rng = Pen(sheet.image.size), sheet.rng

    def grow(at: float, y: float, angle: float, length: float, thick: float) -> None:
        end = (at + math.cos(angle) * length, y - math.sin(angle) * length)
        pen.line([(at, y), end], thick)
        if length < sheet.unit * 14:
            pen.oval(*end, sheet.unit * rng.uniform(5, 13), sheet.unit * rng.uniform(4, 10))
            return
        for turn in (-1, 1, *([0.1] if rng.random() < 0.4 else [])):
            bend = turn * rng.uniform(0.22, 0.6)
            grow(*end, angle + bend, length * rng.uniform(0.66, 0.82), thick * 0.66)

    grow(x, _ground(sheet) + 4, math.pi / 2, sheet.unit * 85, sheet.unit * 20)
    sheet.fill(sheet.palette.dark, pen.mask())


_TENTHS = tuple(i / 10 for i in range(11))
FIGURES: dict[str, Callable[[Sheet, float], None]] = {
    "balloon": _balloon,
    "birds": _birds,
    "boat": _boat,
    "cat": _cat,
    "house": _house,
    "lighthouse": _lighthouse,
    "person": _person,
    "tree": _tree,
}
