"""What is selected, by logical text: `(message << 20) + line` and the character in that line.

So a selection survives another width and scrolling away; a copy is of the text, not of the rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip

from tui.transcript.rows import Row
from tui.transcript.shape import Hidden

if TYPE_CHECKING:
    from tui.transcript.message_rows import Laid

_SHIFT = 20
_WORD = re.compile(r"\s+|[\w@/~#$%&+=-](?:[\w@/~#$%&+=:.?-]*[\w@/~#$%&+=-])?")
"""A dot or a colon is of a word inside it, not at its end."""
_LINES = (1 << _SHIFT) - 1


def code(index: int, line: int) -> int:
    """The `y` of a logical line of message `index`."""
    return (index << _SHIFT) + min(line, _LINES)


def decode(offset: Offset | None) -> tuple[int, int, int] | None:
    """Message, line, character."""
    return None if offset is None else (offset.y >> _SHIFT, offset.y & _LINES, offset.x)


def character(row: Row, x: int) -> int:
    """The character of the row's logical line that stands at cell `x` of the row."""
    left = row.x
    for at, each in enumerate(row.text):
        left += cell_len(each)
        if x < left:
            return row.start + at
    return row.end


def word(line: str, at: int) -> tuple[int, int]:
    """Where the word at character `at` starts and ends: a name, a path or an address is one."""
    for found in _WORD.finditer(line):
        if found.start() <= at < found.end():
            return found.span()
    return at, min(at + 1, len(line))


def hit_strip(row: Row, index: int, width: int) -> Strip:
    """The row with `offset` meta; right of the text it ends up behind its last character."""
    y = code(index, row.line)
    first = Style(meta={"offset": (row.start, y)})
    cells = cell_len(row.text)
    # A segment for each cell left of the text: Textual counts characters from a segment's start,
    # and a press left of the text is one at its beginning.
    segments = [Segment(" ", first) for _ in range(row.x)]
    segments.append(Segment(row.text, first))
    rest = width - row.x - cells
    if rest > 0:
        segments.append(Segment(" " * rest, None))
    return Strip(segments, width)


def whole(line: str, end: int) -> int:
    """`end`, or behind the accents that stand on the character before it."""
    while 0 < end < len(line) and not cell_len(line[end]):
        end += 1
    return end


def painted(strip: Strip, row: Row, index: int, selection: Selection, style: Style) -> Strip:
    """`strip` with what is selected of the row marked."""
    span = selection.get_span(code(index, row.line))
    if span is None:
        return strip
    start, end = span
    return over(strip, row, start, row.end if end < 0 else end, style)


def over(strip: Strip, row: Row, start: int, end: int, style: Style) -> Strip:
    """`strip` with `style` laid over characters `start` to `end` of the row's logical line."""
    end = whole(row.written.text, end)
    start, end = max(0, start - row.start), min(len(row.text), end - row.start)
    if end <= start:
        return strip
    left = row.x + cell_len(row.text[:start])
    right = left + cell_len(row.text[start:end])
    first, marked, last = strip.divide([left, right, row.width])[:3]
    laid = Strip(Segment.apply_style(marked, post_style=style), marked.cell_length)
    return Strip.join([first, laid, last])


def as_seen(
    laid: Laid,
    start: tuple[int, int] | None,
    end: tuple[int, int] | None,
    *,
    unfolded: bool = False,
) -> list[str]:
    """The lines of a message from `start` to `end` as they stand on the screen; `unfolded`
    with what is folded of them."""
    hidden = [block.hidden for block in laid.blocks if block.hidden is not None]
    return between(laid.lines, start, end, () if unfolded else hidden, indents(laid))


def indents(laid: Laid) -> list[int]:
    """Cells by which each line stands further right, in a list, than the words around that."""
    found: list[int] = []
    for row in laid.rows:
        if row.line >= len(found):
            # Lines that are folded have no rows: they stand where the one above them does.
            found += (found[-1:] or [0]) * (row.line - len(found))
            inside = (span.text for span in row.written.edge[1:])
            found.append(sum(len(text) for text in inside if text.isspace()))
    return found


def between(
    lines: list[str],
    start: tuple[int, int] | None,
    end: tuple[int, int] | None,
    hidden: Sequence[Hidden] = (),
    indents: Sequence[int] = (),
) -> list[str]:
    """Lines from (line, character) to (line, character); None is the beginning or the end. For what
    is `hidden` one line says how much that is. Of their `indents` they have what is not common."""
    first, left = start or (0, 0)
    last, right = end or (len(lines), 0)
    chosen = lines[first : last + 1]
    if not chosen:
        return []
    edges = _edges(chosen, indents[first : last + 1])
    if end is not None and last < len(lines):
        chosen[-1] = chosen[-1][: whole(chosen[-1], right)]
    chosen[0] = chosen[0][left:]
    if left:
        edges[0] = ""
    said = [edge + text if text else "" for edge, text in zip(edges, chosen, strict=True)]
    for each in reversed(hidden):
        top, bottom = max(each.first, first), min(each.last, first + len(chosen) - 1)
        if top <= bottom:
            seen, edge = each.start if top == each.first else 0, edges[top - first]
            shown = [edge + lines[top][left if top == first else 0 : seen]] if seen else []
            count = bottom - top + (0 if seen else 1)
            more = f"{count} more line{'' if count == 1 else 's'}" if count else "more"
            said[top - first : bottom - first + 1] = [*shown, f"{edge}… {more}"]
    return said


def _edges(lines: Sequence[str], indents: Sequence[int]) -> list[str]:
    """What stands left of each line: an indent that all have is of what is around them."""
    cells = [*indents, *[0] * (len(lines) - len(indents))]
    common = min((n for n, line in zip(cells, lines, strict=True) if line.strip()), default=0)
    return [" " * max(0, n - common) for n in cells]
