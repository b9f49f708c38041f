"""Rows: what stands in one row of cells, and the logical text it stands for.

A logical line is a paragraph, a line of code, a row of a table: what is copied. Its wrapped rows
know which characters of it they show, so a selection survives another width.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, Protocol

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.transcript.styles import LINK, Styles
from tui.transcript.wrap import breaks

if TYPE_CHECKING:
    from tui.transcript.shape import Blocks
    from tui.transcript.window import Window

MEASURE = 88
"""Columns of prose; code, tables and pictures may use the pane."""
GUTTER = 2


class Span(NamedTuple):
    """Text of one look. Plain text: what it says is never read as markup."""

    text: str
    role: str = "text"
    flags: int = 0
    href: str = ""


# Terminals disagree on how wide joined emoji are, and one wrong guess shifts the rest of the row:
# unjoined, each of them is as wide everywhere as it is measured here. A joiner is spelling only in
# scripts from Arabic to Mongolian; elsewhere the character behind it would be measured as nothing.
_JOINS = re.compile("(?<![\u0600-\u1fff])\u200d|\u200d(?![\u0600-\u1fff])|\ufe0f")
BODY = (Span(" " * GUTTER),)
_MANY = 64
"""Spans of a line from which on those of a row are not looked for one by one."""


class Hit(NamedTuple):
    """Cells `start` to `end` of a row do something when clicked."""

    start: int
    end: int
    kind: str
    """`link`, `copy`, `label`, `sibling`, `failure`, `fold`, `block`, `picture`, `fetch`, `end`."""
    value: object


class Cells(Protocol):
    """What rows show instead of text."""

    box: tuple[int, int]
    """Columns and rows."""

    def segments(self, row: int, styles: Styles) -> list[Segment]:
        """The cells of one row, as they are now."""
        ...


class Written:
    """A logical line as it was written: what its rows are made from when they are painted."""

    __slots__ = ("art", "edge", "ground", "hang", "hits", "inset", "left", "line", "places",
                 "right", "room", "spans", "styles", "text", "width")  # fmt: skip

    def __init__(self, line: int, text: str, width: int, styles: Styles) -> None:
        self.line, self.text, self.width, self.styles = line, text, width, styles
        self.spans: Sequence[Span] = ()
        self.edge: Sequence[Span] = ()
        self.right: Sequence[Span] = ()
        self.hits: tuple[Hit, ...] = ()
        self.art: Cells | None = None
        self.ground, self.inset, self.left = "ground", 0, 0
        self.hang, self.room = 0, MEASURE
        self.places: tuple[Sequence[Span], list[int]] | None = None
        """Where spans begin, if they are many: a row is looked for, not counted to."""

    def segments(self, start: int, end: int, x: int, *, first: bool) -> list[Segment]:
        """The cells of the row that shows characters `start` to `end` from cell `x` on."""
        made = [Segment(s.text, self.styles.of(s.role, s.flags)) for s in self.edge]
        before = x - self.left + self.inset
        if before > 0:
            made.append(Segment(" " * before, self._on(self.ground)))
        for span, shown in self._shown(start, end):
            styles, look = self.styles, (span.role, span.flags, self.ground)
            style = styles.link(*look, span.href) if span.href else styles.of(*look)
            made.append(Segment(shown, style))
            x += cell_len(shown)
        if self.art is not None:
            made += self.art.segments(start, self.styles)
            x += self.art.box[0]
        self._fill(made, x, self.right if first else ())
        return made

    def links(self, start: int, end: int, x: int) -> list[Hit]:
        hits: list[Hit] = []
        for span, shown in self._shown(start, end):
            cells = cell_len(shown)
            if span.flags & LINK and span.href:
                hits.append(Hit(x, x + cells, "link", span.href))
            x += cells
        return hits

    def _shown(self, start: int, end: int) -> Iterator[tuple[Span, str]]:
        first, place = self._from(start) if len(self.spans) > _MANY else (0, 0)
        for number in range(first, len(self.spans)):
            if place >= end:
                return
            span = self.spans[number]
            after = place + len(span.text)
            if after > start:
                yield span, span.text[max(0, start - place) : end - place]
            place = after

    def _from(self, start: int) -> tuple[int, int]:
        """The span that has character `start`, and where it begins."""
        if self.places is None or self.places[0] is not self.spans:
            lengths = (len(span.text) for span in self.spans)
            self.places = self.spans, list(accumulate(lengths, initial=0))
        at = max(0, bisect_right(self.places[1], start) - 1)
        return at, self.places[1][at]

    def _on(self, ground: str) -> Style:
        return self.styles.of("text", 0, ground)

    def _fill(self, made: list[Segment], used: int, right: Sequence[Span]) -> None:
        end, ground = self.width - GUTTER, self.ground
        cells = sum(cell_len(span.text) for span in right)
        if right and used + cells < end:
            made.append(Segment(" " * (end - cells - used), self._on(ground)))
            made += [Segment(s.text, self.styles.of(s.role, s.flags, ground)) for s in right]
            used = end
        if ground != "ground" and used < end:
            made.append(Segment(" " * (end - used), self._on(ground)))
            used = end
        if used < self.width:
            made.append(Segment(" " * (self.width - used), self._on("ground")))


class Row:
    """Characters `start` to `end` of a logical line, at cell `x`; painted when it is seen."""

    __slots__ = ("_strip", "end", "more", "start", "written", "x")

    def __init__(self, written: Written, start: int, end: int, x: int) -> None:
        self.written, self.start, self.end, self.x = written, start, end, x
        self.more: tuple[Hit, ...] = ()
        """Hits beyond those of its line."""
        self._strip: Strip | None = None

    @property
    def line(self) -> int:
        """The logical line's number in its message."""
        return self.written.line

    @property
    def width(self) -> int:
        return self.written.width

    @property
    def text(self) -> str:
        return self.written.text[self.start : self.end]

    @property
    def hits(self) -> list[Hit]:
        links = self.written.links(self.start, self.end, self.x)
        return [*links, *self.written.hits, *self.more]

    @property
    def strip(self) -> Strip:
        if self._strip is None:
            self._strip = self._make()
        return self._strip

    def _make(self) -> Strip:
        written = self.written
        made = written.segments(self.start, self.end, self.x, first=self.start == 0)
        return Strip(made, written.width).adjust_cell_length(written.width)

    def looks_like(self, old: Row) -> bool:
        """Whether it shows what `old` shows; then it takes over the strip that is painted."""
        if old._strip is None or self._place() != old._place():
            return False
        if list(self.written._shown(self.start, self.end)) != list(
            old.written._shown(old.start, old.end)
        ):
            return False
        self._strip = old._strip
        return True

    def _place(self) -> tuple[object, ...]:
        """All that decides how it looks but the characters."""
        written = self.written
        return (
            *(self.start, self.end, self.x, self.more),
            *(written.line, written.width, written.styles, written.edge, written.right),
            *(written.hits, written.ground, written.inset, written.left, written.art),
        )

    def forget(self) -> None:
        """Drop the strip: it has caches of its own, many times the row."""
        self._strip = None

    @property
    def plain(self) -> str:
        return self.strip.text


