"""Half blocks: two pixels a cell, in every font and terminal."""

from __future__ import annotations

from PIL import Image

from tui.pictures.encode.canvas import canvas
from tui.pictures.encode.colours import drawn
from tui.pictures.encode.shapes import Shapes
from tui.pictures.encode.value import Encoded, Request


def half(image: Image.Image, request: Request) -> Encoded:
    whole, place = canvas(image, request, (1, 2))
    size = (place.columns, place.rows)
    upper, lower = (
        whole.transform(
            size, Image.Transform.AFFINE, (1, 0, 0, 0, 2, row - 0.5), Image.Resampling.NEAREST
        )
        for row in (0, 1)
    )
    return Encoded(
        request, drawn(Shapes(Image.new("L", size), upper, lower), "▀", request), place.columns
    )
