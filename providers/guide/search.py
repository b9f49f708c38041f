"""Full-text search over the help pages: BM25 with weights for where a word stands.

The pages are a few kilobytes: an index of dicts is made in milliseconds, forgives typing
mistakes, and tells how much of a question it understood, which a database's ranking does not.
"""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from chat.text import folded
from providers.guide.pages import Section

_TOKEN = re.compile(r"(?:(?:ctrl|alt|shift)\+)+\w+|(?<!\w)\^\w|(?<!\w)/[a-z]+|\w+")
_WEIGHTS = (("title", 5.0), ("words", 4.0), ("subject", 1.5), ("body", 1.0))


@dataclass(frozen=True, slots=True)
class Found:
    """A section with its score; higher is better."""

    section: Section
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """What a question found, best first, and how much of the question the pages know."""

    found: tuple[Found, ...]
    terms: tuple[str, ...]
    understood: float
    """From 0 to 1: the share of the question that the best two know; rare words count more."""


@cache
def _silent() -> frozenset[str]:
    """Words that say nothing about what is looked for."""
    file = resources.files(__package__ or "providers.guide") / "silent.txt"
    return frozenset(file.read_text(encoding="utf-8").split())


def terms(text: str) -> list[str]:
    """The words of `text` that carry meaning, folded and without their endings."""
    found: list[str] = []
    for token in _TOKEN.findall(folded(text).replace("’", "").replace("'", "")):
        if token.startswith("^"):
            token = f"ctrl+{token[1:]}"
        if token not in _silent():
            found.append(stem(token))
    return found


def stem(word: str) -> str:
    """Without the commonest English endings; the same for the pages and the question."""
    if len(word) < 5 or not word.isalpha():
        return word[:-1] if len(word) == 4 and word.endswith("s") and word[-2] != "s" else word
    for ending in ("ations", "ation", "ings", "ing", "ies", "ied", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl" else word


class Index:
    """Made once over the sections; `search` is read-only and may run in any thread."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = tuple(sections)
        self._counts = [_count(section) for section in self._sections]
        self._lengths = [sum(count.values()) for count in self._counts]
        self._mean = sum(self._lengths) / max(1, len(self._lengths))
        self._in = Counter(term for count in self._counts for term in count)

    def search(self, question: str, limit: int = 5) -> Results:
        """Sections that share words with `question`."""
        asked = tuple(dict.fromkeys(self._known(term) for term in terms(question)))
        scored = [Found(s, self._score(i, asked)) for i, s in enumerate(self._sections)]
        best = sorted((f for f in scored if f.score > 0), key=lambda f: -f.score)[:limit]
        return Results(tuple(best), asked, self._understood(best, asked))

    def _known(self, term: str) -> str:
        """The term itself, or the one of the pages that it was meant to be."""
        if term in self._in or len(term) < 4:
            return term
        same = [known for known in self._in if known[0] == term[0]]
        swapped = next((known for known in same if _swapped(known, term)), "")
        if swapped or len(term) < 5:
            return swapped or term
        near = difflib.get_close_matches(term, same, n=1, cutoff=0.8)
        return near[0] if near else term

    def _rarity(self, term: str) -> float:
        count, total = self._in[term], len(self._sections)
        return math.log(1 + (total - count + 0.5) / (count + 0.5))

    def _score(self, number: int, asked: Sequence[str]) -> float:
        counts, length = self._counts[number], self._lengths[number]
        score = 0.0
        for term in asked:
            if count := counts.get(term, 0.0):
                damped = count + 1.2 * (0.25 + 0.75 * length / self._mean)
                score += self._rarity(term) * count * 2.2 / damped
        return score

    def _understood(self, best: Sequence[Found], asked: Sequence[str]) -> float:
        if not best or not asked:
            return 0.0
        known = {
            term for found in best[:2] for term in self._counts[self._sections.index(found.section)]
        }
        whole = sum(self._rarity(term) for term in asked)
        return sum(self._rarity(term) for term in asked if term in known) / whole


def _swapped(one: str, other: str) -> bool:
    """Whether two neighbouring letters changed places: the commonest slip of fast fingers."""
    differ = [i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    return (
        len(one) == len(other)
        and len(differ) == 2
        and differ[1] == differ[0] + 1
        and one[differ[0] : differ[1] + 1] == other[differ[0] : differ[1] + 1][::-1]
    )


def _count(section: Section) -> Counter[str]:
    counts: Counter[str] = Counter()
    for name, weight in _WEIGHTS:
        for term in terms(getattr(section, name)):
            counts[term] += weight  # type: ignore[assignment]  # a Counter adds any number
    return counts
