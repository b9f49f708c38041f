"""The bands of a sixel: six rows of pixels, in which every colour that is there has its own line.

What is done for each pixel is done in C, by Pillow and `bytes`: Python takes five times as long. A
key tells a colour, a place, and which pixels there have the colour; sorted, keys are in the order
in which they are sent. What is sent for them is looked up as colours are, a plane a character.
"""

from __future__ import annotations

import re
import sys
import time
from array import array
from collections.abc import Callable, Iterable, Iterator

from PIL import Image, ImageChops, ImageMath

BAND = 6
WIDEST = 8192
_SLAB = 64
"""Bands that are done at once: a moment, for the other threads."""
_BASE = 255
"""Of a place: no byte of a key is 0, which stands for a pixel without one."""
_FIRST = _BASE + 1
"""The place of the first pixel of a line."""
_MARK = 64
"""Is added to the upper bits of a colour, for the same reason, until keys are made."""
_RUN = re.compile(rb"([@-~])\1{3,}")
_CLOSE = 1.7
"""Where so few characters are sent for a key, most lie side by side and many are the same."""

Table = list[int]
"""What becomes of each value of a pixel."""


def bands(image: Image.Image) -> Iterator[str]:
    """What is sent for the pixels of an image in mode P, at most WIDEST wide; in pieces."""
    width, data = image.width, image.tobytes()
    step, mark = _SLAB * BAND * width, slice(1, None)
    for start in range(0, len(data), step):
        yield _told(_keys(data[start : start + step], width))[mark].decode("ascii")
        mark = slice(None)
        time.sleep(0)


def _table(value: Callable[[int], int]) -> Table:
    return [value(number) for number in range(256)]


def _digits(text: Callable[[int], str], length: int) -> list[Table]:
    """A table for each character of what is said of a value, at the right; 0 where there is
    none."""
    told = [text(number).encode().rjust(length, b"\0") for number in range(256)]
    return [[each[place] for each in told] for place in range(length)]


# -- keys

_EQUAL = [_table(lambda value, row=row: 0 if value else 1 << row) for row in range(BAND)]
_NONE = _table(lambda value: 0 if value else 255)
_SOME = _table(lambda value: 255 if value else 0)
_LOWER = _table(lambda colour: (colour & 3) << 6)
_UPPER = _table(lambda colour: _MARK | colour >> 2)
_UNMARKED = bytes(_table(lambda value: value % _MARK))


