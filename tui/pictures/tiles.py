"""One tile of the library as strips: the picture, a block until it is there, or why it is not.

Strips carry what the terminal is sent for them, so that a row of tiles is joined, not rendered.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.pictures.encode.value import Encoded
from tui.pictures.fit import fitted


class Look:
    """Colours of a tile, and the console that they are rendered for."""

    def __init__(self, console: Console, ground: Style, block: Style, **words: Style) -> None:
        """`block` is that of a picture which is not there, with the sentence that says why."""
        self.console, self.ground, self.block = console, ground, block
        self.text, self.muted, self.focus = words["text"], words["muted"], words["focus"]
        self._blanks: dict[int, Strip] = {}

    def blank(self, width: int) -> Strip:
        if width not in self._blanks:
            self._blanks[width] = self.strip(" " * width, self.ground)
        return self._blanks[width]

    def strip(self, text: str, style: Style) -> Strip:
        made = Strip([Segment(text, style)] if text else [], cell_len(text))
        made.render(self.console)
        return made


@dataclass(frozen=True, slots=True)
class Tile:
    """`strips`, `columns` wide, with their first cell at (`left`, `top`) of a tile that is `width`
    cells wide; the rest of it is ground."""

    strips: Sequence[Strip]
    width: int
    left: int = 0
    top: int = 0
    columns: int = 0

    def line(self, number: int, look: Look) -> tuple[Strip, ...]:
        """One row of it, in pieces: thousands of cells are not copied."""
        number -= self.top
        if not 0 <= number < len(self.strips):
            return (look.blank(self.width),)
        right = self.width - self.left - self.columns
        return look.blank(self.left), self.strips[number], look.blank(right)

    def mark(self, look: Look) -> tuple[Strip, ...]:
        """The row below the picture of the chosen one."""
        right = self.width - self.left - self.columns
        under = look.strip("▀" * self.columns, look.focus)
        return look.blank(self.left), under, look.blank(right)


def drawn(encoded: Encoded, width: int, height: int) -> Tile:
    """Its picture in the middle, on the ground that all pictures of its row stand on."""
    strips = encoded.strips[:height]
    left = (width - encoded.columns) // 2
    return Tile(strips, width, left, height - len(strips), encoded.columns)


def coming(
    size: tuple[int, int], box: tuple[int, int], width: int, cell: tuple[int, int], look: Look
) -> Tile:
    """A block as large as the picture will be."""
    columns, rows = fitted(size if all(size) else (1, 1), box, cell)
    strips = [look.strip(" " * columns, look.block)] * rows
    return Tile(strips, width, (width - columns) // 2, box[1] - rows, columns)


def broken(problem: str, box: tuple[int, int], width: int, look: Look) -> Tile:
    """A block that says why there is no picture."""
    columns = box[0]
    said = textwrap.wrap(f"✕ {problem}", max(4, columns - 2))[: box[1]]
    rows = min(box[1], max(len(said), box[1] * 2 // 3))
    first = (rows - len(said)) // 2
    lines = [*[""] * first, *said, *[""] * (rows - first - len(said))]
    strips = [look.strip(_cut(line.center(columns), columns), look.block) for line in lines]
    return Tile(strips, width, (width - columns) // 2, box[1] - rows, columns)


def worded(prompt: str, facts: str, width: int, look: Look, *, chosen: bool) -> Tile:
    """No picture but what is said of it."""
    mark = look.strip("▌", look.focus) if chosen else look.blank(1)
    strips = [
        Strip.join((mark, look.strip(_cut(words, width - 1), style)))
        for words, style in ((prompt, look.text), (facts, look.muted))
    ]
    return Tile(strips, width, columns=width)


def _cut(text: str, width: int) -> str:
    """Exactly `width` cells, with an ellipsis where it is cut."""
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1).rstrip() + "…"
    return set_cell_size(text, width)
