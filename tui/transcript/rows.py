"""Rows: what stands in one row of cells, and the logical text it stands for.

A logical line is a paragraph, a line of code, a row of a table: what is copied. Its wrapped rows
know which characters of it they show, so a selection survives another width.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from tui.transcript.styles import LINK, Styles
from tui.transcript.wrap import breaks

MEASURE = 88
"""Columns of prose; code, tables and pictures may use the pane."""
GUTTER = 2


class Span(NamedTuple):
    """Text of one look. Plain text: what it says is never read as markup."""

    text: str
    role: str = "text"
    flags: int = 0
    href: str = ""


class Hit(NamedTuple):
    """Cells `start` to `end` of a row do something when clicked."""

    start: int
    end: int
    kind: str
    """`link`, `copy`, `label`, `sibling`, `failure`, `fold`, `picture`, `end`."""
    value: object


class Row:
    """One row of cells; its strip is made when it is first painted."""

    __slots__ = ("_strip", "hits", "line", "segments", "start", "text", "width", "x")

    def __init__(
        self,
        segments: list[Segment],
        width: int,
        *,
        line: int,
        text: str = "",
        start: int = 0,
        x: int = 0,
        hits: tuple[Hit, ...] = (),
    ) -> None:
        self.segments, self.width, self.hits = segments, width, hits
        self.line, self.text, self.start, self.x = line, text, start, x
        """`text` stands at cell `x`: characters from `start` on of logical line `line`."""
        self._strip: Strip | None = None

    @property
    def strip(self) -> Strip:
        if self._strip is None:
            self._strip = Strip(self.segments, self.width)
        return self._strip

    def forget(self) -> None:
        """Drop the strip: it has caches of its own, many times the row."""
        self._strip = None

    @property
    def plain(self) -> str:
        return "".join(segment.text for segment in self.segments)


class Sheet:
    """Rows written from the top; each `write` is one logical line."""

    def __init__(self, width: int, styles: Styles, *, first_line: int = 0) -> None:
        self.width, self.styles = width, styles
        self.rows: list[Row] = []
        self.lines: list[str] = []
        self._first = first_line

    def blank(self, edge: Sequence[Span] = ()) -> None:
        self.write((), edge=edge)

    def write(
        self,
        spans: Sequence[Span],
        *,
        edge: Sequence[Span] = (Span("  "),),
        hang: int = 0,
        room: int = MEASURE,
        ground: str = "ground",
        inset: int = 0,
        right: Sequence[Span] = (),
        hits: tuple[Hit, ...] = (),
        wrapped: bool = True,
    ) -> None:
        """Write `spans` behind `edge` (which is not copied), wrapped to at most `room` cells.

        `hang` cells are left of all rows but the first. On another `ground` a panel reaches from
        the edge to the right margin, its text `inset` cells in. `right` stands at the right end.
        """
        text = "".join(span.text for span in spans)
        left = sum(cell_len(span.text) for span in edge) + inset
        room = min(room, self.width - left - GUTTER)
        line = self._first + len(self.lines)
        self.lines.append(text)
        ranges = breaks(text, room, hang) if wrapped else [(0, len(text))]
        for number, (start, end) in enumerate(ranges):
            x = left + (hang if number else 0)
            segments = self._edge(edge)
            if x > left - inset:
                segments.append(Segment(" " * (x - left + inset), self._on(ground)))
            row_hits = list(hits)
            used = self._spans(segments, row_hits, spans, start, end, x, ground)
            self._fill(segments, used, ground, right if number == 0 else ())
            self.rows.append(
                Row(
                    segments,
                    self.width,
                    line=line,
                    text=text[start:end],
                    start=start,
                    x=x,
                    hits=tuple(row_hits),
                )
            )

    def _on(self, ground: str):
        return self.styles.of("text", 0, ground)

    def _edge(self, edge: Sequence[Span]) -> list[Segment]:
        return [Segment(s.text, self.styles.of(s.role, s.flags)) for s in edge]

    def _spans(
        self,
        segments: list[Segment],
        hits: list[Hit],
        spans: Sequence[Span],
        start: int,
        end: int,
        x: int,
        ground: str,
    ) -> int:
        """Append what `spans` show between `start` and `end`; the cell after it."""
        place = 0
        for span in spans:
            after = place + len(span.text)
            if after > start and place < end:
                shown = span.text[max(0, start - place) : end - place]
                segments.append(Segment(shown, self.styles.of(span.role, span.flags, ground)))
                cells = cell_len(shown)
                if span.flags & LINK and span.href:
                    hits.append(Hit(x, x + cells, "link", span.href))
                x += cells
            place = after
        return x

    def _fill(self, segments: list[Segment], used: int, ground: str, right: Sequence[Span]) -> None:
        end = self.width - GUTTER
        cells = sum(cell_len(span.text) for span in right)
        if right and used + cells < end:
            segments.append(Segment(" " * (end - cells - used), self._on(ground)))
            segments += [Segment(s.text, self.styles.of(s.role, s.flags, ground)) for s in right]
            used = end
        if ground != "ground" and used < end:
            segments.append(Segment(" " * (end - used), self._on(ground)))
            used = end
        if used < self.width:
            segments.append(Segment(" " * (self.width - used), self._on("ground")))
