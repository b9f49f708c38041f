"""Sixel: exact pixels in at most 256 colours, sent again after every paint of its cells.

The strips are blank ground; the payload is drawn over them. A palette from a sample costs a
quarter of one from every pixel; there is no dithering, which doubles the bytes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from PIL import Image, ImageChops

from tui.pictures.encode.canvas import canvas
from tui.pictures.encode.cells import blank
from tui.pictures.encode.value import Encoded, Request

_SAMPLE = 160
_APART = 16
"""A colour further than this from its register's is one that is missing."""
_BAND = 6
_EMPTY = 63
_MEMORY = 200_000
"""Columns of six remembered; a photograph has as many as it has columns."""

Pairs = tuple[tuple[int, int], ...]
"""For a column of a band: each colour in it, with its character."""


def sixel(image: Image.Image, request: Request) -> Encoded:
    largest = request.largest
    if largest is not None:
        width, height = request.cell
        across, down = max(1, largest[0] // width), max(1, largest[1] // height)
        box = (min(request.box[0], across), min(request.box[1], down))
        whole, place = canvas(image, replace(request, box=box), request.cell)
    else:
        whole, place = canvas(image, request, request.cell)
    strips = (blank(place.columns, request.ground),) * place.rows
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
    """Most colours by how much there is of them, an eighth for the small things these miss."""
    missing = registers // 8
    first = sample.quantize(registers - missing, method=Image.Quantize.MEDIANCUT)
    apart = ImageChops.difference(sample, first.convert("RGB")).convert("L").tobytes()
    pixels = sample.tobytes()
    rare = b"".join(
        pixels[3 * at : 3 * at + 3] for at, distance in enumerate(apart) if distance > _APART
    )
    if not rare:
        return first
    others = Image.frombytes("RGB", (len(rare) // 3, 1), rare)
    second = others.quantize(missing, method=Image.Quantize.MAXCOVERAGE)
    colours = (first.getpalette() or [])[: 3 * (registers - missing)]
    colours += (second.getpalette() or [])[: 3 * missing]
    both = Image.new("P", (1, 1))
    both.putpalette(colours)
    return both


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
    found: dict[int, list[tuple[int, int]]] = {}
    for x, column in enumerate(columns):
        pairs = memory.get(column)
        if pairs is None:
            pairs = memory[column] = _pairs(column)
        for colour, character in pairs:
            if colour in found:
                found[colour].append((x, character))
            else:
                found[colour] = [(x, character)]
    return "$".join(f"#{colour}{_run(places)}" for colour, places in found.items())


def _pairs(column: tuple[int, ...]) -> Pairs:
    characters: dict[int, int] = {}
    for row, colour in enumerate(column):
        characters[colour] = characters.get(colour, _EMPTY) + (1 << row)
    return tuple(characters.items())


def _run(places: list[tuple[int, int]]) -> str:
    """One colour's line of a band, runs written as counts."""
    out: list[str] = []
    at, last, count = 0, _EMPTY, 0
    for x, character in places:
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