def _keys(data: bytes, width: int) -> Iterator[list[int]]:
    """Of each band, sorted. From the lowest: 8 bits of pixels, 14 of place, 8 of colour."""
    missing = -(len(data) // width) % BAND
    data += data[-width:] * missing
    size = (width, len(data) // width)
    columns, again = _columns(data, width)
    own = Image.frombytes("L", size, again).point(_NONE)
    colours = Image.frombytes("L", size, data)
    place = [
        Image.frombytes("L", (width, 1), bytes(part)).resize(size, Image.Resampling.NEAREST)
        for part in zip(*[(x % _BASE + 1, x // _BASE + 1) for x in range(width)], strict=True)
    ]
    parts = (
        Image.frombytes("L", size, columns),
        place[0],
        ImageChops.add(colours.point(_LOWER), place[1]),
        colours.point(_UPPER),
    )
    lengths: list[int] = []
    planes: list[Image.Image] = []
    for part, table in zip(parts, (None, None, None, _UNMARKED), strict=True):
        every = ImageChops.darker(part, own).tobytes()
        step = BAND * width
        kept = [
            every[start : start + step].translate(table, b"\0")
            for start in range(0, len(every), step)
        ]
        lengths = [len(band) for band in kept]
        if not planes and missing:
            kept[-1] = kept[-1].translate(bytes(_table(lambda n: n & (1 << BAND - missing) - 1)))
        planes.append(Image.frombytes("L", (sum(lengths), 1), b"".join(kept)))
    keys = array("I", Image.merge("RGBA", planes).tobytes())
    if sys.byteorder == "big":
        keys.byteswap()
    start = 0
    for length in lengths:
        yield sorted(keys[start : start + length].tolist())
        start += length


def _columns(data: bytes, width: int) -> tuple[bytes, bytes]:
    """For each pixel which of its column and band have its colour, as bits, and whether one above
    it has, as not 0."""
    size = (width, len(data) // width // BAND)
    rows = [
        Image.frombytes("L", size, b"".join(_every(data, row * width, BAND * width, width)))
        for row in range(BAND)
    ]
    columns = [Image.new("L", size, 1 << row) for row in range(BAND)]
    again = [Image.new("L", size) for _ in rows]
    for row in range(BAND):
        for below in range(row + 1, BAND):
            same = ImageChops.difference(rows[row], rows[below]).point(_EQUAL[below])
            columns[row] = ImageChops.add(columns[row], same)
            again[below] = ImageChops.lighter(again[below], same)
    return _woven(columns), _woven(again)


def _every(data: bytes, start: int, step: int, length: int) -> list[bytes]:
    return [data[at : at + length] for at in range(start, len(data), step)]


def _woven(rows: Iterable[Image.Image]) -> bytes:
    """The first rows of all, then their second ones, and so on."""
    parts = [_every(image.tobytes(), 0, image.width, image.width) for image in rows]
    return b"".join([row for band in zip(*parts, strict=True) for row in band])


# -- what is sent for them

_COLOUR = _digits(lambda colour: f"$#{colour}", 5)
_THOUSANDS = _digits(lambda hundreds: str(hundreds) if hundreds else "", 2)
_FAR = 100
"""A gap of hundreds has this added to what is left."""
_GAP = _digits(
    lambda gap: "?" * gap if gap < 4 else f"!{gap}?" if gap < _FAR else f"!{gap % _FAR:02}?", 4
)
_PIXELS = _table(lambda pixels: 63 + pixels if pixels else ord("-"))


def _told(keys: Iterable[list[int]]) -> bytes:
    """With a mark before each band."""
    numbers = array("I")
    for band in keys:
        numbers.append((band[0] >> 22 ^ 1) << 22)  # of another colour, and without pixels
        numbers.fromlist(band)
    if sys.byteorder == "big":
        numbers.byteswap()
    planes = Image.frombytes("RGBA", (len(numbers), 1), numbers.tobytes()).split()
    pixels, colour = planes[0], _colour(planes[2], planes[3])
    change = ImageChops.difference(colour, _before(colour)).point(_SOME)
    change = ImageChops.darker(change, pixels.point(_SOME))
    hundreds, rest = _gap(planes[1], planes[2], change)
    fields = [ImageChops.darker(colour.point(table), change) for table in _COLOUR]
    fields.append(rest.point(_GAP[0]))
    fields += [hundreds.point(table) for table in _THOUSANDS]
    fields += [rest.point(table) for table in _GAP[1:]]
    fields.append(pixels.point(_PIXELS))
    woven = bytearray(len(fields) * len(numbers))
    for place, field in enumerate(fields):
        woven[place :: len(fields)] = field.tobytes()
    told = bytes(woven.translate(None, b"\0").replace(b"-$", b"-"))
    return _RUN.sub(_counted, told) if len(told) < _CLOSE * len(numbers) else told


def _counted(run: re.Match[bytes]) -> bytes:
    return b"!%d%c" % (len(run[0]), run[0][0])


def _before(image: Image.Image) -> Image.Image:
    """For each key that of the one before."""
    return ImageChops.offset(image, 1, 0)


_TIMES_4 = _table(lambda upper: upper << 2 & 255)
_BY_64 = _table(lambda lower: lower >> 6)
_PLACE = _table(lambda lower: lower & 63)
_FARS = _table(lambda hundreds: _FAR if hundreds else 0)


def _colour(lower: Image.Image, upper: Image.Image) -> Image.Image:
    return ImageChops.add(upper.point(_TIMES_4), lower.point(_BY_64))


def _gap(
    low: Image.Image, high: Image.Image, change: Image.Image
) -> tuple[Image.Image, Image.Image]:
    """How many pixels lie between each key and the one before, or the left edge: hundreds, and
    what is left."""
    place = ImageMath.lambda_eval(
        lambda a: a["low"] + a["high"] * _BASE, low=low, high=high.point(_PLACE)
    )
    before = _before(place)
    before.paste(_FIRST - 1, mask=change)
    gap = ImageMath.lambda_eval(lambda a: a["place"] - a["before"] - 1, place=place, before=before)
    hundreds = ImageMath.lambda_eval(lambda a: a["gap"] / 100, gap=gap)
    rest = ImageMath.lambda_eval(
        lambda a: a["gap"] - a["hundreds"] * 100, gap=gap, hundreds=hundreds
    )
    many = hundreds.convert("L")
    return many, ImageChops.add(rest.convert("L"), many.point(_FARS))
