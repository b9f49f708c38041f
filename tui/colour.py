"""Colour arithmetic on `#rrggbb` strings: contrast as WCAG counts it, mixing, and repair."""

from __future__ import annotations

import re
from collections.abc import Iterable

AA = 4.5
"""The contrast that WCAG AA asks of text."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 20


def is_colour(value: object) -> bool:
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


def luminance(colour: str) -> float:
    """Relative luminance, 0 for black to 1 for white."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def is_dark(ground: str) -> bool:
    """Whether white reads better than black on `ground`."""
    return contrast(ground, "#ffffff") > contrast(ground, "#000000")


def mix(one: str, other: str, share: float) -> str:
    """`share` of `other` in `one`: 0 gives `one`, 1 gives `other`."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def repaired(colour: str, grounds: Iterable[str], wanted: float = AA) -> str:
    """`colour`, moved no further towards black or white than `wanted` on all `grounds` needs."""
    grounds = tuple(grounds)
    pole = max(("#ffffff", "#000000"), key=lambda end: min(contrast(end, g) for g in grounds))
    for step in range(_STEPS + 1):
        moved = mix(colour, pole, step / _STEPS)
        if all(contrast(moved, ground) >= wanted for ground in grounds):
            return moved
    return pole


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
