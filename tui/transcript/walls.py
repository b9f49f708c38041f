"""What a person typed or pasted, as it is, behind the bar; of a wall of it the head is shown."""

from __future__ import annotations

from collections.abc import Sequence

from chat.messages import FilePart
from chat.text import clean
from tui.prompt.sizes import lines_of, size_of
from tui.transcript.edges import Edge
from tui.transcript.fold_rows import fold_label, write_beginning, write_fold
from tui.transcript.rows import MEASURE, Sheet, Span
from tui.transcript.shape import LINES, Placed, is_long

_PASTED_HEAD = 8
"""Lines of a paste that are shown: who pasted it knows it."""
_READ = 8_000
"""Characters of a folded paste that are looked at."""


def is_wall(text: str) -> bool:
    return is_long(text, characters=LINES * MEASURE)


def write_typed(sheet: Sheet, text: str, edge: Edge) -> None:
    """Cleaned text, line by line."""
    text = text.strip("\n")
    lines, blocks = text.expandtabs(4).split("\n"), sheet.blocks
    if blocks is None or not is_wall(text):
        _write_lines(sheet, lines, edge)
        return
    number, first, hidden = blocks.number, sheet.next_line, None
    if blocks.shape.shows(number):
        _write_lines(sheet, lines, edge)
    else:
        hidden = write_beginning(sheet, _spans(lines), lines, edge=edge)
    last, folded = sheet.next_line - 1, hidden is not None
    if not blocks.shape.whole:
        write_fold(sheet, fold_label(text, folded=folded), (blocks.message, number), edge)
    blocks.placed.append(Placed(number, first, last, (text,), True, folded, hidden))


def write_pasted(sheet: Sheet, part: FilePart, edge: Edge) -> None:
    """A long text that came as one: its lines are written when they are asked for."""
    blocks = sheet.blocks
    assert blocks is not None
    number, first = blocks.number, sheet.next_line
    folded = not blocks.shape.shows(number)
    block = (blocks.message, number)
    if folded:
        lines = clean(part.text[:_READ]).expandtabs(4).split("\n")[:_PASTED_HEAD]
        write_beginning(sheet, _spans(lines, "muted"), lines, edge=edge, most=_PASTED_HEAD)
        write_fold(sheet, _told(part.text), block, edge, copied=True)
    else:
        _write_lines(sheet, clean(part.text).expandtabs(4).split("\n"), edge, "muted")
        write_fold(sheet, fold_label(part.text, folded=False), block, edge)
    blocks.placed.append(Placed(number, first, sheet.next_line - 1, (part.text,), True, folded))


def _told(text: str) -> str:
    lines, size = lines_of(text), size_of(len(text.encode("utf-8", "replace")))
    return f"▸ show all {f'{lines:,} lines · ' if lines > 1 else ''}{size}"


def _write_lines(sheet: Sheet, lines: Sequence[str], edge: Edge, role: str = "text") -> None:
    for line in _spans(lines, role):
        sheet.write(line, edge=edge)


def _spans(lines: Sequence[str], role: str = "text") -> list[tuple[Span, ...]]:
    return [(Span(line, role),) if line else () for line in lines]
