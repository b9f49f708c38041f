"""Code as a panel: its language and a mark that copies at its top right; long code is folded, wide
code can be panned."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from tui.prompt.sizes import size_of
from tui.transcript.highlight import CodeLine, code_lines
from tui.transcript.rows import BODY, GUTTER, MEASURE, Hit, Sheet, Span, Written
from tui.transcript.shape import HEAD, ROWS, Hidden, Placed, is_long
from tui.transcript.window import FoldRow, Window, widest

Edge = Sequence[Span]
COPY = "❐ c"
_AHEAD = 100
"""Lines behind those that are shown which are read for their colours: they may end a string."""


def write_code(sheet: Sheet, text: str, language: str, edge: Edge = BODY) -> None:
    first = sheet.next_line
    write_code_head(sheet, text, language, edge)
    blocks = sheet.blocks
    if blocks is None:
        write_code_lines(sheet, code_lines(text, language), edge)
        return
    number, shape = blocks.begin(), blocks.shape
    room = sheet.width - cells(edge) - 2 * GUTTER
    lines = text.expandtabs(4).split("\n")
    wide = widest(lines, room)
    pan = shape.pan(number) if wide else None
    window = Window(pan, wide, room - 1) if pan is not None else None
    hidden, long = None, is_long(text)
    if long and not shape.shows(number):
        coloured = code_lines("\n".join(lines[: HEAD + _AHEAD]), language)
        hidden = write_beginning(
            sheet, coloured, lines, edge=edge, ground="code", inset=GUTTER, window=window
        )
    else:
        write_code_lines(sheet, code_lines(text, language), edge, window)
    last = sheet.next_line - 1
    if long and not shape.whole:
        told = fold_label(text, folded=hidden is not None)
        write_fold(sheet, told, (blocks.message, number), edge, ground="code", inset=GUTTER)
    blocks.placed.append(
        Placed(number, first, last, text, long, hidden, wide, room - 1, pan=pan if window else None)
    )


def write_code_head(sheet: Sheet, text: str, language: str, edge: Edge = BODY) -> None:
    end = sheet.width - GUTTER
    right = (Span(f"{language}  " if language else "", "faint"), Span(f"{COPY} ", "faint"))
    hit = Hit(end - cell_len(COPY) - 1, end, "copy", text)
    sheet.write((), edge=edge, ground="code", right=right, hits=(hit,))


def write_code_lines(
    sheet: Sheet, lines: Sequence[CodeLine], edge: Edge = BODY, window: Window | None = None
) -> None:
    for line in lines:
        sheet.write(line, edge=edge, room=sheet.width, ground="code", inset=GUTTER, window=window)


def write_beginning(
    sheet: Sheet,
    coloured: Sequence[CodeLine],
    lines: Sequence[str],
    *,
    edge: Edge,
    ground: str = "ground",
    inset: int = 0,
    window: Window | None = None,
    most: int = HEAD,
) -> Hidden | None:
    """The first `most` of `lines` in at most `ROWS` rows; the others have none. What is hidden."""
    top, written = len(sheet.rows), 0
    room = sheet.width if ground == "code" else MEASURE
    for line in coloured[:most]:
        left = ROWS - (len(sheet.rows) - top)
        if left <= 0:
            break
        sheet.write(
            line, edge=edge, room=room, ground=ground, inset=inset, window=window, most=left
        )
        written += 1
    last = sheet.rows[-1]
    cut = 0 if window is not None or last.end >= len(sheet.lines[-1].rstrip()) else last.end
    first = sheet.next_line - (1 if cut else 0)
    if written < len(lines):
        sheet.hide("\n".join(lines[written:]))
    end = sheet.next_line - 1
    return Hidden(first, cut, end) if cut or first <= end else None


def fold_label(text: str, *, folded: bool) -> str:
    if not folded:
        return "▾ show less"
    lines = text.count("\n") + 1
    told = f"{lines:,} lines" if lines > HEAD else size_of(len(text.encode("utf-8", "replace")))
    return f"▸ show all {told}"


def write_fold(
    sheet: Sheet,
    told: str,
    block: tuple[int, int],
    edge: Edge,
    *,
    ground: str = "ground",
    inset: int = 0,
) -> None:
    """The row that folds and unfolds `block` (message, number), below its last line."""
    line, left = sheet.next_line - 1, inset + cells(edge)
    written = Written(line, told, sheet.width, sheet.styles)
    written.spans, written.edge = (Span(told, "muted"),), edge
    written.ground, written.inset, written.left = ground, inset, left
    written.hits = (Hit(0, sheet.width, "block", block),)
    sheet.rows.append(FoldRow(written, line, len(sheet.lines[-1]), left))


def cells(edge: Edge) -> int:
    return sum(cell_len(span.text) for span in edge)
