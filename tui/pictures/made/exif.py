"""The two fields of EXIF where other tools keep a prompt: written and read without a library."""

from __future__ import annotations

import struct
from collections.abc import Iterator

DESCRIPTION, SOFTWARE, MORE, COMMENT = 0x010E, 0x0131, 0x8769, 0x9286
_SHOWN = {DESCRIPTION: "Description", SOFTWARE: "Software", COMMENT: "parameters"}
_BYTE, _ASCII, _LONG, _ANY = 1, 2, 4, 7
_ENTRIES = 200
_LONGEST = 1 << 20
_OURS = b"UNICODE\0"


def block(description: str, software: str, comment: str) -> bytes:
    """A big-endian TIFF of one directory and the one behind it."""
    said = _OURS + comment.encode("utf-16-be", "replace")
    first = [
        (DESCRIPTION, _ASCII, description.encode("utf-8", "replace") + b"\0"),
        (SOFTWARE, _ASCII, software.encode("utf-8", "replace") + b"\0"),
    ]
    head = 8
    texts = [value for _, _, value in first]
    table = 2 + 12 * (len(first) + 1) + 4
    at = head + table
    entries = b""
    for tag, kind, value in first:
        entries += _entry(tag, kind, value, at)
        at += _even(len(value))
    entries += struct.pack(">HHII", MORE, _LONG, 1, at)
    body = b"".join(value.ljust(_even(len(value)), b"\0") for value in texts)
    second = struct.pack(">H", 1) + _entry(COMMENT, _ANY, said, at + 18) + b"\0\0\0\0" + said
    directory = struct.pack(">H", len(first) + 1) + entries + b"\0\0\0\0"
    return b"MM\0*" + struct.pack(">I", head) + directory + body + second


def read(data: bytes) -> dict[str, str]:
    """What its fields say, by the names that other formats have for them. Never raises."""
    data = data.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        return {}
    found: dict[str, str] = {}
    directories = [struct.unpack(order + "I", data[4:8])[0]]
    for at in directories:  # grows once, by the one directory that is asked for
        for tag, kind, count, value in _fields(data, at, order):
            if tag == MORE and len(directories) == 1:
                directories.append(struct.unpack(order + "I", value)[0])
            elif tag in _SHOWN and kind in (_BYTE, _ASCII, _ANY) and count <= _LONGEST:
                text = _text(_value(data, count, value, order), order)
                if text:
                    found.setdefault(_SHOWN[tag], text)
    return found


def _entry(tag: int, kind: int, value: bytes, at: int) -> bytes:
    if len(value) <= 4:
        return struct.pack(">HHI", tag, kind, len(value)) + value.ljust(4, b"\0")
    return struct.pack(">HHII", tag, kind, len(value), at)


def _even(length: int) -> int:
    return length + length % 2


def _fields(data: bytes, at: int, order: str) -> Iterator[tuple[int, int, int, bytes]]:
    """Tag, type, count, and the four bytes of the value or its place."""
    if at + 2 > len(data):
        return
    count = min(struct.unpack(order + "H", data[at : at + 2])[0], _ENTRIES)
    for start in range(at + 2, at + 2 + 12 * count, 12):
        if start + 12 > len(data):
            return
        tag, kind, number = struct.unpack(order + "HHI", data[start : start + 8])
        yield tag, kind, number, data[start + 8 : start + 12]


def _value(data: bytes, count: int, value: bytes, order: str) -> bytes:
    if count <= 4:
        return value[:count]
    at = struct.unpack(order + "I", value)[0]
    return data[at : at + count]


def _text(value: bytes, order: str) -> str:
    if value.startswith(_OURS):
        rest = value[len(_OURS) :]
        # Some write it in the order of the file, some always with the high byte first.
        little = rest[1:2] == b"\0" or (order == "<" and rest[:1] != b"\0")
        return rest.decode("utf-16-le" if little else "utf-16-be", "replace").rstrip("\0")
    return value.removeprefix(b"ASCII\0\0\0").rstrip(b"\0").decode("utf-8", "replace").strip()
