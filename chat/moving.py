"""Whether a picture moves, read by hand from its bytes: only its first frame is ever shown."""

from __future__ import annotations

from collections.abc import Iterator

_PNG, _GIF = 8, 13
"""Where the chunks of a PNG begin, and what follows the header of a GIF."""
_STEPS = 200_000
"""Pieces that are looked at: a file may be made of millions of nothing."""


def moves(data: bytes, kind: str) -> bool:
    """Whether `data`, whose media type is `kind`, has more than one frame. Never raises."""
    match kind:
        case "image/gif":
            return _gif(data)
        case "image/webp":
            return data[12:16] == b"VP8X" and bool(data[20:21]) and bool(data[20] & 0x02)
        case "image/png":
            return _png(data)
        case "image/avif":
            return data[8:12] == b"avis"
        case _:
            return False


def _png(data: bytes) -> bool:
    """An animation says so before its pixels begin."""
    at = _PNG
    for _ in range(_STEPS):
        match data[at + 4 : at + 8]:
            case b"acTL":
                return True
            case b"IDAT" | b"":
                return False
            case _:
                at += 12 + int.from_bytes(data[at : at + 4], "big")
    return False


def _gif(data: bytes) -> bool:
    steps = iter(range(_STEPS))
    frames, at = 0, _GIF + (_colours(data[10]) if len(data) >= _GIF else 0)
    while at + 10 < len(data) and frames < 2:
        if data[at] == 0x2C:
            frames += 1
            at = _behind(data, at + 11 + _colours(data[at + 9]), steps)
        elif data[at] == 0x21:
            at = _behind(data, at + 2, steps)
        else:
            break
    return frames > 1


def _colours(flags: int) -> int:
    """Bytes of a table of colours."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _behind(data: bytes, at: int, steps: Iterator[int]) -> int:
    """Where a row of blocks, each with its length before it, ends."""
    for _ in steps:
        if at >= len(data) or not data[at]:
            return at + 1
        at += 1 + data[at]
    return len(data)
