"""Rows of coloured cells as strips, with what a terminal is sent for them as short as can be.

A strip that is shown whole says of each cell only the colours that change (a third less than all of
them); a part of one is rendered from its segments, as any other.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import lru_cache

from rich.color import Color, ColorType
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

Colour = int
"""0xRRGGBB; or `INDEXED` and the number of a colour of 256; or `NAMED` and one of 16."""
INDEXED, NAMED = 1 << 24, 1 << 25
Cell = tuple[str, Colour, Colour]
"""A character, its colour and its ground."""
_INVERSE = {}
for _pair in ("▘▟", "▝▙", "▖▜", "▗▛", "▀▄", "▌▐", "▚▞", " █"):
    _INVERSE[_pair[0]], _INVERSE[_pair[1]] = _pair[1], _pair[0]


def packed(red: int, green: int, blue: int) -> Colour:
    return red << 16 | green << 8 | blue


def strip(cells: Iterable[Cell], near: int = 0) -> Strip:
    """One row. Colours whose channels differ by at most `near` from those before stay as they were;
    not those of cells of one colour, or an edge would leave a tint on all that follows.

    Gives other threads a turn, because making it is all Python.
    """
    segments: list[Segment] = []
    out: list[str] = []
    text, count, fore, back, most = "", 0, -1, -1, near
    for character, wanted, ground in cells:
        count += 1
        near = 0 if character == " " else most
        if character in _INVERSE and not _same(ground, back, near):
            # What is ground and what is block can be told in two ways: which needs no new colour?
            told = character == " " or _same(wanted, fore, near)
            if _same(ground, fore, near) or (not told and _same(wanted, back, near)):
                character, wanted, ground = _INVERSE[character], ground, wanted
        new_fore = fore if character == " " or _same(wanted, fore, near) else wanted
        new_back = back if character == "█" or _same(ground, back, near) else ground
        if new_fore < 0:
            new_fore = new_back
        if new_back < 0:
            new_back = new_fore
        if (new_fore, new_back) != (fore, back):
            if text:
                segments.append(Segment(text, style(fore, back)))
            changed = [_ansi(new_fore, 38)] if new_fore != fore else []
            if new_back != back:
                changed.append(_ansi(new_back, 48))
            out.append(f"{text}\x1b[{';'.join(changed)}m")
            text, fore, back = "", new_fore, new_back
        text += character
    if text:
        segments.append(Segment(text, style(fore, back)))
        out.append(f"{text}\x1b[0m")
    made = Strip(segments, count)
    made._render_cache = "".join(out)
    time.sleep(0)
    return made


def _same(one: Colour, two: Colour, near: int) -> bool:
    if one == two:
        return True
    return (
        near > 0
        and two >= 0
        and -near <= (one >> 16) - (two >> 16) <= near
        and -near <= (one >> 8 & 255) - (two >> 8 & 255) <= near
        and -near <= (one & 255) - (two & 255) <= near
    )


def style(colour: Colour, ground: Colour) -> Style:
    made = Style.from_color(_rich(colour), _rich(ground))
    made._ansi = f"{_ansi(colour, 38)};{_ansi(ground, 48)}"  # Rich takes ten times as long
    return made


@lru_cache(1 << 13)
def _rich(colour: Colour) -> Color:
    if colour & NAMED:
        return Color("", ColorType.STANDARD, colour & 15)
    if colour & INDEXED:
        return Color("", ColorType.EIGHT_BIT, colour & 255)
    triplet = ColorTriplet(colour >> 16, colour >> 8 & 255, colour & 255)
    return Color("", ColorType.TRUECOLOR, None, triplet)


@lru_cache(1 << 13)
def _ansi(colour: Colour, layer: int) -> str:
    """`layer`: 38 of a character, 48 of its ground."""
    if colour & NAMED:
        number = colour & 15
        return str(layer - 8 + number if number < 8 else layer + 52 + number - 8)
    if colour & INDEXED:
        return f"{layer};5;{colour & 255}"
    return f"{layer};2;{colour >> 16};{colour >> 8 & 255};{colour & 255}"


def blank(width: int, ground: Colour) -> Strip:
    """A row of nothing but ground."""
    return strip([(" ", ground, ground)] * width)
