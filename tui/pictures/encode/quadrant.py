"""Blocks that divide a cell in quarters or at an eighth of it, in two colours each.

The glyphs are in every font tried. The eighths cost nothing more to send, and are worth one and a
half dB.
"""

from __future__ import annotations

from PIL import Image

from tui.pictures.encode.canvas import canvas
from tui.pictures.encode.colours import drawn
from tui.pictures.encode.shapes import DOTS, GLYPHS, shapes
from tui.pictures.encode.value import Encoded, Request


def quadrant(image: Image.Image, request: Request) -> Encoded:
    whole, place = canvas(image, request, DOTS)
    # In dithered colours slivers look like scratches.
    found = shapes(whole, eighths=request.colours != "16")
    return Encoded(request, drawn(found, GLYPHS, request), place.columns)
