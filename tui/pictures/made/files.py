"""The places for texts in JPEG, WebP, GIF and AVIF: put in between what is there, nothing encoded
again. A format that has such a text already keeps it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from chat.image_size import image_size

_EXIF, _XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""XMP in a file of boxes."""
_SEGMENT = 65_533
"""Bytes that a segment of a JPEG holds."""
_LONGEST = 1 << 20
_GIF_HEAD = 13


@dataclass(frozen=True, slots=True)
class Blocks:
    """What a file carries beside its pixels; empty for what it has not."""

    exif: bytes = b""
    xmp: bytes = b""
    comment: bytes = b""

    def fit(self) -> bool:
        """Whether a JPEG takes them."""
        return max(len(_EXIF + self.exif), len(_XMP + self.xmp), len(self.comment)) <= _SEGMENT


# -- JPEG


def put_jpeg(data: bytes, blocks: Blocks) -> bytes:
    there, at = read_jpeg(data), 2
    for start, marker, body in _segments(data):
        if marker == 0xE0 or (marker == 0xE1 and body.startswith(_EXIF)):
            at = start + 4 + len(body)
        else:
            break
    new = b""
    if not there.exif:
        new += _segment(0xE1, _EXIF + blocks.exif)
    new += _segment(0xFE, blocks.comment) if there.xmp else _segment(0xE1, _XMP + blocks.xmp)
    return data[:at] + new + data[at:]


def read_jpeg(data: bytes) -> Blocks:
    exif = xmp = comment = b""
    for _, marker, body in _segments(data):
        if marker == 0xE1 and body.startswith(_EXIF):
            exif = exif or body[len(_EXIF) :]
        elif marker == 0xE1 and body.startswith(_XMP):
            xmp = xmp or body[len(_XMP) :]
        elif marker == 0xFE:
            comment = comment or body
    return Blocks(exif, xmp, comment)


def _segments(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Place, marker and body of each segment before the pixels."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and 0xC0 <= data[at + 1] < 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xDA or length < 2 or at + 2 + length > len(data):
            return
        yield at, marker, data[at + 4 : at + 2 + length]
        at += 2 + length


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


# -- WebP


def put_webp(data: bytes, blocks: Blocks) -> bytes:
    chunks = list(_riff(data))
    size = image_size(data, "image/webp")
    if not chunks or size is None or chunks[0] == (b"VP8X", b""):
        return data
    names = [name for name, _ in chunks]
    new = [
        (name, body)
        for name, body in ((b"EXIF", blocks.exif), (b"XMP ", blocks.xmp))
        if name not in names
    ]
    flags = sum(0x08 if name == b"EXIF" else 0x04 for name, _ in new)
    first, body = chunks[0]
    if first == b"VP8X":
        chunks[0] = (first, bytes([body[0] | flags]) + body[1:])
    else:
        alpha = first == b"VP8L" and len(body) >= 5 and body[4] & 0x10
        head = bytes([flags | (0x10 if alpha else 0), 0, 0, 0])
        width, height = (side - 1 for side in size)
        chunks.insert(
            0, (b"VP8X", head + width.to_bytes(3, "little") + height.to_bytes(3, "little"))
        )
    whole = b"WEBP" + b"".join(_piece(name, body) for name, body in (*chunks, *new))
    return b"RIFF" + len(whole).to_bytes(4, "little") + whole


def read_webp(data: bytes) -> Blocks:
    found: dict[bytes, bytes] = {}
    for name, body in _riff(data):
        found.setdefault(name, body)
    return Blocks(found.get(b"EXIF", b""), found.get(b"XMP ", b""))


def _riff(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, end = 12, min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at + 8 <= end:
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + length > end:
            return
        yield data[at : at + 4], data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _piece(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


# -- GIF


def put_gif(data: bytes, blocks: Blocks) -> bytes:
    at = _gif_start(data)
    if at > len(data):
        return data
    pieces = (blocks.comment[start : start + 255] for start in range(0, len(blocks.comment), 255))
    comment = b"".join(bytes([len(piece)]) + piece for piece in pieces)
    return b"GIF89a" + data[6:at] + b"\x21\xfe" + comment + b"\0" + data[at:]


def read_gif(data: bytes) -> Blocks:
    """The comment before the first picture."""
    at = _gif_start(data)
    while data[at : at + 1] == b"\x21" and at + 2 < len(data):
        kind, at = data[at + 1], at + 2
        pieces: list[bytes] = []
        while at < len(data) and (length := data[at]):
            pieces.append(data[at + 1 : at + 1 + length])
            at += 1 + length
        at += 1
        if kind == 0xFE:
            return Blocks(comment=b"".join(pieces)[:_LONGEST])
    return Blocks()


def _gif_start(data: bytes) -> int:
    """Where its blocks begin: behind the header and its colours."""
    flags = data[10] if len(data) >= _GIF_HEAD else 0
    return _GIF_HEAD + (3 << (flags & 7) + 1 if flags & 0x80 else 0)


# -- AVIF


def put_avif(data: bytes, blocks: Blocks) -> bytes:
    """At the end, in a box that every reader may skip: nothing in the file moves."""
    boxes = list(_boxes(data))
    if not boxes or boxes[-1][1] != len(data) or any(name == b"uuid" for name, _, _ in boxes):
        return data
    body = b"uuid" + _UUID + blocks.xmp
    return data + struct.pack(">I", len(body) + 4) + body


def read_avif(data: bytes) -> Blocks:
    for name, end, start in _boxes(data):
        if name == b"uuid" and data[start : start + 16] == _UUID:
            return Blocks(xmp=data[start + 16 : end][:_LONGEST])
    return Blocks()


def _boxes(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name, end and start of the contents of each whole box; one that is open has none after it."""
    at = 0
    while at + 8 <= len(data):
        length, start = int.from_bytes(data[at : at + 4], "big"), at + 8
        if length == 1:
            length, start = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        if length < start - at or at + length > len(data):
            return
        yield data[at + 4 : at + 8], at + length, start
        at += length
