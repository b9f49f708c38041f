"""Code as a panel: its language and a mark that copies at its top right; long code is folded, wide
code can be panned."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from tui.transcript.edges import Edge, cells
from tui.transcript.fold_rows import fold_label, write_beginning, write_fold
from tui.transcript.highlight import CodeLine, code_lines
from tui.transcript.rows import BODY, GUTTER, Hit, Sheet, Span
from tui.transcript.shape import HEAD, Placed, is_long
from tui.transcript.window import Window, widest

COPY = "❐ c"
_AHEAD = 100
"""Lines behind those that are shown which are read for their colours: they may end a string."""


def write_code(sheet: Sheet, text: str, language: str, edge: Edge = BODY) -> None:
    first = sheet.next_line
    write_code_head(sheet, (text,), language, edge)
    blocks = sheet.blocks
    if blocks is None:
        write_code_lines(sheet, code_lines(text, language), edge)
        return
    number, shape = blocks.number, blocks.shape
    room = sheet.width - cells(edge) - 2 * GUTTER
    lines = text.expandtabs(4).split("\n")
    wide = widest(lines, room)
    pan = shape.pan(number) if wide else None
    window = Window(pan, wide, room - 1) if pan is not None else None
    hidden, long = None, blocks.folds and is_long(text)
    if long and not shape.shows(number):
        coloured = code_lines("\n".join(lines[: HEAD + _AHEAD]), language)
        hidden = write_beginning(
            sheet, coloured, lines, edge=edge, ground="code", inset=GUTTER, window=window
        )
    else:
        write_code_lines(sheet, code_lines(text, language), edge, window)
    last, folded = sheet.next_line - 1, hidden is not None
    if long and not shape.whole:
        told = fold_label(text, folded=folded)
        write_fold(sheet, told, (blocks.message, number), edge, ground="code", inset=GUTTER)
    placed = Placed(number, first, last, (text,), long, folded, hidden, wide, room - 1, pan=pan)
    blocks.placed.append(placed)


def write_code_head(sheet: Sheet, said: Sequence[str], language: str, edge: Edge = BODY) -> None:
    """`said` are the pieces of the code, those that are going to come too."""
    end = sheet.width - GUTTER
    told = f"{language}  " if language else ""
    if cells(edge) + cell_len(told) + cell_len(COPY) + 1 >= end:
        told = ""
    right = (Span(told, "faint"), Span(f"{COPY} ", "faint"))
    hit = Hit(end - cell_len(COPY) - 1, end, "copy", said)
    sheet.write((), edge=edge, ground="code", right=right, hits=(hit,))


def write_code_lines(
    sheet: Sheet, lines: Sequence[CodeLine], edge: Edge = BODY, window: Window | None = None
) -> None:
    for line in lines:
        sheet.write(line, edge=edge, room=sheet.width, ground="code", inset=GUTTER, window=window)
