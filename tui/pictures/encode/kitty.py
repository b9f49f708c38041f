"""Kitty's Unicode placeholders: exact pixels that are cells like any others, clipped for free.

The picture goes to the terminal once, under an id that is the colour of its placeholders; each
cell names its row and column by combining characters.
"""

from __future__ import annotations

import base64
import time
import zlib

from PIL import Image
from rich.color import ColorSystem
from rich.segment import Segment
from textual.strip import Strip

from tui.pictures.encode.canvas import canvas
from tui.pictures.encode.cells import packed, style
from tui.pictures.encode.diacritics import DIACRITICS
from tui.pictures.encode.value import Encoded, Request

_PLACEHOLDER = "\U0010eeee"
_CHUNK = 4096
LONGEST = len(DIACRITICS)
"""Placeholders reach no further."""


def kitty(image: Image.Image, request: Request) -> Encoded:
    from dataclasses import replace

    box = (min(request.box[0], LONGEST), min(request.box[1], LONGEST))
    whole, place = canvas(image, replace(request, box=box), request.cell)
    payload = transmit(whole, request.number, place.columns, place.rows)
    strips = placeholders(request.number, place.columns, place.rows, request.ground)
    return Encoded(request, strips, place.columns, payload)


def transmit(image: Image.Image, number: int, columns: int, rows: int) -> str:
    """The picture's pixels and a virtual placement of them over cells; no reply is asked for."""
    # Level 1: the pipe is faster than a better compression.
    data = base64.standard_b64encode(zlib.compress(image.tobytes(), 1)).decode("ascii")
    pieces = [data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK)]
    head = (
        f"a=T,U=1,q=2,f=24,o=z,t=d,s={image.width},v={image.height},i={number},c={columns},r={rows}"
    )
    out: list[str] = []
    for index, piece in enumerate(pieces):
        more = int(index < len(pieces) - 1)
        out.append(f"\x1b_G{head + ',' if index == 0 else 'q=2,'}m={more};{piece}\x1b\\")
        if index % 64 == 63:
            time.sleep(0)
    return "".join(out)


def placeholders(
    number: int, columns: int, rows: int, ground: tuple[int, int, int]
) -> tuple[Strip, ...]:
    """A strip a row. Every cell says both its row and its column: any part of it may be cut."""
    carried = style(number, packed(*ground))
    strips = []
    for row in range(rows):
        cells = [_PLACEHOLDER + DIACRITICS[row] + DIACRITICS[column] for column in range(columns)]
        strip = Strip([Segment(cell, carried) for cell in cells], columns)
        strip._render_cache = Strip.render_style(carried, "".join(cells), ColorSystem.TRUECOLOR)
        strips.append(strip)
    return tuple(strips)


def delete(number: int) -> str:
    """Forget an image and its data."""
    return f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\"
