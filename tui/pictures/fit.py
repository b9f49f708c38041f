"""How many cells a picture takes: plain numbers, without Pillow."""

from __future__ import annotations

import math

SQUARE = (1024, 1024)
LARGEST = 8.0
"""A small picture is enlarged to at most this many times its size."""


def pixels(told: object) -> tuple[int, int]:
    """Width and height as a parameter says them (`1536x1024`); a square where it does not."""
    wide, _, high = str(told).partition("x")
    if wide.isascii() and high.isascii() and wide.isdigit() and high.isdigit():
        width, height = int(wide[:6]), int(high[:6])
        if width and height:
            return width, height
    return SQUARE


def scale_of(
    size: tuple[float, float],
    box: tuple[int, int],
    cell: tuple[int, int],
    most: float = LARGEST,
) -> float:
    """Screen pixels a pixel of a picture of `size` where all of it is seen in `box` cells."""
    width, height = max(1.0, size[0]), max(1.0, size[1])
    across, down = max(1, box[0]) * cell[0], max(1, box[1]) * cell[1]
    return min(across / width, down / height, most)


def fitted(
    size: tuple[float, float],
    box: tuple[int, int],
    cell: tuple[int, int],
    most: float = LARGEST,
) -> tuple[int, int]:
    """The nearest whole columns and rows of a picture of `size` pixels in `box` cells."""
    scale = scale_of(size, box, cell, most)
    wide = min(float(max(1, box[0])), max(1.0, size[0]) * scale / cell[0])
    high = min(float(max(1, box[1])), max(1.0, size[1]) * scale / cell[1])
    return max(1, round(wide)), max(1, round(high))


def holding(pixels: tuple[int, int], cell: tuple[int, int]) -> tuple[int, int]:
    """The fewest columns and rows that hold so many pixels of the screen."""
    return max(1, math.ceil(pixels[0] / cell[0])), max(1, math.ceil(pixels[1] / cell[1]))
