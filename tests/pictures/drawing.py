"""What a terminal makes of drawings, as pixels, and how near two pictures are to each other."""

from __future__ import annotations

import base64
import math
import re
import zlib
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageMath, ImageStat
from rich.color import Color
from textual.strip import Strip

from tui.pictures.encode.colours import _SIXTEEN

CELL = (8, 16)
_LOWER, _LEFT = "▁▂▃▄▅▆▇█", "▏▎▍▌▋▊▉"
_QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""By bits: upper left 1, upper right 2, lower left 4, lower right 8."""


def psnr(one: Image.Image, two: Image.Image) -> float:
    """In dB; 99 where they are the same."""
    squares = ImageStat.Stat(ImageChops.difference(one, two)).sum2
    mean = sum(squares) / (one.width * one.height * 3)
    return 99.0 if not mean else 10 * math.log10(255 * 255 / mean)


def ssim(one: Image.Image, two: Image.Image, window: int = 8) -> float:
    """Structural similarity of their greys, the mean of all windows of 8 by 8 pixels, half a
    window apart."""
    left, right = (image.convert("L").convert("F") for image in (one, two))
    total = 0.0
    for start in ((0, 0), (4, 0), (0, 4), (4, 4)):
        wide, high = ((left.size[way] - start[way]) // window for way in (0, 1))
        box = (*start, start[0] + wide * window, start[1] + high * window)

        def mean(image: Image.Image, box: tuple[int, ...] = box) -> Image.Image:
            size = ((box[2] - box[0]) // window, (box[3] - box[1]) // window)
            return image.resize(size, Image.Resampling.BOX, box=box)

        values = ImageMath.lambda_eval(
            _similar,
            a=mean(left),
            b=mean(right),
            aa=mean(_times(left, left)),
            bb=mean(_times(right, right)),
            ab=mean(_times(left, right)),
        )
        value = values.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
        assert isinstance(value, float)
        total += value
    return total / 4


def _times(one: Image.Image, two: Image.Image) -> Image.Image:
    return ImageMath.lambda_eval(lambda of: of["x"] * of["y"], x=one, y=two)


def _similar(of: dict[str, Image.Image]) -> object:
    a, b = of["a"], of["b"]
    both, first, second = of["ab"] - a * b, of["aa"] - a * a, of["bb"] - b * b
    return ((2 * a * b + 6.5025) * (2 * both + 58.5225)) / (
        (a * a + b * b + 6.5025) * (first + second + 58.5225)
    )


def painted(strips: Sequence[Strip]) -> Image.Image:
    """What a terminal with cells of 8 by 16 pixels draws of blocks."""
    wide, high = CELL
    image = Image.new("RGB", (wide * strips[0].cell_length, high * len(strips)))
    for y, strip in enumerate(strips):
        x = 0
        for segment in strip:
            assert segment.style is not None
            fore, back = _rgb(segment.style.color), _rgb(segment.style.bgcolor)
            for character in segment.text:
                image.paste(back, (wide * x, high * y, wide * x + wide, high * y + high))
                image.paste(fore, (wide * x, high * y), _block(character))
                x += 1
    return image


def _rgb(colour: Color | None) -> tuple[int, int, int]:
    assert colour is not None
    if colour.number is not None and colour.number < 16:
        return _SIXTEEN[colour.number]
    return tuple(colour.get_truecolor())  # type: ignore[return-value]


def _block(character: str) -> Image.Image:
    wide, high = CELL
    mask = Image.new("1", CELL)
    if character in _QUARTERS:
        for bit in (bit for bit in range(4) if _QUARTERS.index(character) >> bit & 1):
            x, y = bit % 2 * wide // 2, bit // 2 * high // 2
            mask.paste(1, (x, y, x + wide // 2, y + high // 2))
    elif character in _LOWER:
        mask.paste(1, (0, high - (_LOWER.index(character) + 1) * high // 8, wide, high))
    else:
        mask.paste(1, (0, 0, (_LEFT.index(character) + 1) * wide // 8, high))
    return mask


def from_kitty(payload: str) -> tuple[dict[str, str], Image.Image]:
    chunks = re.findall("\x1b_G([^;]*);([^\x1b]*)\x1b\\\\", payload)
    assert "".join(f"\x1b_G{head};{data}\x1b\\" for head, data in chunks) == payload
    assert all(len(data) <= 4096 for _, data in chunks)
    assert [head.rpartition("m=")[2] for head, _ in chunks] == ["1"] * (len(chunks) - 1) + ["0"]
    head = dict(pair.split("=") for pair in chunks[0][0].split(","))
    data = zlib.decompress(base64.b64decode("".join(data for _, data in chunks)))
    return head, Image.frombytes("RGB", (int(head["s"]), int(head["v"])), data)


def from_sixel(payload: str) -> Image.Image:
    """A plain reading of the format."""
    match = re.fullmatch(r'\x1bP0;1;0q"1;1;(\d+);(\d+)(.*)\x1b\\', payload, re.DOTALL)
    assert match is not None
    image = Image.new("RGB", (int(match[1]), int(match[2])), (255, 0, 255))
    colours: dict[int, tuple[int, ...]] = {}
    x = y = 0
    colour: tuple[int, ...] = ()
    token = r"#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)(.)|([$-])|(.)"
    for one in re.finditer(token, match[3]):
        if one[1]:
            colours[int(one[1])] = tuple(round(int(one[at]) * 2.55) for at in (2, 3, 4))
        elif one[5]:
            colour = colours[int(one[5])]
        elif one[8]:
            x, y = 0, y + 6 * (one[8] == "-")
        else:
            count, character = (int(one[6]), one[7]) if one[6] else (1, one[9])
            bits = ord(character) - 63
            assert 0 <= bits < 64
            for row in (row for row in range(6) if bits >> row & 1):
                image.paste(colour, (x, y + row, x + count, y + row + 1))  # type: ignore[arg-type]
            x += count
    return image
