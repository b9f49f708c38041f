"""Sixel: exact pixels in at most 256 colours, sent again after every paint of its cells.

The strips are blank ground; the payload is drawn over them. The palette comes from a sample, for
speed; there is no dithering, which doubles the bytes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from PIL import Image, ImageChops, ImageOps, ImageStat

from tui.pictures.encode.canvas import canvas
from tui.pictures.encode.cells import blank, packed
from tui.pictures.encode.value import Encoded, Request

_SAMPLE = 160
_BAND = 6
_EMPTY = 63
_MEMORY = 4096
"""Columns of six remembered: enough for a chart, and a photograph would not profit from more."""

Pairs = tuple[int, ...]
"""For a column of a band: each colour in it (upper bits) with its character (lower eight).

Plain integers, because hundreds of thousands of pairs set off the garbage collector, which stops
all threads.
"""


def sixel(image: Image.Image, request: Request) -> Encoded:
    largest = request.largest
    if largest is not None:
        width, height = request.cell
        across, down = max(1, largest[0] // width), max(1, largest[1] // height)
        box = (min(request.box[0], across), min(request.box[1], down))
        whole, place = canvas(image, replace(request, box=box), request.cell)
    else:
        whole, place = canvas(image, request, request.cell)
    strips = (blank(place.columns, packed(*request.ground)),) * place.rows
    return Encoded(request, strips, place.columns, payload(whole, request.registers))


def payload(image: Image.Image, registers: int) -> str:
    """The whole sequence, DCS to ST."""
    reduced = _reduced(image, registers)
    return "".join(
        (
            f'\x1bP0;1;0q"1;1;{image.width};{image.height}',
            *_colours(reduced),
            "-".join(_bands(reduced)),
            "\x1b\\",
        )
    )


def _reduced(image: Image.Image, registers: int) -> Image.Image:
    sample = image.copy()
    sample.thumbnail((_SAMPLE, _SAMPLE), Image.Resampling.BOX)
    return image.quantize(palette=_palette(sample, registers), dither=Image.Dither.NONE)


def _palette(sample: Image.Image, registers: int) -> Image.Image:
    """The nearer of two: octrees are good at drawings, the median cut at photographs."""
    # With six bits a channel the median cut takes 8 ms instead of 70, none of them shared.
    coarse = ImageOps.posterize(sample, 6)
    return min(
        sample.quantize(registers, method=Image.Quantize.FASTOCTREE),
        coarse.quantize(registers, method=Image.Quantize.MEDIANCUT),
        key=lambda palette: _error(sample, palette),
    )


def _error(sample: Image.Image, palette: Image.Image) -> float:
    mapped = sample.quantize(palette=palette, dither=Image.Dither.NONE).convert("RGB")
    return sum(ImageStat.Stat(ImageChops.difference(sample, mapped)).sum2)


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
        yield _band(zip(*rows, strict=True), memory)
        if len(memory) > _MEMORY:
            memory.clear()
        time.sleep(0)


def _band(columns: Iterator[tuple[int, ...]], memory: dict[tuple[int, ...], Pairs]) -> str:
    found: dict[int, list[int]] = {}
    for x, column in enumerate(columns):
        pairs = memory.get(column)
        if pairs is None:
            pairs = memory[column] = _pairs(column)
        for pair in pairs:
            colour = pair >> 8
            if colour in found:
                found[colour].append(x << 8 | pair & 255)
            else:
                found[colour] = [x << 8 | pair & 255]
    return "$".join([f"#{colour}{_run(places)}" for colour, places in found.items()])


def _pairs(column: tuple[int, ...]) -> Pairs:
    characters: dict[int, int] = {}
    for row, colour in enumerate(column):
        characters[colour] = characters.get(colour, _EMPTY) + (1 << row)
    return tuple([colour << 8 | character for colour, character in characters.items()])


def _run(places: list[int]) -> str:
    """One colour's line of a band (its columns with their characters), runs written as counts."""
    out: list[str] = []
    at, last, count = 0, _EMPTY, 0
    for place in places:
        x, character = place >> 8, place & 255
        if character == last and x == at:
            count += 1
        else:
            if count:
                out.append(_repeat(last, count))
            if x > at:
                out.append(_repeat(_EMPTY, x - at))
            last, count = character, 1
        at = x + 1
    out.append(_repeat(last, count))
    return "".join(out)


def _repeat(character: int, count: int) -> str:
    return chr(character) * count if count < 4 else f"!{count}{chr(character)}"
