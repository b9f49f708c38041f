"""An order for pictures as it is typed: `/image 3:2 n=4 seed=7 a boat at night`.

The question is stored as the order, so that history, the queue, editing and asking again have the
parameters without a place of their own; the model is sent the prompt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

_COMMAND = re.compile(r"/image(?=\s|\Z)\s*")
_PIECE = re.compile(
    r"""(?:(?P<end>--)|(?P<name>[a-z_]{1,20})=(?P<value>"[^"]*"|\S*)"""
    r"""|(?P<ratio>\d{1,2}:\d{1,2})|(?P<size>\d{2,5}[x×]\d{2,5}))(?=\s|\Z)\s*"""
)
_SIZE = re.compile(r"(\d{1,5})[x×](\d{1,5})", re.IGNORECASE)
_ASPECT = re.compile(r"(\d{1,2}):(\d{1,2})")

RATIOS = ("1:1", "3:2", "2:3", "4:3", "3:4", "16:9", "9:16", "5:4", "4:5", "21:9", "2:1", "1:2")
"""What is an aspect without saying so: other numbers with a colon may be a time."""
QUALITIES = ("low", "medium", "high", "auto", "standard", "hd")
MOST, SIDES, SEEDS, STEPS = 10, (64, 4096), 2**32 - 1, 150


class OrderError(ValueError):
    """A parameter that makes no sense; its text is the sentence for a person."""


@dataclass(frozen=True, slots=True)
class Order:
    """A prompt with its parameters, checked: numbers are numbers."""

    prompt: str
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    model: str = ""
    """`endpoint/model` or a bare name; empty for the one that drew last."""

    def __str__(self) -> str:
        """As one would type it."""
        model = {"model": self.model} if self.model else {}
        pieces = [_written(name, value) for name, value in (model | dict(self.parameters)).items()]
        if _PIECE.match(self.prompt):
            pieces.append("--")
        return " ".join(filter(None, ("/image", *pieces, self.prompt)))


def order(text: str) -> Order | None:
    """What `text` orders; None for what is no order. Raises `OrderError`."""
    begun = _COMMAND.match(text)
    if begun is None:
        return None
    at, found = begun.end(), dict[str, Any]()
    while (piece := _PIECE.match(text, at)) is not None:
        name, value = _named(piece)
        if not name and not piece["end"]:
            break
        at = piece.end()
        if not name:
            break
        if name in found:
            raise OrderError(f"{name} is given twice.")
        found[name] = _checked(name, value)
    if "size" in found and "aspect" in found:
        raise OrderError("size and aspect cannot both be given.")
    model = found.pop("model", "")
    return Order(text[at:].strip(), found, model)


def begun(before: str) -> str | None:
    """The parameter that is being typed at the end of `before`; None where the prompt has begun."""
    command = _COMMAND.match(before)
    if command is None or not before[command.end() - 1].isspace():
        return None
    at = command.end()
    while (piece := _PIECE.match(before, at)) is not None and before[piece.end() - 1].isspace():
        if piece["end"] or not _named(piece)[0]:
            return None
        at = piece.end()
    rest = before[at:]
    return None if any(char.isspace() for char in rest) else rest


def stored(text: str) -> Order | None:
    """The order that a stored question is; None for every other question."""
    try:
        found = order(text)
    except OrderError:
        return None
    return found if found is not None and found.prompt else None


def prompt_of(text: str) -> str:
    """What a question says to a model: of an order only its prompt."""
    found = stored(text) if text.startswith("/") else None
    return text if found is None else found.prompt


def together(set_before: Mapping[str, Any], ordered: Mapping[str, Any]) -> dict[str, Any]:
    """What an order says, and what was set for all pictures of its conversation."""
    shaped = "size" in ordered or "aspect" in ordered
    kept = {
        name: value
        for name, value in set_before.items()
        if name in NAMES and not (shaped and name in ("size", "aspect"))
    }
    return kept | dict(ordered)


def _named(piece: re.Match[str]) -> tuple[str, str]:
    """Name and value; without a name for what ends the parameters, or is the prompt's own."""
    if piece["name"]:
        return piece["name"], piece["value"].strip('"')
    if piece["size"]:
        return "size", piece["size"]
    return ("aspect", piece["ratio"]) if piece["ratio"] in RATIOS else ("", "")


def _checked(name: str, value: str) -> Any:
    check = CHECKS.get(name)
    if check is None:
        raise OrderError(
            f"There is no parameter {name}; there are {', '.join(CHECKS)}. -- begins the prompt."
        )
    return check(name, value)


def _whole(low: int, high: int) -> Callable[[str, str], int]:
    def check(name: str, value: str) -> int:
        if not (value.isascii() and value.isdigit() and low <= int(value[:12]) <= high):
            raise OrderError(f"{name} must be {low} to {high}.")
        return int(value)

    return check


def _size(name: str, value: str) -> str:
    low, high = SIDES
    found = _SIZE.fullmatch(value)
    if found is None or not all(low <= int(side) <= high for side in found.groups()):
        raise OrderError(f"{name} must be like 1024x768, {low} to {high} pixels a side.")
    return f"{found[1]}x{found[2]}"


def _aspect(name: str, value: str) -> str:
    found = _ASPECT.fullmatch(value)
    wide, high = (int(found[1]), int(found[2])) if found else (0, 0)
    if not wide or not high or max(wide, high) > 4 * min(wide, high):
        raise OrderError(f"{name} must be like 3:2, at most 4:1.")
    return value


def _quality(name: str, value: str) -> str:
    if value.lower() not in QUALITIES:
        raise OrderError(f"{name} must be {', '.join(QUALITIES[:-1])} or {QUALITIES[-1]}.")
    return value.lower()


def _text(name: str, value: str) -> str:
    if not value.strip():
        raise OrderError(f"{name} must say something.")
    return value.strip()


CHECKS: Mapping[str, Callable[[str, str], Any]] = {
    "size": _size,
    "aspect": _aspect,
    "n": _whole(1, MOST),
    "seed": _whole(0, SEEDS),
    "quality": _quality,
    "negative": _text,
    "steps": _whole(1, STEPS),
    "model": _text,
}
"""By name what makes a value of the text, or says what it must be."""

NAMES = tuple(name for name in CHECKS if name != "model")


def _written(name: str, value: object) -> str:
    text = str(value).replace('"', "'")
    return f'{name}="{text}"' if not text or re.search(r"\s", text) else f"{name}={text}"
