"""Paints what changed and nothing else.

Textual 8.2.8 renders every widget of the screen, whole, for each partial update (ten of them here,
for one line of an answer), and divides every line of those below the topmost. While an answer
streams that was three quarters of the program's work. Leans on Compositor's internals;
tests/tui/test_compositor.py proves that the screen is the same.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual._compositor import (
    ChopsUpdate,
    Compositor,
    CompositorMap,
    LayoutUpdate,
    ReflowResult,
)
from textual.geometry import Region, Size

if TYPE_CHECKING:
    from textual.strip import Strip
    from textual.widget import Widget


class SparingCompositor(Compositor):
    """Asks a widget only for lines of which something is still to be painted."""

    def __init__(self) -> None:
        super().__init__()
        self._told: CompositorMap = {}
        """What the widgets were last told of their places."""

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Whoever asks for a region may have a new map made. Compared with that, a widget that is
        new would not be, and would never hear of its size."""
        self._full_map = self._told
        found = super().reflow(parent, size)
        self._told = self._full_map
        return found

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        """Below what is seen stand five containers as large as the screen, empty: half the work."""
        if simplify:
            return super().render_full_update(simplify=simplify)
        self._dirty_regions.clear()
        chops = self._painted({y: set(cut[:-1]) for y, cut in enumerate(self.cuts)})
        return LayoutUpdate([chop.values() for chop in chops], self.size.region)

    def render_partial_update(self) -> ChopsUpdate | None:
        regions = {region.intersection(self.size.region) for region in self._dirty_regions}
        self._dirty_regions.clear()
        spans = list(self._regions_to_spans(region for region in regions if region))
        if not spans:
            return None
        wanted: dict[int, set[int]] = {}
        for y, start, end in spans:
            wanted.setdefault(y, set()).update(self._pieces(y, start, end))
        return ChopsUpdate(self._painted(wanted), spans, [cut[1:] for cut in self.cuts])

    def _pieces(self, y: int, start: int, end: int) -> Iterator[int]:
        """Where the pieces of line `y` begin that reach into columns `start` to `end`."""
        for left, right in itertools.pairwise(self.cuts[y]):
            if left < end and right > start:
                yield left

    def _painted(self, wanted: dict[int, set[int]]) -> list[dict[int, Strip | None]]:
        """The chops of all lines, those pieces painted that `wanted` names by line and column.

        Front to back, as Textual does: the first to paint a piece of a line wins.
        """
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(cut[:-1]) for cut in self.cuts]
        for widget, (region, clip) in self.visible_widgets.items():
            if not wanted:
                break
            shown = region.intersection(clip)
            lines = [y for y in shown.line_range if self._touched(y, shown, wanted)]
            if not lines:
                continue
            top, bottom = lines[0], lines[-1] + 1
            area = Region(shown.x - region.x, top - region.y, shown.width, bottom - top)
            # A widget that is just being resized may give fewer lines than it will have.
            for y, strip in zip(range(top, bottom), widget.render_lines(area), strict=False):
                if y in wanted and self._fill(chops[y], wanted[y], strip, shown, y):
                    del wanted[y]
        return chops

    def _touched(self, y: int, shown: Region, wanted: dict[int, set[int]]) -> bool:
        return y in wanted and any(shown.x <= x < shown.right for x in wanted[y])

    def _fill(
        self, chops: dict[int, Strip | None], wanted: set[int], strip: Strip, shown: Region, y: int
    ) -> bool:
        """Put pieces of `strip` where they are wanted; whether the line is complete then."""
        first, last = shown.column_span
        cuts = [cut for cut in self.cuts[y] if first <= cut <= last]
        pieces = strip.divide([cut - first for cut in cuts[1:]])
        for cut, piece in zip(cuts, pieces, strict=False):
            if cut in wanted:
                chops[cut] = piece
                wanted.discard(cut)
        return not wanted
