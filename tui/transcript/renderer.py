"""Blocks to rows at a width. One blank row between blocks; none after a heading, nor between words
and their code.

First imported after the paint: it brings the parser and the highlighter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from rich.cells import cell_len

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
from tui.transcript.formulas import readable_lines
from tui.transcript.highlight import CodeLine, code_lines
from tui.transcript.inline import raised
from tui.transcript.rows import BODY, GUTTER, Hit, Sheet, Span
from tui.transcript.styles import STRONG
from tui.transcript.table import table_rows

Edge = tuple[Span, ...]
COPY = "❐ c"
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
            write_code(sheet, code_lines(text, language), text, language, edge)
        case Formula(source, opener):
            _write_formula(sheet, source, opener, edge, role)
        case Quote(blocks, alert):
            _write_quote(sheet, blocks, alert, edge)
        case Footnote(label, blocks):
            _write_item(sheet, blocks, f"{raised(label)} ", edge, role)
        case Listing():
            _write_list(sheet, block, edge, role)
        case Table():
            room = sheet.width - _cells(edge) - GUTTER
            for row in table_rows(block, room):
                sheet.write(row, edge=edge, room=room, wrapped=False)
        case Rule():
            room = min(24, sheet.width - _cells(edge) - GUTTER)
            sheet.write((Span("─" * room, "faint"),), edge=edge, wrapped=False)
        case _:
            assert_never(block)


def _write_formula(sheet: Sheet, source: str, opener: str, edge: Edge, role: str) -> None:
    """Two columns in, so that it is told from words; without a readable form, as code."""
    lines = readable_lines(source)
    if lines is None:
        write_code(sheet, code_lines(source, "tex"), source, "tex", edge)
    for line in lines or ():
        sheet.write((Span(line, role),), edge=(*edge, Span("  ")), hang=2)


def _write_quote(sheet: Sheet, blocks: Sequence[Block], alert: str, edge: Edge) -> None:
    colour = _ALERTS.get(alert, "faint")
    inner = (*edge, Span("│ ", colour))
    if alert:
        sheet.write((Span(alert.capitalize(), colour, STRONG),), edge=inner)
    write_blocks(sheet, blocks, edge=inner, role="text" if alert else "muted")


def write_code(
    sheet: Sheet, lines: Sequence[CodeLine], text: str, language: str, edge: Edge = BODY
) -> None:
    """A panel with the language and a mark that copies at its top right."""
    write_code_head(sheet, text, language, edge)
    write_code_lines(sheet, lines, edge)


def write_code_head(sheet: Sheet, text: str, language: str, edge: Edge = BODY) -> None:
    end = sheet.width - GUTTER
    right = (Span(f"{language}  " if language else "", "faint"), Span(f"{COPY} ", "faint"))
    hit = Hit(end - cell_len(COPY) - 1, end, "copy", text)
    sheet.write((), edge=edge, ground="code", right=right, hits=(hit,))


def write_code_lines(sheet: Sheet, lines: Sequence[CodeLine], edge: Edge = BODY) -> None:
    for line in lines:
        sheet.write(line, edge=edge, room=sheet.width, ground="code", inset=GUTTER)


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
    indent = (*edge, Span(" " * len(marker)))
    mark = Span(marker, "muted")
    match item:
        case [Paragraph() | Heading() as words, *rest] if words.lines:
            first, *more = _lines(words, role)
            sheet.write((mark, *first), edge=edge, hang=len(marker))
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


def _cells(edge: Edge) -> int:
    return sum(cell_len(span.text) for span in edge)
