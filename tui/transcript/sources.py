"""The Markdown behind selected lines: whole blocks, because half a table is none.

Which lines a block wrote is found by writing it again; where that cannot be told (a fold, a text
too long to wait for) the whole text is given, never less than what is selected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui.transcript.rows import Sheet
from tui.transcript.shape import WHOLE, Blocks, Shape
from tui.transcript.styles import Styles

MOST = 60_000
"""Characters from which blocks are not looked for."""


@dataclass(frozen=True, slots=True)
class Block:
    """Logical lines `first` to `last` of a text show its source lines from `start` to `end`."""

    first: int
    last: int
    start: int
    end: int


def source_of(
    text: str,
    lines: Sequence[str],
    first: int,
    last: int,
    width: int,
    styles: Styles,
    *,
    tex: bool = False,
    shape: Shape = WHOLE,
) -> str:
    """The source of lines `first` to `last` of `lines`, which show `text`; it is cleaned. `tex`:
    they show its formulas as they were written; `shape`: how they show its blocks."""
    if len(text) > MOST:
        return text
    sheet, blocks = written(text, width, styles, tex=tex, shape=shape)
    offset = _place(lines, sheet.lines)
    if offset is None:
        return text
    touched = [b for b in blocks if b.last + offset >= first and b.first + offset <= last]
    if not touched:
        return ""
    source = text.split("\n")
    chosen = source[min(b.start for b in touched) : max(b.end for b in touched)]
    return "\n".join(chosen).strip("\n")


def written(
    text: str, width: int, styles: Styles, *, tex: bool = False, shape: Shape = WHOLE
) -> tuple[Sheet, list[Block]]:
    """`text` written anew, and what each of its blocks wrote."""
    from tui.transcript.blocks import parse_placed
    from tui.transcript.renderer import write_blocks

    placed = parse_placed(text, tex=tex)
    sheet = Sheet(width, styles, blocks=Blocks(0, shape))
    starts = sorted({start for _, start in placed})
    ends = dict(zip(starts, [*starts[1:], text.count("\n") + 1], strict=True))
    blocks, before = [], None
    for block, start in placed:
        first = len(sheet.lines)
        write_blocks(sheet, [block], before=before)
        blocks.append(Block(first, len(sheet.lines) - 1, start, ends[start]))
        before = block
    return sheet, blocks


def _place(lines: Sequence[str], part: Sequence[str]) -> int | None:
    """Where `part` stands in `lines`."""
    if not part:
        return 0
    for at in range(len(lines) - len(part) + 1):
        if lines[at] == part[0] and list(lines[at : at + len(part)]) == list(part):
            return at
    return None
