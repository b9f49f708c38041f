"""What a terminal can do, as a frozen value that is passed in: tests need no terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

Mode = Literal["kitty", "sixel", "quadrant", "half", "off"]
"""How pictures are drawn."""

Setting = Literal["auto", "kitty", "sixel", "quadrant", "half", "off"]

Colours = Literal["all", "256", "16"]
"""How many a cell may have."""

CELL = (10, 20)
"""Pixels of a cell where nobody tells."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """The defaults are those of a terminal that answers nothing."""

    kitty: bool = False
    """Has kitty's Unicode placeholders, not only its graphics protocol."""
    sixel: bool = False
    name: str = ""
    """As XTVERSION tells it, lower case: `kitty`, `xterm`, `tmux`, …"""
    version: tuple[int, ...] = ()
    cell: tuple[int, int] = CELL
    """Width and height of a cell in pixels."""
    ground: str | None = None
    """The background, `#rrggbb`."""
    text: str | None = None
    """The foreground, `#rrggbb`."""
    dark: bool | None = None
    """Light or dark as the terminal reports or its ground shows; None where it does not tell."""
    tmux: bool = False
    truecolor: bool = True
    few: Colours = "256"
    """The colours that there are where not all are."""
    registers: int = 256
    """Colour registers for sixel."""
    largest: tuple[int, int] | None = None
    """Pixels of the largest sixel; xterm cuts off the rest."""
    keys: bool = False
    """Whether it is known to tell Shift+Enter from Enter."""
    served: bool = False
    """Shown by a browser, which has no pixels for programs."""

    @property
    def colours(self) -> Colours:
        return "all" if self.truecolor else self.few

    def mode(self, setting: Setting = "auto") -> Mode:
        """The best way to draw pictures, or the one that the person forces."""
        if self.served and setting in ("auto", "kitty", "sixel"):
            return "quadrant"
        if setting != "auto":
            return setting
        if self.kitty:
            return "kitty"
        return "sixel" if self.sixel else "quadrant"


def forced(environ: Mapping[str, str]) -> Setting | None:
    """What PALAVER_IMAGES says, over what the settings say; None where it says nothing known."""
    told = environ.get("PALAVER_IMAGES", "")
    return cast(Setting, told) if told in get_args(Setting) else None
