"""Width and height from a picture's first bytes, read by hand: nothing is decoded to learn them.

A picture of 10 kB can unfold to gigabytes, so its size is looked at before any decoder is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

Size = tuple[int, int]
_ORIENTATION, _FIELDS = 0x0112, 200
"""A field of EXIF, and how many of them are looked at."""


def image_size(data: bytes, kind: str) -> Size | None:
    """(width, height) of `data` as it is shown, whose media type is `kind`; None when the header
    is damaged.

    (0, 0) for an AVIF whose header does not tell.
    """
    match kind:
        case "image/png":
            size = _png(data)
        case "image/jpeg":
            size = _jpeg(data)
        case "image/gif":
            size = _pair(data, 6, 2, "little")
        case "image/webp":
            size = _webp(data)
        case "image/avif":
            return _avif(data)
        case _:
            return None
    return size if size is not None and min(size) > 0 else None


def _pair(data: bytes, at: int, width: int, order: str) -> Size | None:
    """Two numbers of `width` bytes at `at`."""
    if len(data) < at + 2 * width:
        return None
    little = order == "little"
    first, second = data[at : at + width], data[at + width : at + 2 * width]
    if little:
        return int.from_bytes(first, "little"), int.from_bytes(second, "little")
    return int.from_bytes(first, "big"), int.from_bytes(second, "big")


def _png(data: bytes) -> Size | None:
    return _pair(data, 16, 4, "big") if data[12:16] == b"IHDR" else None


def _jpeg(data: bytes) -> Size | None:
    """Walk the segments to the first start-of-frame; entropy-coded data is never reached."""
    at, lies = 2, False
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            size = _pair(data, at + 5, 2, "big")
            return size if size is None or lies else (size[1], size[0])
        elif marker == 0x01 or 0xD0 <= marker <= 0xD8:  # markers without a length
            at += 2
        elif marker in (0xD9, 0xDA):
            return None
        else:
            end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
            if marker == 0xE1 and data[at + 4 : at + 10] == b"Exif\0\0":
                lies = _lies(data[at + 10 : end])
            at = end
    return None


def _lies(exif: bytes) -> bool:
    """Whether a camera that was held upright stored its picture lying on its side."""
    order: Literal["little", "big"] = "little" if exif[:2] == b"II" else "big"
    start = int.from_bytes(exif[4:8], order)
    count = int.from_bytes(exif[start : start + 2], order)
    for at in range(start + 2, start + 2 + 12 * min(count, _FIELDS), 12):
        if int.from_bytes(exif[at : at + 2], order) == _ORIENTATION:
            return 5 <= int.from_bytes(exif[at + 8 : at + 10], order) <= 8
    return False


def _webp(data: bytes) -> Size | None:
    match data[12:16]:
        case b"VP8 " if data[23:26] == b"\x9d\x01\x2a":
            size = _pair(data, 26, 2, "little")
            return None if size is None else (size[0] & 0x3FFF, size[1] & 0x3FFF)
        case b"VP8L" if data[20:21] == b"\x2f" and len(data) >= 25:
            bits = int.from_bytes(data[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            size = _pair(data, 24, 3, "little")
            return None if size is None else (size[0] + 1, size[1] + 1)
        case _:
            return None


def _avif(data: bytes) -> Size:
    """The largest `ispe` property: a grid's own is larger than those of its tiles."""
    sizes = [
        (int.from_bytes(ispe[4:8], "big"), int.from_bytes(ispe[8:12], "big"))
        for meta in _boxes(data, b"meta")
        for properties in _boxes(meta[4:], b"iprp")
        for container in _boxes(properties, b"ipco")
        for ispe in _boxes(container, b"ispe")
        if len(ispe) >= 12
    ]
    return max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))


def _boxes(data: bytes, name: bytes) -> Iterator[bytes]:
    """The contents of the boxes called `name` directly in `data`."""
    at = 0
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        start = at + 8
        if length == 1:
            length, start = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        elif length == 0:
            length = len(data) - at
        if length < start - at:
            return
        if data[at + 4 : at + 8] == name:
            yield data[start : at + length]
        at += length