class Sheet:
    """Rows written from the top; each `write` is one logical line."""

    def __init__(
        self, width: int, styles: Styles, *, first_line: int = 0, blocks: Blocks | None = None
    ) -> None:
        """`blocks` says which blocks are folded and panned, and is told where they stand; without
        it everything is shown, wrapped."""
        self.width, self.styles, self.blocks = width, styles, blocks
        self.rows: list[Row] = []
        self.lines: list[str] = []
        self.first_line = first_line

    @property
    def next_line(self) -> int:
        """The number of the logical line that is written next."""
        return self.first_line + len(self.lines)

    def blank(self, edge: Sequence[Span] = ()) -> None:
        self.write((), edge=edge)

    def draw(self, art: Cells, hits: tuple[Hit, ...] = ()) -> None:
        """Rows of cells; they are one logical line, and nothing of it is copied."""
        written = Written(self.next_line, "", self.width, self.styles)
        written.edge, written.left, written.art, written.hits = BODY, GUTTER, art, hits
        self.lines.append("")
        self.rows += [Row(written, row, row, GUTTER) for row in range(art.box[1])]

    def hide(self, text: str) -> None:
        """Logical lines that are there and have no rows."""
        self.lines += _JOINS.sub("", text).split("\n")

    def write(
        self,
        spans: Sequence[Span],
        *,
        edge: Sequence[Span] = BODY,
        hang: int = 0,
        room: int = MEASURE,
        ground: str = "ground",
        inset: int = 0,
        right: Sequence[Span] = (),
        hits: tuple[Hit, ...] = (),
        wrapped: bool = True,
        window: Window | None = None,
        most: int | None = None,
    ) -> None:
        """Write `spans` behind `edge` (which is not copied), wrapped to at most `room` cells; or
        in one row that `window` shows a part of. Of all rows at most the first `most` are there.

        `hang` cells are left of all rows but the first. On another `ground` a panel reaches from
        the edge to the right margin, its text `inset` cells in. `right` stands at the right end.
        """
        text = spans[0].text if len(spans) == 1 else "".join([span.text for span in spans])
        if "\u200d" in text or "\ufe0f" in text:
            spans = unjoined(spans)
            text = "".join([span.text for span in spans])
        written = Written(self.next_line, text, self.width, self.styles)
        written.spans, written.edge, written.right, written.hits = spans, edge, right, hits
        left = inset + (GUTTER if edge is BODY else sum(cell_len(span.text) for span in edge))
        written.ground, written.inset, written.left = ground, inset, left
        written.hang, written.room = hang, room
        self.lines.append(text)
        if window is not None:
            self.rows.append(window.row(written))
            return
        room = min(room, self.width - left - GUTTER)
        if most is not None:
            text = text[: (most + 2) * max(2, room)]
        ranges = (breaks(text, room, hang) if wrapped else [(0, len(text))])[:most]
        for number, (start, end) in enumerate(ranges):
            self.rows.append(Row(written, start, end, left + (hang if number else 0)))


def unjoined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """`spans` as they are drawn, and have to be measured."""
    if all(span.text.isascii() for span in spans):
        return tuple(spans)
    return tuple(span._replace(text=_JOINS.sub("", span.text)) for span in spans)
