"""Text chunks of a PNG, put in between others and read back; what unfolds is bounded."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LONGEST = 1 << 20
"""Bytes of one text, unfolded."""
_ALL = 4 * LONGEST
_MOST = 64
"""Texts that are read."""


def put(data: bytes, texts: Mapping[str, str]) -> bytes:
    """With `texts` behind the header, but for those whose key is there already."""
    if not data.startswith(SIGNATURE) or data[12:16] != b"IHDR":
        return data
    there = {key for kind, body in _chunks(data) if (key := _key(kind, body))}
    end = 8 + 12 + int.from_bytes(data[8:12], "big")
    new = b"".join(_chunk(key, text) for key, text in texts.items() if key not in there)
    return b"".join((data[:end], new, data[end:])) if new else data


def read(data: bytes) -> tuple[dict[str, str], bytes]:
    """Its texts by their keys, and its EXIF."""
    found: dict[str, str] = {}
    exif, left = b"", _ALL
    for kind, body in _chunks(data):
        if kind == b"eXIf":
            exif = bytes(body[:LONGEST])
        key = _key(kind, body)
        if not key or key in found or len(found) >= _MOST or left <= 0:
            continue
        text = _text(kind, body[len(key) + 1 :], min(LONGEST, left))
        if text is not None:
            left -= len(text)
            found[key] = text
    return found, exif


def _chunks(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Kind and body of every whole chunk."""
    at, whole = len(SIGNATURE), memoryview(data)
    while at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at : at + 4], "big")
        if end + 4 > len(data):
            return
        yield data[at + 4 : at + 8], whole[at + 8 : end]
        at = end + 4


def _key(kind: bytes, body: memoryview) -> str:
    """The key of a text chunk; nothing for every other."""
    if kind not in (b"tEXt", b"zTXt", b"iTXt"):
        return ""
    name, end, _ = bytes(body[:80]).partition(b"\0")
    return name.decode("latin-1") if end else ""


def _text(kind: bytes, rest: memoryview, limit: int) -> str | None:
    """What stands behind the key, at most `limit` bytes of it; None where it is damaged."""
    if kind == b"tEXt":
        return bytes(rest[:limit]).decode("latin-1")
    if kind == b"zTXt":
        unfolded = _unfolded(rest[1:], limit)
        return None if unfolded is None else unfolded.decode("latin-1")
    folded = rest[:1] == b"\1"
    _, first, after = bytes(rest[2 : 2 + 2000]).partition(b"\0")  # a language, then the key in it
    translated, second, _ = after.partition(b"\0")
    if not first or not second:
        return None
    start = 2 + (min(len(rest) - 2, 2000) - len(after)) + len(translated) + 1
    body = _unfolded(rest[start:], limit) if folded else bytes(rest[start : start + limit])
    return None if body is None else body.decode("utf-8", "replace")


def _unfolded(data: memoryview, limit: int) -> bytes | None:
    """A few bytes can unfold to gigabytes: no more than `limit` are made."""
    try:
        return zlib.decompressobj().decompress(data, limit)
    except zlib.error:
        return None


def _chunk(key: str, text: str) -> bytes:
    value = text.replace("\0", "").encode("utf-8", "replace")
    body = b"iTXt" + key.encode("latin-1") + b"\0\0\0\0\0" + value
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
