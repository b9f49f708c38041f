"""Cells in the colours that a terminal has: all, 256 or 16; with fewer than all they are dithered.

Of 256 only those are used that no theme changes. Block and ground of a cell stand above each other
in one image, so what one lacks the other makes up for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from PIL import Image
from textual.strip import Strip

from tui.pictures.encode.cells import INDEXED, NAMED, Cell, Colour, packed, strip
from tui.pictures.encode.shapes import Shapes
from tui.pictures.encode.value import Request
from tui.terminal.value import Colours

_NEAR = 4
"""Two neighbours that differ by so little in each channel may have the same colour."""
_SETTLED = {"256": 0.5, "16": 0.0}
"""How far a colour is moved to its nearest first: dots of dithering as large as these are seen. Of
16 the nearest is often a grey, and hues would be lost."""
_STEPS = (0, 95, 135, 175, 215, 255)
_CUBE = [(red, green, blue) for red in _STEPS for green in _STEPS for blue in _STEPS]
_GREYS = [(level, level, level) for level in range(8, 239, 10)]
_SIXTEEN = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0),
    (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0),
    (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255),
]  # fmt: skip
"""As xterm has them; what a theme makes of them is not known."""


def drawn(shapes: Shapes, glyphs: str, request: Request) -> tuple[Strip, ...]:
    """A strip a row."""
    if request.colours == "all":
        fore, back = _all(shapes.fore), _all(shapes.back)
        return tuple(_rows(shapes, glyphs, fore, back, _NEAR))
    fore, back = _dithered(shapes, request.colours, request.grey)
    if glyphs != "▀":
        # A cell of one colour is two dots of dithering.
        glyphs = "▀" + glyphs[1:]
    return tuple(_rows(shapes, glyphs, fore, back, 0))


def _rows(
    shapes: Shapes, glyphs: str, fore: Sequence[Colour], back: Sequence[Colour], near: int
) -> Iterable[Strip]:
    numbers, width = shapes.numbers.tobytes(), shapes.numbers.width
    for start in range(0, len(numbers), width):
        end = start + width
        cells: Iterable[Cell] = zip(
            [glyphs[number] for number in numbers[start:end]],
            fore[start:end],
            back[start:end],
            strict=True,
        )
        yield strip(cells, near)


def _all(image: Image.Image) -> list[Colour]:
    data = image.tobytes()
    return [packed(*pixel) for pixel in zip(data[::3], data[1::3], data[2::3], strict=True)]


def _dithered(shapes: Shapes, colours: Colours, grey: bool) -> tuple[list[Colour], list[Colour]]:
    width, height = shapes.numbers.size
    both = Image.new("RGB", (width, 2 * height))
    for row in range(height):
        box = (0, row, width, row + 1)
        both.paste(shapes.fore.crop(box), (0, 2 * row))
        both.paste(shapes.back.crop(box), (0, 2 * row + 1))
    palette, codes = _palette(colours, grey)
    nearest = both.quantize(palette=palette, dither=Image.Dither.NONE).convert("RGB")
    both = Image.blend(both, nearest, _SETTLED[colours])
    mapped = both.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
    data = [codes[number] for number in mapped.tobytes()]
    fore: list[Colour] = []
    back: list[Colour] = []
    for start in range(0, len(data), 2 * width):
        fore += data[start : start + width]
        back += data[start + width : start + 2 * width]
    return fore, back


@lru_cache(4)
def _palette(colours: Colours, grey: bool) -> tuple[Image.Image, list[Colour]]:
    """A palette image, and the colour for each of its numbers."""
    if colours == "16":
        known = [(colour, NAMED | number) for number, colour in enumerate(_SIXTEEN)]
    else:
        known = [(colour, INDEXED | number) for number, colour in enumerate(_CUBE + _GREYS, 16)]
    if grey:
        known = [each for each in known if len(set(each[0])) == 1]
    image = Image.new("P", (1, 1))
    # What is left of the 256 repeats the first: Pillow would fill it with black.
    image.putpalette([part for at in range(256) for part in known[at % len(known)][0]])
    return image, [known[at % len(known)][1] for at in range(256)]
