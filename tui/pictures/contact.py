"""Many small pictures drawn in one go, as on a contact sheet: finding the best blocks costs as much
for a thumbnail as for a picture ten times as large. In a thread; imports Pillow.
"""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image
from textual.strip import Strip

from tui.pictures.encode.canvas import canvas
from tui.pictures.encode.colours import drawn
from tui.pictures.encode.encode import encode
from tui.pictures.encode.shapes import DOTS, GLYPHS, shapes
from tui.pictures.encode.value import Encoded, Request


def contact(images: Sequence[Image.Image], request: Request) -> list[Encoded]:
    """Each image in at most `request.box` cells. Symbols only: others need a number each."""
    if request.mode != "quadrant":
        return [encode(image, request) for image in images]
    made = [canvas(image, request, DOTS) for image in images]
    columns = max((place.columns for _, place in made), default=0)
    rows = sum(place.rows for _, place in made)
    sheet = Image.new("RGB", (max(1, columns) * DOTS[0], max(1, rows) * DOTS[1]), request.ground)
    y = 0
    for whole, place in made:
        sheet.paste(whole, (0, y * DOTS[1]))
        y += place.rows
    strips = drawn(shapes(sheet), GLYPHS, request)
    found: list[Encoded] = []
    y = 0
    for _, place in made:
        own: list[Strip] = [strip.crop(0, place.columns) for strip in strips[y : y + place.rows]]
        found.append(Encoded(request, own, place.columns))
        y += place.rows
    return found
