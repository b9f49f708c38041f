"""Tables as rows of spans: columns as wide as what is in them, the widest give way first."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from tui.transcript.blocks import Table
from tui.transcript.inline import Line
from tui.transcript.rows import Span
from tui.transcript.styles import STRONG
from tui.transcript.wrap import breaks

_GAP = 2
_NARROWEST = 4


def table_rows(table: Table, room: int) -> list[list[Span]]:
    """The rows of `table` in at most `room` cells (more only where columns are too many)."""
    widths = column_widths(table, room)
    return [*head_rows(table, widths), *body_rows(table.rows, widths, table.alignments)]


def column_widths(table: Table, room: int) -> Sequence[int]:
    return _widths([table.header, *table.rows], len(table.alignments) or 1, room)


def head_rows(table: Table, widths: Sequence[int]) -> list[list[Span]]:
    """The header and the rule below it."""
    header = [tuple(s._replace(flags=s.flags | STRONG) for s in cell) for cell in table.header]
    rule = [Span("─" * width, "faint") for width in widths]
    return [*_row(header, widths, table.alignments), _joined(rule)]


def body_rows(
    rows: Sequence[Sequence[Line]], widths: Sequence[int], sides: Sequence[str]
) -> list[list[Span]]:
    """Rows of cells in columns of `widths`."""
    return [row for cells in rows for row in _row(cells, widths, sides)]


def _widths(rows: Sequence[Sequence[Line]], count: int, room: int) -> list[int]:
    widths = [1] * count
    for row in rows:
        for column, cell in enumerate(row[:count]):
            widths[column] = max(widths[column], *map(_cells, _lines(cell)))
    room -= _GAP * (count - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widest = max(widths)
        at = [i for i, width in enumerate(widths) if width == widest]
        lower = max([_NARROWEST, *(w for w in widths if w < widest)])
        share = max(1, min(widest - lower, -(-(sum(widths) - room) // len(at))))
        for column in at:
            if sum(widths) > room:
                widths[column] -= share
    return widths


def _row(cells: Sequence[Line], widths: Sequence[int], sides: Sequence[str]) -> list[list[Span]]:
    wrapped = [
        _wrapped(cells[column] if column < len(cells) else (), width)
        for column, width in enumerate(widths)
    ]
    rows: list[list[Span]] = []
    for number in range(max(len(lines) for lines in wrapped)):
        row: list[Span] = []
        for column, lines in enumerate(wrapped):
            line = lines[number] if number < len(lines) else []
            if column:
                row.append(Span(" " * _GAP))
            row += _aligned(line, widths[column], sides[column] if column < len(sides) else "left")
        rows.append(row)
    return rows


def _wrapped(cell: Line, width: int) -> list[list[Span]]:
    return [
        _cut(line, start, end)
        for line in _lines(cell)
        for start, end in breaks("".join(span.text for span in line), width)
    ]


def _lines(cell: Line) -> list[Line]:
    """A cell's lines: it has spans that break it."""
    lines: list[Line] = []
    start = 0
    for at, span in enumerate(cell):
        if span.text == "\n":
            lines.append(cell[start:at])
            start = at + 1
    return [*lines, cell[start:]]


def _cut(cell: Line, start: int, end: int) -> list[Span]:
    place, spans = 0, []
    for span in cell:
        shown = span.text[max(0, start - place) : max(0, end - place)]
        if shown:
            spans.append(span._replace(text=shown))
        place += len(span.text)
    return spans


def _aligned(line: list[Span], width: int, side: str) -> list[Span]:
    spare = width - _cells(line)
    if spare <= 0:
        return line
    before = {"right": spare, "center": spare // 2}.get(side, 0)
    return [Span(" " * before), *line, Span(" " * (spare - before))]


def _joined(spans: Sequence[Span]) -> list[Span]:
    row: list[Span] = []
    for number, span in enumerate(spans):
        if number:
            row.append(Span(" " * _GAP))
        row.append(span)
    return row


def _cells(line: Sequence[Span]) -> int:
    return sum(cell_len(span.text) for span in line)
