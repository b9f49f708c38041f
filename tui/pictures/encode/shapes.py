"""Which block divides each cell best, all cells at once: halves, quarters and eighths of a cell.

A cell has two colours, so what a block is worth is how far the means of its two parts are from each
other. The means of a few slices of the cell tell that for every block. Pillow works it out for all
blocks and cells in a few steps, because a step of its own costs more than thousands of numbers.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageMath

DOTS = (8, 8)
"""Dots of a cell that the blocks are made of."""
_FLAT = 18
"""A block that is worth less than this (the sum of its channels' variance) is not drawn."""
_EIGHTHS = 1
"""How much better than a quarter an eighth has to be: an edge that jumps about is seen."""
_FINE = 16
"""Worths are whole numbers of this share of one."""
_PLACES = 32
"""As many as there are blocks, or more: the lowest digit of a worth is the block's."""

_QUARTERS, _HALVES = "▘▝▖▗", "▀▌▚"
GLYPHS = f" {_QUARTERS}{_HALVES}▁▂▃▅▆▇▏▎▍▋▊▉"
"""By number; the first has the ground alone."""
_SIZES = bytes((4, 2, 2, 2, 2, 4, 4, 4, 1, 2, 3, 5, 6, 7, 1, 2, 3, 5, 6, 7))
"""Eighths of the cell that each takes; of the ground as many as divide it without a rest."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """A cell each: `numbers` (L) of GLYPHS, and the colours of block and ground (RGB)."""

    numbers: Image.Image
    fore: Image.Image
    back: Image.Image


def shapes(whole: Image.Image, *, eighths: bool = True) -> Shapes:
    """The best blocks for an RGB image of DOTS a cell; without `eighths` quarters alone."""
    width, height = whole.width // DOTS[0], whole.height // DOTS[1]
    tall = Image.new("L", (whole.width, 3 * whole.height))
    for number, channel in enumerate(whole.split()):
        tall.paste(channel, (0, number * whole.height))
    size = (width, 3 * height)
    mean = tall.reduce(DOTS)
    parts = [_sum(mean, 4), *_quarters(tall, size)]
    if eighths:
        down, across = _slices(tall, size, (1, 8)), _slices(tall, size, (8, 1))
        parts += _growing(down[::-1]) + _growing(across)
    numbers = _best(mean, parts)
    return Shapes(
        Image.frombytes("L", (width, height), numbers), *_colours(mean, parts, numbers * 3)
    )


# -- parts: the three channels above each other, each pixel the sum of the eighths of a cell


def _quarters(tall: Image.Image, size: tuple[int, int]) -> list[Image.Image]:
    quarters = _slices(tall, size, (2, 2))
    singles = [_sum(quarter, 2) for quarter in quarters]
    return singles + [_plus(singles[0], singles[other]) for other in (1, 2, 3)]


def _growing(slices: list[Image.Image]) -> list[Image.Image]:
    """The first, the first two and so on, but not the half, which is there."""
    found = [_sum(slices[0], 1)]
    for each in slices[1:7]:
        found.append(_plus(found[-1], each))
    return found[:3] + found[4:]


def _slices(tall: Image.Image, size: tuple[int, int], each: tuple[int, int]) -> list[Image.Image]:
    """The cells' slices, so many across and down, as an image each."""
    sliced = tall.reduce((DOTS[0] // each[0], DOTS[1] // each[1]))
    found: list[Image.Image] = []
    for y in range(each[1]):
        for x in range(each[0]):
            # The middle of a pixel of the result is where the pixel that is wanted has its own.
            matrix = (each[0], 0, x + 0.5 - each[0] / 2, 0, each[1], y + 0.5 - each[1] / 2)
            found.append(sliced.transform(size, Image.Transform.AFFINE, matrix))
    return found


def _sum(image: Image.Image, times: int) -> Image.Image:
    return ImageMath.lambda_eval(lambda a: a["x"] * times, x=image)


def _plus(one: Image.Image, two: Image.Image) -> Image.Image:
    return ImageMath.lambda_eval(lambda a: a["x"] + a["y"], x=one, y=two)


# -- which is best


def _best(mean: Image.Image, parts: list[Image.Image]) -> bytes:
    """The number of the best block of each cell. In these images a row is a block."""
    count, cells = len(parts), mean.width * mean.height // 3
    whole = {size: _sum(mean, size).tobytes() for size in set(_SIZES)}
    apart = ImageMath.lambda_eval(
        _squared,
        one=_joined([part.tobytes() for part in parts], cells),
        two=_joined([whole[size] for size in _SIZES[:count]], cells),
    )
    worth = ImageMath.lambda_eval(
        lambda a: a["int"](a["mean"] * a["scale"] - a["least"]) * _PLACES + a["place"],
        mean=apart.reduce((1, 3)),
        scale=_rows([3 * _FINE / (size * (8 - size)) for size in _SIZES[:count]], cells),
        least=_rows([-_FLAT * _FINE, *[0] * 7, *[_EIGHTHS * _FINE] * (count - 8)], cells),
        place=_rows([_PLACES - 1 - number for number in range(count)], cells).convert("I"),
    )
    while worth.height > 1:
        half = (worth.height + 1) // 2
        worth = ImageMath.lambda_eval(
            lambda a: a["max"](a["x"], a["y"]),
            x=worth.crop((0, 0, cells, half)),
            y=worth.crop((0, worth.height - half, cells, worth.height)),
        )
    place = ImageMath.lambda_eval(lambda a: _PLACES - 1 - a["x"] % _PLACES, x=worth)
    return place.convert("L").tobytes()


def _squared(of: dict[str, Any]) -> Any:
    apart = of["one"] - of["two"]
    return of["float"](apart * apart)


def _joined(images: list[bytes], cells: int) -> Image.Image:
    return Image.frombytes("I", (cells, 3 * len(images)), b"".join(images))


def _rows(values: Sequence[float], cells: int) -> Image.Image:
    """Each value as a row."""
    column = Image.frombytes("F", (1, len(values)), struct.pack(f"{len(values)}f", *values))
    return column.resize((cells, len(values)), Image.Resampling.NEAREST)


# -- its colours


def _colours(
    mean: Image.Image, parts: list[Image.Image], numbers: bytes
) -> tuple[Image.Image, Image.Image]:
    """The means of both sides."""
    part = parts[0].copy()
    for number in set(numbers):
        mask = numbers.translate(bytes(number) + b"\xff" + bytes(255 - number))
        part.paste(parts[number], mask=Image.frombytes("L", mean.size, mask))
    sizes = _SIZES.ljust(256, b"\0")
    size = Image.frombytes("L", mean.size, numbers.translate(sizes))
    fore = ImageMath.lambda_eval(lambda a: (a["p"] + a["s"] / 2) / a["s"], p=part, s=size)
    rest = ImageMath.lambda_eval(lambda a: a["m"] * 8 - a["p"], m=mean, p=part)
    back = ImageMath.lambda_eval(
        lambda a: (a["r"] + (8 - a["s"]) / 2) / (8 - a["s"]), r=rest, s=size
    )
    return _picture(fore), _picture(back)


def _picture(tall: Image.Image) -> Image.Image:
    plain, (width, height) = tall.convert("L"), (tall.width, tall.height // 3)
    planes = [plain.crop((0, n * height, width, (n + 1) * height)) for n in range(3)]
    return Image.merge("RGB", planes)
