"""What is learned about a picture while it is made: the seed that is in its file, and how long it
took.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LARGEST = 1 << 12
"""Bytes of a text chunk that is looked at."""
_TOGETHER = 0.5
"""Seconds within which pictures came in one piece."""


def seed_in(data: bytes) -> int | None:
    """The whole number under `seed` in the text chunks of a PNG, where its maker wrote one."""
    for kind, body in _chunks(data):
        if kind in (b"tEXt", b"iTXt") and body.startswith(b"seed\0"):
            text = body[5:] if kind == b"tEXt" else _international(body[5:])
            if text.isdigit() and len(text) <= 20:
                return int(text)
    return None


def with_seed(data: bytes, seed: int | None) -> bytes:
    """A PNG with its seed in it, where its maker told it beside the file; else as it is."""
    if seed is None or not data.startswith(_SIGNATURE) or seed_in(data) is not None:
        return data
    body = b"tEXtseed\0" + str(seed).encode()
    chunk = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    behind = len(_SIGNATURE) + 25
    return data[:behind] + chunk + data[behind:]


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Chunks before the pixels."""
    if not data.startswith(_SIGNATURE):
        return
    at = len(_SIGNATURE)
    while at + 8 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind in (b"IDAT", b"IEND"):
            return
        if length <= _LARGEST:
            yield kind, data[at + 8 : at + 8 + length]
        at += length + 12


def _international(rest: bytes) -> bytes:
    """The text of an `iTXt` chunk behind its keyword: flags, language and translation go first."""
    if len(rest) < 2:
        return b""
    packed, rest = rest[0], rest[2:]
    text = rest.split(b"\0", 2)[-1]
    if not packed:
        return text
    try:
        return zlib.decompressobj().decompress(text, _LARGEST)
    except zlib.error:
        return b""


class Stopwatch:
    """Seconds from the question to the first picture, then from picture to picture."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since = clock()
        self._came = self._since
        self._took = 0.0

    def lap(self) -> float:
        """A picture has come. Those that come together took equally long."""
        now = self._clock()
        if not self._took or now - self._came > _TOGETHER:
            self._took = now - self._since
            self._since = now
        self._came = now
        return round(self._took, 1)
