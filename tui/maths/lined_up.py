"""Rows of cells as lines: where a formula is parted by `&`, its rows stand below each other."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from tui.maths.symbols import BINARY, RELATIONS

Cells = Sequence[str]

_SIGNS = RELATIONS | BINARY | frozenset("+−")
_APART = "    "
"""Between two equations of one row."""
_WIDEST = 32
"""Cells of a left side beyond which what follows it would stand too far right."""


def lined_up(rows: Sequence[Cells]) -> list[str]:
    """The lines, without empty ones. Cells stand at the right and at the left of a mark in turn; a
    row without one is no part of that."""
    rows = [_of_two(row) for row in rows]
    parted = [row for row in rows if len(row) > 1]
    count = max(map(len, parted), default=0)
    gaps = [_gap(parted, column) for column in range(count)]
    widths = [_width(parted, column) for column in range(count)]
    lines = [_line(row, widths, gaps) if len(row) > 1 else row[0].strip() for row in rows]
    lines = [line for line in lines if line.strip()]
    left = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    return [line[left:] for line in lines]


def _of_two(row: Cells) -> Cells:
    """An old way to write it has the relation in a cell of its own."""
    match row:
        case [left, sign, right] if sign.strip() in RELATIONS:
            return left, f"{sign.strip()} {right.strip()}"
        case _:
            return row


def _width(rows: Sequence[Cells], column: int) -> int:
    width = max(cell_len(row[column].strip()) for row in rows if column < len(row))
    return 2 if column == 0 and width > _WIDEST else width


def _gap(rows: Sequence[Cells], column: int) -> str:
    """What stands left of a column: nothing where no row has a sign or a space there."""
    if column % 2 == 0:
        return _APART if column else ""
    for row in rows:
        before, cell = row[column - 1], row[column] if column < len(row) else ""
        if before.endswith(" ") or cell.startswith(" ") or cell[:1] in _SIGNS:
            return " "
    return ""


def _line(row: Cells, widths: Sequence[int], gaps: Sequence[str]) -> str:
    line = ""
    for column, cell in enumerate(map(str.strip, row)):
        spare = " " * (widths[column] - cell_len(cell))
        line += gaps[column] + (cell + spare if column % 2 else spare + cell)
    return line.rstrip()
