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

_TABLES = ("scene", "palette", "weather", "style", "figure", "detail")


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
    """The brief of the last question; what it does not name is taken from those before it."""
    lexicon = _lexicon()
    found, base = _gathered([_words(text) for text in questions if text.strip()], lexicon)
    number = int.from_bytes(hashlib.sha256(" ".join(base).encode()).digest()[:4])
    choose = random.Random(number)
    weather, style, palette, scene = (
        next(iter(found.get(table, ())), "") for table in ("weather", "style", "palette", "scene")
    )
    figures = found.get("figure", ())
    scene = scene or _meant(lexicon, (*figures, weather, palette))
    if not scene:
        scene = choose.choice(sorted(lexicon["abstract"]))
        palette = palette or choose.choice(sorted(lexicon["palette"]))
    palette = palette or choose.choice(lexicon["light"].get(scene, ["day", "dusk", "dawn"]))
    details = found.get("detail", ())
    lake, aurora, poppies = (name in details for name in ("lake", "aurora", "poppies"))
    told = ", ".join(name for name in (scene, palette, weather, *figures, style) if name)
    return Brief(
        scene, palette, weather, style, figures, number, lake, aurora, poppies, f"I read: {told}"
    )


def _gathered(
    prompts: Sequence[Sequence[str]], lexicon: Mapping[str, Mapping[str, Sequence[str]]]
) -> tuple[dict[str, tuple[str, ...]], Sequence[str]]:
    """What the last prompt names, and for what it leaves open the ones before, as far back as
    the one that names a scene of its own; and the words of that one, which the picture keeps."""
    found: dict[str, tuple[str, ...]] = {}
    base: Sequence[str] = prompts[-1] if prompts else ()
    for words in reversed(prompts):
        named = {table: _all(lexicon[table], words) for table in _TABLES}
        for table, names in named.items():
            if names and table not in found:
                found[table] = names
        goes_on = words[:1] and words[0] in lexicon["more"]["words"]
        if named["scene"] or (named["figure"] and not goes_on):
            return found, words
    return found, base


def _meant(lexicon: Mapping[str, Mapping[str, Sequence[str]]], names: Sequence[str]) -> str:
    """The scene that a weather, a figure or a light stands in when the prompt names none."""
    return next((lexicon["meant"][name][0] for name in names if name in lexicon["meant"]), "")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", folded(text))


def _all(entries: Mapping[str, Sequence[str]], words: Sequence[str]) -> tuple[str, ...]:
    belongs = {word: name for name, group in entries.items() for word in group}
    found = (belongs.get(word) or belongs.get(word.removesuffix("s")) for word in words)
    return tuple(dict.fromkeys(name for name in found if name))


@cache
def _lexicon() -> dict[str, dict[str, list[str]]]:
    file = resources.files(__package__ or "providers.guide.canvas") / "lexicon.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
