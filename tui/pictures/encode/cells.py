"""Rows of coloured cells as strips; equal neighbours share one segment, equal colours one style."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import lru_cache

from rich.color import Color, ColorType
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

Colour = tuple[int, int, int]
Cell = tuple[str, Colour, Colour]
"""A character, its colour and its ground."""


def strip(cells: Iterable[Cell]) -> Strip:
    """One row. Gives other threads a turn, because making it is all Python."""
    segments: list[Segment] = []
    text, count, last = "", 0, None
    for character, colour, ground in cells:
        count += 1
        key = (colour, ground)
        if key == last:
            text += character
            continue
        if last is not None:
            segments.append(Segment(text, style(*last)))
        text, last = character, key
    if last is not None:
        segments.append(Segment(text, style(*last)))
    time.sleep(0)
    return Strip(segments, count)


@lru_cache(4096)
def style(colour: Colour, ground: Colour) -> Style:
    return Style.from_color(_rich(colour), _rich(ground))


def _rich(colour: Colour) -> Color:
    return Color("", ColorType.TRUECOLOR, None, ColorTriplet(*colour))


def blank(width: int, ground: Colour) -> Strip:
    """A row of nothing but ground."""
    return Strip([Segment(" " * width, style(ground, ground))], width)
