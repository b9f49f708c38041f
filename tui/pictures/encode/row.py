"""A strip that knows what the terminal is sent for it. Its segments are most of the work, and only
wanted where a part of it is shown or it is joined with others: they are made then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

from rich.segment import Segment
from textual.strip import Strip


class Row(Strip):
    """`made` gives the segments of what is `sent`: `cell_length` characters, of one cell each."""

    __slots__ = ("_found", "_made")

    def __init__(self, sent: str, cell_length: int, made: Callable[[], Iterable[Segment]]) -> None:
        super().__init__((), cell_length)
        self._found: list[Segment] | None = None
        self._made = made
        self._render_cache = sent
        self._cell_count = cell_length

    @property
    def _segments(self) -> list[Segment]:
        if self._found is None:
            self._found = list(self._made())
        return self._found

    @_segments.setter
    def _segments(self, segments: list[Segment]) -> None:
        self._found = segments

    def __bool__(self) -> bool:
        return self.cell_length > 0

    def between(self, before: Strip, behind: Strip) -> Row:
        """It with others at its sides, which were rendered."""
        every = (before, self, behind)
        sent = "".join([strip._render_cache or "" for strip in every])
        width = sum([strip.cell_length for strip in every])
        return Row(sent, width, lambda: chain(before, self, behind))
