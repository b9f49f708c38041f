"""What is asked of an encoder and what it gives: frozen, without Pillow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tui.pictures.fit import LARGEST
from tui.terminal.value import CELL, Colours, Mode

if TYPE_CHECKING:
    from textual.strip import Strip

Crop = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the picture, from 0 to 1."""

WHOLE: Crop = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Request:
    """All that the result depends on besides the picture: with its key it is a cache's key."""

    box: tuple[int, int]
    """Columns and rows that there are; the result may be smaller in one of them."""
    mode: Mode
    crop: Crop = WHOLE
    most: float = LARGEST
    """Pixels of the screen a pixel of the picture, at most."""
    ground: tuple[int, int, int] = (0, 0, 0)
    """Transparency is flattened onto it: unset sixel pixels are white in one terminal, rubbish
    in another."""
    cell: tuple[int, int] = CELL
    registers: int = 256
    largest: tuple[int, int] | None = None
    """Pixels of the largest sixel that the terminal takes."""
    number: int = 0
    """Kitty's id of this image (24 bits), drawn as a colour."""
    grey: bool = False
    """Without hue, for NO_COLOR."""
    colours: Colours = "all"
    """Those of cells; a sixel has registers of its own."""

    def beside(self, other: Request) -> bool:
        """Whether `other` differs in nothing but the part that is asked for."""
        return self == replace(other, crop=self.crop, most=self.most)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A drawing, `columns` wide: a strip a row."""

    request: Request
    strips: Sequence[Strip] = field(repr=False)
    columns: int = 0
    payload: str = field(default="", repr=False)
    """Kitty: sent once, before the strips. Sixel: sent after the strips, at the top left cell."""

    @property
    def rows(self) -> int:
        return len(self.strips)

    @property
    def size(self) -> int:
        """Bytes of memory, about; a cell with colours of its own costs most."""
        cells = 40 if self.request.mode in ("kitty", "sixel") else 900
        return len(self.payload) + self.columns * self.rows * cells + 1000
