"""Half blocks: two pixels a cell, in every font and terminal."""

from __future__ import annotations

from PIL import Image

from tui.pictures.encode.canvas import canvas
from tui.pictures.encode.cells import strip
from tui.pictures.encode.value import Encoded, Request


def half(image: Image.Image, request: Request) -> Encoded:
    whole, place = canvas(image, request, (1, 2))
    data, line = whole.tobytes(), place.columns * 3
    strips = []
    for row in range(place.rows):
        top = data[2 * row * line : (2 * row + 1) * line]
        bottom = data[(2 * row + 1) * line : (2 * row + 2) * line]
        upper = zip(top[::3], top[1::3], top[2::3], strict=True)
        lower = zip(bottom[::3], bottom[1::3], bottom[2::3], strict=True)
        strips.append(strip(("▀", up, low) for up, low in zip(upper, lower, strict=True)))
    return Encoded(request, tuple(strips), place.columns)
