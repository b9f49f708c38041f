"""Rows around a picture, and the sixel that is drawn over them; rendered once, then only joined."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from tui.pictures.encode.row import Row


def blank(console: Console, width: int, style: Style) -> Strip:
    strip = Strip([Segment(" " * width, style)] if width else [], width)
    strip.render(console)  # so that a row that is joined with it keeps its own
    return strip


def framed(
    console: Console, strips: Iterable[Strip], corner: tuple[int, int], size: Size, ground: Style
) -> list[Strip]:
    """`strips`, all as wide, with their upper left at `corner` of `size` cells of ground."""
    (left, top), empty = corner, blank(console, size.width, ground)
    before, rows = blank(console, left, ground), [empty] * top
    for strip in strips:
        behind = blank(console, size.width - left - strip.cell_length, ground)
        if isinstance(strip, Row):
            rows.append(strip.between(before, behind))
        else:
            rows.append(Strip.join((before, strip, behind)))
    return rows + [empty] * (size.height - len(rows))


def over(row: Strip, payload: str, x: int, y: int, behind: str = "") -> Strip:
    """`row`, and after it `payload` at a cell of the screen; the cursor is where it was."""
    text = f"\x1b7\x1b[{y + 1};{x + 1}H{payload}{behind}\x1b8"
    control = Segment(text, None, [(ControlType.BELL,)])
    return Strip([*row, control], row.cell_length)


def column(x: int, y: int, rows: int, ground: tuple[int, int, int]) -> str:
    """One column of ground, from a cell of the screen downwards."""
    red, green, blue = ground
    cells = "".join(f"\x1b[{line + 1};{x + 1}H " for line in range(y, y + rows))
    return f"\x1b[48;2;{red};{green};{blue}m{cells}\x1b[0m"
