"""Sixel: exact pixels in at most 256 colours, sent again after every paint of its cells.

The strips are blank ground; the payload is drawn over them.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from PIL import Image

from tui.pictures.encode.canvas import canvas
from tui.pictures.encode.cells import blank, packed
from tui.pictures.encode.palette import reduced
from tui.pictures.encode.value import WHOLE, Encoded, Request

_BAND = 6
_WIDEST = 8192
_CHARACTERS = [chr(63 + bits) for bits in range(64)]
_GAPS = ["", "?", "??", "???", *(f"!{count}?" for count in range(4, _WIDEST))]
_MEMORY = 4096
"""Columns of six remembered: enough for a chart."""

Pairs = list[tuple[int, str]]
"""For a column of a band: each colour in it with its character."""


def sixel(image: Image.Image, request: Request) -> Encoded:
    (width, height), most = request.cell, request.largest or (_WIDEST - 1, _WIDEST - 1)
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
            "-".join(_bands(few)),
            "\x1b\\",
        )
    )


def _colours(image: Image.Image) -> Iterator[str]:
    """Definitions of the registers in use, in hundredths."""
    palette = image.getpalette() or []
    for _, number in image.getcolors(256) or ():
        red, green, blue = (round(value / 2.55) for value in palette[3 * number : 3 * number + 3])
        yield f"#{number};2;{red};{green};{blue}"


def _bands(image: Image.Image) -> Iterator[str]:
    width, data = image.width, image.tobytes()
    memory: dict[tuple[int, ...], Pairs] = {}
    step = _BAND * width
    for start in range(0, len(data), step):
        rows = [data[at : at + width] for at in range(start, min(start + step, len(data)), width)]
        runs = sum(1 for _ in groupby(rows[len(rows) // 2]))  # as in the other rows, mostly
        yield _flat(zip(*rows, strict=True), memory) if 4 * runs < width else _busy(rows)
        if len(memory) > _MEMORY:
            memory.clear()
        time.sleep(0)


def _flat(columns: Iterable[tuple[int, ...]], memory: dict[tuple[int, ...], Pairs]) -> str:
    """A band in which many columns are like the one before: whole runs of them at once."""
    lines: dict[int, str] = {}
    ends: dict[int, int] = {}
    x = 0
    for column, run in groupby(columns):
        count = sum(1 for _ in run)
        pairs = memory.get(column)
        if pairs is None:
            pairs = memory[column] = _pairs(column)
        for colour, character in pairs:
            gap = _GAPS[x - ends.get(colour, 0)]
            told = character * count if count < 4 else f"!{count}{character}"
            lines[colour] = f"{lines.get(colour) or f'#{colour}'}{gap}{told}"
            ends[colour] = x + count
        x += count
    return "$".join(lines.values())


def _pairs(column: tuple[int, ...]) -> Pairs:
    bits: dict[int, int] = {}
    for row, colour in enumerate(column):
        bits[colour] = bits.get(colour, 0) | 1 << row
    return [(colour, _CHARACTERS[value]) for colour, value in bits.items()]


def _busy(rows: list[bytes]) -> str:
    """A band of a photograph: hardly two columns are the same."""
    places: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for x, colour in enumerate(rows[0]):
        places[colour][x] = 1
    bit = 2
    for row in rows[1:]:
        for x, colour in enumerate(row):
            columns = places[colour]
            columns[x] = columns.get(x, 0) + bit
        bit <<= 1
    out: list[str] = []
    add = out.append
    for colour, columns in places.items():
        add(f"$#{colour}")
        at = 0
        for x in sorted(columns):
            if x != at:
                add(_GAPS[x - at])
            add(_CHARACTERS[columns[x]])
            at = x + 1
    return "".join(out)[1:]
