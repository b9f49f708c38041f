"""Tables as rows of spans: columns as wide as what is in them, the widest give way first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from tui.transcript.blocks import Table
from tui.transcript.inline import Line
from tui.transcript.rows import Span, unjoined
from tui.transcript.shape import Pan
from tui.transcript.styles import STRONG
from tui.transcript.window import Window
from tui.transcript.wrap import breaks

_GAP = 2
_NARROWEST = 4


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table in `room` cells."""

    widths: Sequence[int]
    room: int
    widest: int = 0
    """Cells of its rows when no cell is wrapped, if that is too wide."""
    wraps: bool = True
    """Whether the columns can be made so narrow that all of them are seen."""
    window: Window | None = None
    """If the rows are wider than the room."""


def columns_of(table: Table, room: int, pan: Pan | None = None) -> Columns:
    """As wide as what is in them, narrower where they have to be; with `pan`, or where they are
    too many, rows are seen through a window."""
    natural = _natural([table.header, *table.rows], len(table.alignments) or 1)
    narrow = _narrowed(natural, room)
    loose = [min(width, max(1, room - 1)) for width in natural]
    widest, wraps = _total(loose), _total(narrow) <= room
    if widest <= room:
        return Columns(narrow, room)
    if wraps and pan is None:
        return Columns(narrow, room, widest)
    return Columns(loose, room, widest, wraps, Window(pan or Pan(), widest, room - 1))


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


def _natural(rows: Sequence[Sequence[Line]], count: int) -> list[int]:
    widths = [1] * count
    for row in rows:
        for column, cell in enumerate(row[:count]):
            widths[column] = max(widths[column], *map(_cells, _lines(cell)))
    return widths


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)


def _narrowed(natural: Sequence[int], room: int) -> list[int]:
    """The widest give way first."""
    widths = list(natural)
    room -= _GAP * (len(widths) - 1)
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
    cell, start = unjoined(cell), 0
    lines: list[Line] = []
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
