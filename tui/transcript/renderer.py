"""Blocks to rows at a width. One blank row between blocks; none after a heading, nor between words
and their code.

First imported after the paint: it brings the parser and the highlighter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from tui.transcript.blocks import (
    Block,
    Code,
    Footnote,
    Formula,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Table,
)
from tui.transcript.edges import Edge, cells, deeper
from tui.transcript.formulas import readable_lines
from tui.transcript.inline import raised
from tui.transcript.panel import write_code
from tui.transcript.rows import BODY, GUTTER, Sheet, Span
from tui.transcript.shape import Placed
from tui.transcript.styles import STRONG
from tui.transcript.table import Columns, body_rows, columns_of, head_rows

_ALERTS = {"note": "you", "tip": "ok", "important": "accent", "warning": "warn", "caution": "error"}
_BOXES = {None: "• ", False: "☐ ", True: "☑ "}


def write_blocks(
    sheet: Sheet,
    blocks: Sequence[Block],
    *,
    edge: Edge = BODY,
    role: str = "text",
    before: Block | None = None,
) -> None:
    """Write `blocks`; `before` is the one that stands above them already."""
    for block in blocks:
        if before is not None and spaced(before, block):
            sheet.blank(edge)
        write_block(sheet, block, edge, role)
        before = block


def spaced(before: Block, block: Block) -> bool:
    """Whether a blank row stands between two blocks."""
    if isinstance(before, Heading):
        return False
    # Code has an empty row of its own at its top, which is enough below the words it belongs to.
    return not (isinstance(block, Code) and isinstance(before, Paragraph | Listing))


def write_block(sheet: Sheet, block: Block, edge: Edge = BODY, role: str = "text") -> None:
    match block:
        case Paragraph() | Heading():
            for line in _lines(block, role):
                sheet.write(line, edge=edge)
        case Code(text, language):
            write_code(sheet, text, language, edge)
        case Formula(source, opener):
            _write_formula(sheet, source, opener, edge, role)
        case Quote(blocks, alert):
            _write_quote(sheet, blocks, alert, edge)
        case Footnote(label, blocks):
            _write_item(sheet, blocks, f"{raised(label)} ", edge, role)
        case Listing():
            _write_list(sheet, block, edge, role)
        case Table():
            _write_table(sheet, block, edge)
        case Rule():
            room = min(24, sheet.width - cells(edge) - GUTTER)
            sheet.write((Span("─" * room, "faint"),), edge=edge, wrapped=False)
        case _:
            assert_never(block)


def _write_table(sheet: Sheet, table: Table, edge: Edge) -> None:
    blocks, first = sheet.blocks, sheet.next_line
    number = blocks.number if blocks is not None else 0
    pan = blocks.shape.pan(number) if blocks is not None else None
    columns = columns_of(table, sheet.width - cells(edge) - GUTTER, pan)
    write_table_rows(sheet, head_rows(table, columns.widths), columns, edge)
    rows = body_rows(table.rows, columns.widths, table.alignments)
    write_table_rows(sheet, rows, columns, edge)
    if blocks is not None:
        wide, room = columns.widest, columns.room - 1
        placed = Placed(number, first, sheet.next_line - 1, widest=wide, room=room)
        pan = pan if columns.window is not None else None
        blocks.placed.append(replace(placed, wraps=columns.wraps, pan=pan))


def write_table_rows(
    sheet: Sheet, rows: Sequence[Sequence[Span]], columns: Columns, edge: Edge = BODY
) -> None:
    for row in rows:
        sheet.write(row, edge=edge, room=columns.room, wrapped=False, window=columns.window)


def _write_formula(sheet: Sheet, source: str, opener: str, edge: Edge, role: str) -> None:
    """Two columns in, so that it is told from words; without a readable form, as code."""
    lines = readable_lines(source)
    if lines is None:
        write_code(sheet, source, "tex", edge)
    inner = deeper(edge, Span("  "), sheet.width)
    for line in lines or ():
        sheet.write((Span(line, role),), edge=inner, hang=cells(inner) - cells(edge))


def _write_quote(sheet: Sheet, blocks: Sequence[Block], alert: str, edge: Edge) -> None:
    colour = _ALERTS.get(alert, "faint")
    inner = deeper(edge, Span("│ ", colour), sheet.width)
    if alert:
        sheet.write((Span(alert.capitalize(), colour, STRONG),), edge=inner)
    write_blocks(sheet, blocks, edge=inner, role="text" if alert else "muted")


def _write_list(sheet: Sheet, block: Listing, edge: Edge, role: str) -> None:
    last = (block.start or 0) + len(block.items) - 1
    for number, item in enumerate(block.items):
        if number and not block.tight:
            sheet.blank(edge)
        marker = _BOXES[block.tasks[number] if block.tasks else None]
        if block.start is not None:
            box = marker if block.tasks and block.tasks[number] is not None else ""
            marker = f"{block.start + number}{block.delimiter} ".rjust(len(str(last)) + 2) + box
        _write_item(sheet, item, marker, edge, role)


def _write_item(sheet: Sheet, item: Sequence[Block], marker: str, edge: Edge, role: str) -> None:
    indent = deeper(edge, Span(" " * len(marker)), sheet.width)
    mark = Span(marker, "muted")
    match item:
        case [Paragraph() | Heading() as words, *rest] if words.lines:
            first, *more = _lines(words, role)
            sheet.write((mark, *first), edge=edge, hang=cells(indent) - cells(edge))
            for line in more:
                sheet.write(line, edge=indent)
            before: Block | None = item[0]
        case _:
            sheet.write((mark,), edge=edge)
            rest, before = list(item), None
    for block in rest:
        if before is not None and spaced(before, block) and not isinstance(block, Listing):
            sheet.blank(indent)
        write_block(sheet, block, indent, role)
        before = block


def _lines(block: Paragraph | Heading, role: str) -> list[Sequence[Span]]:
    if isinstance(block, Heading):
        return [_heading(line, block.level) for line in block.lines]
    return [_in(line, role) for line in block.lines]


def _in(line: Sequence[Span], role: str) -> Sequence[Span]:
    if role == "text":
        return line
    return [span._replace(role=role) if span.role == "text" else span for span in line]


def _heading(line: Sequence[Span], level: int) -> list[Span]:
    role = "text" if level <= 3 else "muted"
    return [span._replace(flags=span.flags | STRONG, role=role) for span in line]
