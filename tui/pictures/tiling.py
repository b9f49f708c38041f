"""How a grid of pictures lies in its cells: plain numbers.

Rows of tiles are whole: the grid moves by a row, so that no picture is ever cut, in any mode.
"""

from __future__ import annotations

from dataclasses import dataclass

from tui.terminal.value import Mode

_SYMBOLS, _PIXELS = 10, 8
"""Rows that a tile is given, about: in symbols a smaller picture cannot be told from another."""
_WORDS = 3
_EDGE = 3
"""Columns of a tile beside its picture."""
_LEAST = 6


@dataclass(frozen=True, slots=True)
class Tiling:
    """`across` by `down` tiles, each `width` by `height` cells; the last row of a tile is free."""

    across: int
    down: int
    width: int
    height: int

    @property
    def box(self) -> tuple[int, int]:
        """Columns and rows for the picture."""
        return max(1, self.width - _EDGE), max(1, self.height - 1)

    @property
    def page(self) -> int:
        """Tiles in view."""
        return self.across * self.down

    def rows(self, count: int) -> int:
        """Rows of tiles that `count` of them take."""
        return -(-count // self.across)

    def at(self, x: int, y: int) -> int:
        """The tile at a cell of the view, counted from the first in view."""
        return y // self.height * self.across + min(x // self.width, self.across - 1)


def tiling(size: tuple[int, int], cell: tuple[int, int], mode: Mode) -> Tiling:
    """The tiles of a view of `size` cells; a square picture fills its box."""
    columns, rows = max(_LEAST, size[0]), max(2, size[1])
    if mode == "off":
        return Tiling(1, max(1, (rows + 1) // _WORDS), columns, min(_WORDS, rows))
    down = max(1, (rows + 1) // (_PIXELS if mode in ("kitty", "sixel") else _SYMBOLS))
    tallest = rows // down
    heights = (tallest, max(2, tallest - 1))
    return max((_tiles(columns, down, height, cell) for height in heights), key=_shown)


def _tiles(columns: int, down: int, height: int, cell: tuple[int, int]) -> Tiling:
    square = round((height - 1) * cell[1] / cell[0])
    across = max(1, columns // (square + _EDGE))
    return Tiling(across, down, columns // across, height)


def _shown(tiles: Tiling) -> int:
    """How much of the view square pictures take."""
    return tiles.page * (tiles.height - 1) ** 2
