"""What an order for a picture says, in the words of the wire that gets it.

Which parameters a wire takes is a fact of its service; what it does not take is left out and told.
A shape becomes the size that the model draws best.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chat.drawing import NAMES

CANVAS = "guide/canvas"
"""Draws without a key and without a server."""
_AREA, _GRID = 1024 * 1024, 64
"""Pixels of a picture of which only the shape is wished, and of what its sides are multiples."""
_SHAPES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?:^|/)(?:chatgpt|gpt)-image", ("1024x1024", "1536x1024", "1024x1536")),
    (r"(?:^|/)dall-e-3", ("1024x1024", "1792x1024", "1024x1792")),
    (r"(?:^|/)dall-e-2", ("1024x1024",)),
)
"""Models that know a few sizes only."""
_SHAPE = ("size", "aspect")
_BY_MODEL: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?:^|/)(?:chatgpt|gpt)-image", (*_SHAPE, "n", "quality")),
    (r"(?:^|/)dall-e-3", (*_SHAPE, "quality")),
    (r"(?:^|/)dall-e-2", (*_SHAPE, "n")),
    (r"(?:^|/)imagen", (*_SHAPE, "n")),
)
_BY_WIRE: Mapping[str, tuple[str, ...]] = {
    "guide": (*_SHAPE, "n", "seed"),
    "sdwebui": (*_SHAPE, "n", "seed", "negative", "steps"),
    "pollinations": (*_SHAPE, "n", "seed", "negative"),
    "gemini": (*_SHAPE, "seed"),
    "openai": NAMES,
    "amigochat": (),
    "aichats": (),
}
"""A server that speaks as OpenAI does may be any: what it refuses is learned by the wire."""
_NAMED = {"negative": "negative_prompt"}


@dataclass(frozen=True, slots=True)
class Fitted:
    """`parameters` in the wire's names; `left_out` are the names that the wire does not take."""

    parameters: dict[str, Any]
    left_out: tuple[str, ...] = ()


def taken(provider: str, model: str) -> tuple[str, ...]:
    """The names of an order's parameters that this model's wire takes."""
    known = _BY_WIRE.get(provider, ())
    if provider in ("openai", "gemini"):
        known = _first(_BY_MODEL, model) or known
    return known


def fitted(
    provider: str, model: str, wished: Mapping[str, Any], refused: Sequence[str] = ()
) -> Fitted:
    """`wished` (an order's names) for this model; `refused` is what its server is known to."""
    known = taken(provider, model)
    given, out = dict[str, Any](), list[str]()
    for name, value in wished.items():
        wire = _NAMED.get(name, name)
        if name not in known or wire in refused:
            out.append(name)
        elif name != "aspect":
            given[wire] = value
        elif provider == "gemini":
            given["size"] = value
        else:
            given["size"] = sized(value, _first(_SHAPES, model))
    return Fitted(given, tuple(out))


def sized(aspect: str, sizes: Sequence[str] = ()) -> str:
    """Pixels (`1280x832`) of the shape `3:2`: the nearest of `sizes`, else about a megapixel."""
    ratio = _ratio(aspect)
    if sizes:
        return min(sizes, key=lambda size: abs(math.log(_ratio(size) / ratio)))
    wide = round(math.sqrt(_AREA * ratio) / _GRID) * _GRID
    high = round(math.sqrt(_AREA / ratio) / _GRID) * _GRID
    return f"{wide}x{high}"


def _ratio(shape: str) -> float:
    wide, high = re.split("[x:]", shape)
    return int(wide) / int(high)


def _first(rows: Sequence[tuple[str, tuple[str, ...]]], model: str) -> tuple[str, ...]:
    name = model.lower()
    return next((found for pattern, found in rows if re.search(pattern, name)), ())
