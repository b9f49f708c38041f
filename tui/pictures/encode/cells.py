"""Rows of coloured cells as strips, with what a terminal is sent for them as short as can be.

A row that is shown whole says of each cell only the colours that change (a third less than all of
them); a part of one is rendered from its segments, as that of any strip.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import lru_cache
from itertools import starmap

from rich.color import Color, ColorType
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style

from tui.pictures.encode.row import Row

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


def strip(cells: Iterable[Cell], near: int = 0) -> Row:
    """One row. Colours whose channels differ by at most `near` from those before stay as they were;
    not those of cells of one colour, or an edge would leave a tint on all that follows.

    Gives other threads a turn, because making it is all Python.
    """
    pieces: list[tuple[str, Colour, Colour]] = []
    out: list[str] = []
    text, count, fore, back = "", 0, -1, -1
    for character, wanted, ground in cells:
        count += 1
        # Whether the terminal has been told each of both.
        if character == " ":
            told, laid = fore >= 0, ground == back
            wanted = ground
            if told and not laid and ground == fore:
                character, laid = "█", True
        else:
            told = wanted == fore or _near(wanted, fore, near)
            laid = ground == back or _near(ground, back, near)
            if not laid and character in _INVERSE:
                # What is ground and what is block can be told in two ways.
                other = ground == fore or _near(ground, fore, near)
                if other or not told:
                    under = wanted == back or _near(wanted, back, near)
                    if other or under:
                        character, wanted, ground = _INVERSE[character], ground, wanted
                        told, laid = other, under
        if not (told and laid):
            if text:
                pieces.append((text, fore, back))
                out.append(text)
                text = ""
            if told:
                back = ground
                out.append(f"\x1b[{_ansi(back, 48)}m")
            elif laid:
                fore = wanted
                out.append(f"\x1b[{_ansi(fore, 38)}m")
            else:
                fore, back = wanted, ground
                out.append(f"\x1b[{_ansi(fore, 38)};{_ansi(back, 48)}m")
        text += character
    if text:
        pieces.append((text, fore, back))
        out.append(f"{text}\x1b[0m")
    time.sleep(0)
    return Row("".join(out), count, lambda: starmap(_segment, pieces))


def _segment(text: str, colour: Colour, ground: Colour) -> Segment:
    return Segment(text, style(colour, ground))


def _near(one: Colour, two: Colour, most: int) -> bool:
    return (
        most > 0
        and two >= 0
        and -most <= (one >> 16) - (two >> 16) <= most
        and -most <= (one >> 8 & 255) - (two >> 8 & 255) <= most
        and -most <= (one & 255) - (two & 255) <= most
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
    if colour < INDEXED:
        return f"{layer};2;{colour >> 16};{colour >> 8 & 255};{colour & 255}"
    if colour & NAMED:
        number = colour & 15
        return str(layer - 8 + number if number < 8 else layer + 52 + number - 8)
    return f"{layer};5;{colour & 255}"


def blank(width: int, ground: Colour) -> Row:
    """A row of nothing but ground."""
    return strip([(" ", ground, ground)] * width)
