"""Quadrant blocks: four pixels a cell, two colours among them; their glyphs are in every font.

The four are split where the channel that differs most crosses the middle of its range, which
costs a fifth of trying all splits and is rarely worse.
"""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

from tui.pictures.encode.canvas import canvas
from tui.pictures.encode.cells import Cell, Colour, strip
from tui.pictures.encode.value import Encoded, Request

_GLYPHS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""By bits: upper left 1, upper right 2, lower left 4, lower right 8."""
_FLAT = 6
"""Four pixels that differ by less are one colour."""


def quadrant(image: Image.Image, request: Request) -> Encoded:
    whole, place = canvas(image, request, (2, 2))
    data, line = whole.tobytes(), place.columns * 6
    strips = tuple(
        strip(_cells(data[start : start + line], data[start + line : start + 2 * line]))
        for start in range(0, 2 * line * place.rows, 2 * line)
    )
    return Encoded(request, strips, place.columns)


def _cells(top: bytes, bottom: bytes) -> Iterator[Cell]:
    for at in range(0, len(top), 6):
        yield _cell(top[at : at + 6], bottom[at : at + 6])


def _cell(top: bytes, bottom: bytes) -> Cell:
    """`top` and `bottom`: two RGB pixels each."""
    widest, channel, middle = -1, 0, 0
    for number in (0, 1, 2):
        four = (top[number], top[number + 3], bottom[number], bottom[number + 3])
        low, high = min(four), max(four)
        if high - low > widest:
            widest, channel, middle = high - low, number, low + high
    pixels = (top[:3], top[3:], bottom[:3], bottom[3:])
    if widest < _FLAT:
        ground = _mean(pixels)
        return " ", ground, ground
    bits = 0
    over: list[bytes] = []
    under: list[bytes] = []
    for number, pixel in enumerate(pixels):
        if 2 * pixel[channel] > middle:
            bits |= 1 << number
            over.append(pixel)
        else:
            under.append(pixel)
    return _GLYPHS[bits], _mean(over), _mean(under)


def _mean(pixels: list[bytes] | tuple[bytes, ...]) -> Colour:
    count = len(pixels)
    if count == 1:
        pixel = pixels[0]
        return pixel[0], pixel[1], pixel[2]
    return (
        sum([pixel[0] for pixel in pixels]) // count,
        sum([pixel[1] for pixel in pixels]) // count,
        sum([pixel[2] for pixel in pixels]) // count,
    )
