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


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of a tile, and the console that they are rendered for."""

    console: Console
    ground: Style
    block: Style
    """Of a picture that is not there, with the sentence that says why."""
    text: Style
    muted: Style
    focus: Style

    def blank(self, width: int) -> Strip:
        return self.strip(" " * width, self.ground)

    def strip(self, text: str, style: Style) -> Strip:
        made = Strip([Segment(text, style)] if text else [], cell_len(text))
        made.render(self.console)
        return made


@dataclass(frozen=True, slots=True)
class Tile:
    """`lines` of `width` cells; the picture takes `span` of them (first column, columns)."""

    lines: Sequence[Strip]
    span: tuple[int, int]
    top: int = 0
    """The picture's first row."""


def drawn(encoded: Encoded, width: int, height: int, look: Look) -> Tile:
    """Its picture in the middle, on the ground that all pictures of its row stand on."""
    left = (width - encoded.columns) // 2
    before, behind = look.blank(left), look.blank(width - left - encoded.columns)
    top = max(0, height - encoded.rows)
    rows = [Strip.join((before, strip, behind)) for strip in encoded.strips[:height]]
    return Tile([look.blank(width)] * top + rows, (left, encoded.columns), top)


def coming(
    size: tuple[int, int], box: tuple[int, int], width: int, cell: tuple[int, int], look: Look
) -> Tile:
    """A block as large as the picture will be."""
    columns, rows = fitted(size if all(size) else (1, 1), box, cell)
    return _block([], columns, rows, (width, box[1]), look)


def broken(problem: str, box: tuple[int, int], width: int, look: Look) -> Tile:
    """A block that says why there is no picture."""
    columns = box[0]
    said = textwrap.wrap(f"✕ {problem}", max(4, columns - 2))[: box[1]]
    rows = min(box[1], max(len(said), box[1] * 2 // 3))
    return _block(said, columns, rows, (width, box[1]), look)


def worded(prompt: str, facts: str, width: int, height: int, look: Look, *, chosen: bool) -> Tile:
    """No picture but what is said of it."""
    mark = look.strip("▌", look.focus) if chosen else look.blank(1)
    rows = [
        Strip.join((mark, look.strip(_cut(words, width - 1), style)))
        for words, style in ((prompt, look.text), (facts, look.muted))
    ]
    rows += [look.blank(width)] * (height - len(rows))
    return Tile(rows[:height], (0, 0))


def _block(
    said: Sequence[str], columns: int, rows: int, whole: tuple[int, int], look: Look
) -> Tile:
    width, height = whole
    left = (width - columns) // 2
    before, behind = look.blank(left), look.blank(width - left - columns)
    first = (rows - len(said)) // 2
    lines = [""] * first + list(said) + [""] * (rows - first - len(said))
    made: dict[str, Strip] = {}
    for line in lines:
        if line not in made:
            middle = _cut(" " * ((columns - cell_len(line)) // 2) + line, columns)
            made[line] = Strip.join((before, look.strip(middle, look.block), behind))
    top = height - rows
    return Tile([look.blank(width)] * top + [made[line] for line in lines], (left, columns), top)


def _cut(text: str, width: int) -> str:
    """Exactly `width` cells, with an ellipsis where it is cut."""
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1).rstrip() + "…"
    return set_cell_size(text, width)
