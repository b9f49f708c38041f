"""What stands left of the lines of a block: gutter, bars of quotes, indents of lists."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from tui.transcript.rows import GUTTER, Span

Edge = Sequence[Span]

_LEAST = 16
"""Cells that are left for words, however deep they stand; half of a narrow pane."""


def cells(edge: Edge) -> int:
    return sum([cell_len(span.text) for span in edge])


def deeper(edge: Edge, more: Span, width: int) -> tuple[Span, ...]:
    """`edge` with `more` behind it, unless too little of the pane would be left for words."""
    room = width - GUTTER - cells(edge) - cell_len(more.text)
    return (*edge, more) if room >= min(_LEAST, width // 2) else tuple(edge)
