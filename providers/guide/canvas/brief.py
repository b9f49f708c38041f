"""A prompt read as a brief: which scene, in what light and weather, with what in it, in what style.

Words that are found nowhere choose too: by their hash, so that they always choose the same.
"""

from __future__ import annotations

import hashlib
import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from chat.text import folded


@dataclass(frozen=True, slots=True)
class Brief:
    """What to draw, in the words of the lexicon."""

    scene: str
    palette: str
    weather: str = ""
    style: str = ""
    figures: tuple[str, ...] = ()
    seed: int = 0
    """From the prompt's words: two prompts with one seed still differ."""
    lake: bool = False
    aurora: bool = False
    poppies: bool = False
    told: str = ""
    """The brief as a sentence without its full stop."""


def read(questions: Sequence[str]) -> Brief:
    """The brief of the last question; a scene it does not name is taken from those before it."""
    texts = [text for text in questions if text.strip()] or [""]
    words = [_words(text) for text in texts]
    number = int.from_bytes(hashlib.sha256(" ".join(words[-1]).encode()).digest()[:4])
    choose = random.Random(number)
    lexicon = _lexicon()
    now = words[-1]
    before = [word for earlier in reversed(words[:-1]) for word in earlier]
    weather, style = _first(lexicon["weather"], now), _first(lexicon["style"], now)
    figures = _all(lexicon["figure"], now) or _all(lexicon["figure"], before)
    palette = _first(lexicon["palette"], now)
    scene = _first(lexicon["scene"], now) or _meant(lexicon, (*figures, weather, palette))
    scene = scene or _first(lexicon["scene"], before)
    if not scene:
        scene = choose.choice(sorted(lexicon["abstract"]))
        palette = palette or choose.choice(sorted(lexicon["palette"]))
    palette = palette or choose.choice(lexicon["light"].get(scene, ["day", "dusk", "dawn"]))
    details = _all(lexicon["detail"], now)
    lake, aurora, poppies = (name in details for name in ("lake", "aurora", "poppies"))
    told = ", ".join(name for name in (scene, palette, weather, *figures, style) if name)
    return Brief(
        scene, palette, weather, style, figures, number, lake, aurora, poppies, f"I read: {told}"
    )


def _meant(lexicon: Mapping[str, Mapping[str, Sequence[str]]], names: Sequence[str]) -> str:
    """The scene that a weather, a figure or a light stands in when the prompt names none."""
    return next((lexicon["meant"][name][0] for name in names if name in lexicon["meant"]), "")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", folded(text))


def _first(entries: Mapping[str, Sequence[str]], words: Sequence[str]) -> str:
    """The entry that the first of `words` belongs to."""
    return next(iter(_all(entries, words)), "")


def _all(entries: Mapping[str, Sequence[str]], words: Sequence[str]) -> tuple[str, ...]:
    belongs = {word: name for name, group in entries.items() for word in group}
    found = (belongs.get(word) or belongs.get(word.removesuffix("s")) for word in words)
    return tuple(dict.fromkeys(name for name in found if name))


@cache
def _lexicon() -> dict[str, dict[str, list[str]]]:
    file = resources.files(__package__ or "providers.guide.canvas") / "lexicon.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
