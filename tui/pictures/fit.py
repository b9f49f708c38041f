"""How many cells a picture takes: plain numbers, without Pillow."""

from __future__ import annotations

from tui.pictures.encode.value import Crop

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


def fraction(
    size: tuple[float, float], box: tuple[int, int], cell: tuple[int, int]
) -> tuple[float, float]:
    """Columns and rows, as fractions, of a picture of `size` pixels in `box` cells."""
    width, height = max(1.0, size[0]), max(1.0, size[1])
    across, down = max(1, box[0]), max(1, box[1])
    scale = min(across * cell[0] / width, down * cell[1] / height, LARGEST)
    return min(float(across), width * scale / cell[0]), min(float(down), height * scale / cell[1])


def fitted(
    size: tuple[float, float], box: tuple[int, int], cell: tuple[int, int]
) -> tuple[int, int]:
    """The nearest whole cells."""
    wide, high = fraction(size, box, cell)
    return max(1, round(wide)), max(1, round(high))


def zoomed(
    size: tuple[int, int],
    box: tuple[int, int],
    cell: tuple[int, int],
    factor: float,
    centre: tuple[float, float],
) -> Crop:
    """What is seen of a picture `factor` times as large as it fits, around `centre` (shares)."""
    width, height = max(1, size[0]), max(1, size[1])
    across, down = box[0] * cell[0], box[1] * cell[1]
    scale = min(across / width, down / height) * max(1.0, factor)
    share_x, share_y = min(1.0, across / (scale * width)), min(1.0, down / (scale * height))
    left = min(max(0.0, centre[0] - share_x / 2), 1 - share_x)
    top = min(max(0.0, centre[1] - share_y / 2), 1 - share_y)
    return left, top, left + share_x, top + share_y
