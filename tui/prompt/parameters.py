"""The parameters of `/image` as a completion: those that the model that would draw now takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from chat.drawing import MOST, QUALITIES, RATIOS
from tui.prompt.completion import Candidate

_NOTES = {
    "aspect": "the shape: 3:2, 16:9, 2:3 …",
    "n": f"how many, 1 to {MOST}",
    "seed": "a number; the same one draws the same again",
    "size": "in pixels: 1024x768",
    "quality": ", ".join(QUALITIES[:3]),
    "negative": 'what is not wanted: "fog, people"',
    "steps": "how long it is worked on",
}


class Orders(Protocol):
    """Who draws."""

    def parameters(self) -> tuple[str, Sequence[str]]:
        """Who would draw now, and the parameters that it takes."""
        ...

    def models(self) -> list[str]:
        """All who can."""
        ...


def parameters(piece: str, orders: Orders) -> list[Candidate]:
    """What `piece` may become."""
    name, equals, _ = piece.partition("=")
    if equals:
        values = _values(name, orders)
        return [
            Candidate(text)
            for value in values
            if (text := f"{name}={value}") and _more(text, piece)
        ]
    if piece[:1].isdigit():
        return [Candidate(ratio) for ratio in RATIOS if _more(ratio, piece)]
    model, taken = orders.parameters()
    found = [
        Candidate(f"{each}=", note, more=True) for each, note in _NOTES.items() if each in taken
    ]
    found.append(Candidate("model=", f"another one than {model}", more=True))
    return [each for each in found if each.text.startswith(piece)]


def _values(name: str, orders: Orders) -> Sequence[str]:
    match name:
        case "aspect":
            return RATIOS
        case "quality":
            return QUALITIES
        case "model":
            return orders.models()
        case _:
            return ()


def _more(text: str, piece: str) -> bool:
    return text.startswith(piece) and text != piece
