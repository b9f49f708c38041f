"""Which rows match what was typed, the best first: whole words before letters in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Generic, TypeVar

Item = TypeVar("Item")

_WORD, _START, _WHOLE = 20.0, 15.0, 100.0
_BREAKS = " /-_.:·"
_LOOK = 64
"""Items between two looks at the clock."""


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
    ranking = Ranking(query, items, text)
    ranking.go_on()
    return ranking.found


class Ranking(Generic[Item]):
    """`best`, a slice at a time: thousands of items would keep the next key waiting."""

    def __init__(self, query: str, items: Iterable[Item], text: Callable[[Item], str]) -> None:
        self._query, self._left, self._text = query, iter(items), text
        self._scored: list[tuple[float, Item]] = []

    def go_on(self, seconds: float = float("inf")) -> bool:
        """Match for `seconds`, and a little more; whether that were all of them."""
        if not self._query.strip():
            self._scored += [(0.0, item) for item in self._left]
            return True
        end = time.perf_counter() + seconds
        while items := list(islice(self._left, _LOOK)):
            texts = ((match(self._query, self._text(item)), item) for item in items)
            self._scored += [(found[0], item) for found, item in texts if found]
            if time.perf_counter() > end:
                return False
        return True

    @property
    def found(self) -> list[Item]:
        """What matches, best first."""
        return [item for _, item in sorted(self._scored, key=lambda pair: -pair[0])]


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
