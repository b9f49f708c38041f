"""Sixel: exact pixels in at most 256 colours, sent again after every paint of its cells.

The strips are blank ground; the payload is drawn over them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PIL import Image

from tui.pictures.encode.bands import WIDEST, bands
from tui.pictures.encode.canvas import canvas
from tui.pictures.encode.cells import blank, packed
from tui.pictures.encode.palette import reduced
from tui.pictures.encode.value import WHOLE, Encoded, Request


def sixel(image: Image.Image, request: Request) -> Encoded:
    (width, height), most = request.cell, request.largest or (WIDEST - 1, WIDEST - 1)
    across, down = max(1, most[0] // width), max(1, most[1] // height)
    box = (min(request.box[0], across), min(request.box[1], down))
    whole, place = canvas(image, replace(request, box=box), request.cell)
    strips = (blank(place.columns, packed(*request.ground)),) * place.rows
    return Encoded(request, strips, place.columns, _payload(whole, request))


def _payload(image: Image.Image, request: Request) -> str:
    """The whole sequence, DCS to ST."""
    # Who zooms waits for each step.
    few = reduced(image, request.registers, quickly=request.crop != WHOLE)
    return "".join(
        (
            f'\x1bP0;1;0q"1;1;{image.width};{image.height}',
            *_colours(few),
            *bands(few),
            "\x1b\\",
        )
    )


def _colours(image: Image.Image) -> Iterator[str]:
    """Definitions of the registers in use, in hundredths."""
    palette = image.getpalette() or []
    for _, number in image.getcolors(256) or ():
        red, green, blue = (round(value / 2.55) for value in palette[3 * number : 3 * number + 3])
        yield f"#{number};2;{red};{green};{blue}"
