"""The rows of a folded block: its first ones, and below them the one that says how much it is."""

from __future__ import annotations

from collections.abc import Sequence

from tui.prompt.sizes import size_of
from tui.transcript.edges import Edge, cells
from tui.transcript.rows import MEASURE, Hit, Sheet, Span, Written
from tui.transcript.shape import HEAD, ROWS, Hidden
from tui.transcript.window import FoldRow, Window


def write_beginning(
    sheet: Sheet,
    coloured: Sequence[Sequence[Span]],
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
    copied: bool = False,
) -> None:
    """The row that folds and unfolds `block` (message, number), below its last line; `copied` if
    it is the only one that tells how much there is."""
    if copied:
        sheet.hide(told)
    line, left = sheet.next_line - 1, inset + cells(edge)
    written = Written(line, told, sheet.width, sheet.styles)
    written.spans, written.edge = (Span(told, "muted"),), edge
    written.ground, written.inset, written.left = ground, inset, left
    written.hits = (Hit(0, sheet.width, "block", block),)
    sheet.rows.append(FoldRow(written, line, len(sheet.lines[-1]), left))
