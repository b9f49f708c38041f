"""The colours of a light, as data in `palettes.toml`, and arithmetic on colours."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by what they are for; `palettes.toml` says what each means."""

    name: str
    sky: tuple[Colour, ...]
    far: Colour
    near: Colour
    light: Colour
    dark: Colour
    accent: Colour

    @property
    def bright(self) -> bool:
        """Whether there is daylight."""
        return sum(self.sky[-1]) > 450

    def depth(self, nearness: float) -> Colour:
        """The land's colour between `far` (0) and `near` (1)."""
        return mixed(self.far, self.near, nearness)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with `share` (0 to 1) of `other` in it."""
    share = min(1.0, max(0.0, share))
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def along(colours: Sequence[Colour], place: float) -> Colour:
    """The colour at `place` (0 to 1) of evenly spaced `colours`."""
    position = min(1.0, max(0.0, place)) * (len(colours) - 1)
    index = min(int(position), len(colours) - 2)
    return mixed(colours[index], colours[index + 1], position - index)


@cache
def palettes() -> dict[str, Palette]:
    """All palettes by name. Reads a file; cached."""
    file = resources.files(__package__ or "providers.guide.canvas") / "palettes.toml"
    rows = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        name: Palette(
            name,
            tuple(_colour(text) for text in row["sky"]),
            *(_colour(row[role]) for role in ("far", "near", "light", "dark", "accent")),
        )
        for name, row in rows.items()
    }


def _colour(text: str) -> Colour:
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red, green, blue
