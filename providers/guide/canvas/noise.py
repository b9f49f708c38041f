# pyright: reportUnknownMemberType=false
"""Noise from a given randomness: soft fields for clouds and rock, jagged lines for ridges."""

from __future__ import annotations

import random
from itertools import pairwise

from PIL import Image


def field(
    rng: random.Random,
    size: tuple[int, int],
    cells: tuple[float, float],
    octaves: int = 4,
    keep: float = 0.5,
) -> Image.Image:
    """A field (L) with `cells` bumps across and down; each octave has twice as many."""
    half = (max(2, size[0] // 2), max(2, size[1] // 2))
    total: Image.Image | None = None
    weight, whole = 1.0, 0.0
    for octave in range(octaves):
        grid = (max(2, round(cells[0] * 2**octave)), max(2, round(cells[1] * 2**octave)))
        grid = (min(grid[0], half[0]), min(grid[1], half[1]))
        rough = Image.frombytes("L", grid, rng.randbytes(grid[0] * grid[1]))
        layer = rough.resize(half, Image.Resampling.BICUBIC)
        whole += weight
        total = layer if total is None else Image.blend(total, layer, weight / whole)
        weight *= keep
    assert total is not None
    return total.resize(size, Image.Resampling.BICUBIC)


def contrast(image: Image.Image, low: int, high: int) -> Image.Image:
    """Everything under `low` becomes 0, over `high` 255, smoothly between."""
    span = max(1, high - low)
    table: list[int] = []
    for value in range(256):
        place = min(1.0, max(0.0, (value - low) / span))
        table.append(round(255 * place * place * (3 - 2 * place)))
    return image.point(table)


def ridge(rng: random.Random, points: int, roughness: float) -> list[float]:
    """A line of `points` heights from 0 to 1, by displacing midpoints."""
    line = [rng.random(), rng.random()]
    spread = 1.0
    while len(line) < points:
        spread *= roughness
        line = [
            value
            for left, right in pairwise(line)
            for value in (left, (left + right) / 2 + rng.uniform(-spread, spread) / 2)
        ] + line[-1:]
    low, high = min(line), max(line)
    return [(value - low) / max(1e-9, high - low) for value in line]


def shifted(image: Image.Image, right: int, down: int) -> Image.Image:
    """`image` moved, its edges stretched over what would be empty."""
    moved = image.copy()
    moved.paste(image, (right, down))
    return moved


def receding(image: Image.Image, high: int) -> Image.Image:
    """`image` laid on the ground: `high` rows, squeezed together towards the horizon (the top)."""
    width, rows = image.size
    flat = Image.new(image.mode, (width, high))
    for y in range(high):
        source = int(rows * 0.999 * (1 - 1 / (1 + 9 * (y + 0.5) / high)) / 0.9)
        stretch = round(width * (0.5 - 0.42 * y / high))
        row = image.crop((width // 2 - stretch, source, width // 2 + stretch, source + 1))
        flat.paste(row.resize((width, 1), Image.Resampling.BILINEAR), (0, y))
    return flat
