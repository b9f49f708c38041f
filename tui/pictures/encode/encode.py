"""The one entrance: a picture and a request, whatever the mode."""

from __future__ import annotations

from typing import assert_never

from PIL import Image

from tui.pictures.encode.half import half
from tui.pictures.encode.kitty import kitty
from tui.pictures.encode.quadrant import quadrant
from tui.pictures.encode.sixel import sixel
from tui.pictures.encode.value import Encoded, Request


def encode(image: Image.Image, request: Request) -> Encoded:
    """`image` drawn into at most `request.box` cells, its aspect kept. Takes 5 to 150 ms."""
    match request.mode:
        case "kitty":
            return kitty(image, request)
        case "sixel":
            return sixel(image, request)
        case "quadrant":
            return quadrant(image, request)
        case "half":
            return half(image, request)
        case "off":
            return Encoded(request, ())
        case _:
            assert_never(request.mode)
