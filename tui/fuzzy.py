"""Which rows match what was typed, the best first: whole words before letters in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")

_WORD, _START, _WHOLE = 20.0, 15.0, 100.0
_BREAKS = " /-_.:·"


def match(query: str, text: str) -> tuple[float, tuple[int, ...]] | None:
    """A score (greater is better) and the places in `text` that matched; None if it does not.

    Every word of `query` must be in `text`, whole or as letters in that order, without case.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        # A letter that is two in lower case would shift the places.
        lowered = text
    score, places = 0.0, []
    for word in query.lower().split():
        found = _whole(word, lowered) or _letters(word, lowered)
        if found is None:
            return None
        score += found[0]
        places += found[1]
    return score - len(text) * 0.01, tuple(sorted(set(places)))


def best(query: str, items: Iterable[Item], text: Callable[[Item], str]) -> list[Item]:
    """The items that match, best first; all in their order when `query` is empty."""
    if not query.strip():
        return list(items)
    scored = [(found[0], item) for item in items if (found := match(query, text(item)))]
    scored.sort(key=lambda pair: -pair[0])
    return [item for _, item in scored]


def _whole(word: str, text: str) -> tuple[float, list[int]] | None:
    at = text.find(word)
    if at < 0:
        return None
    first = at
    while first >= 0 and not _begins(text, first):
        first = text.find(word, first + 1)
    at = first if first >= 0 else at
    score = _WHOLE + (_WORD if _begins(text, at) else 0) + (_START if at == 0 else 0)
    return score - at * 0.1, list(range(at, at + len(word)))


def _letters(word: str, text: str) -> tuple[float, list[int]] | None:
    places: list[int] = []
    at = -1
    for letter in word:
        at = text.find(letter, at + 1)
        if at < 0:
            return None
        places.append(at)
    # Letters far apart match by chance; a word's beginning rarely does.
    gaps = places[-1] - places[0] + 1 - len(word)
    begun = sum(_begins(text, place) for place in places)
    if gaps > 3 * len(word) + 6:
        return None
    return 30.0 + 3.0 * begun - gaps, places


def _begins(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] in _BREAKS
