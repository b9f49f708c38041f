"""Paints what changed and nothing else.

Textual 8.2.8 renders every widget of the screen, whole, for each partial update (ten of them here,
for one line of an answer), and divides every line of those below the topmost. While an answer
streams that was three quarters of the program's work. Leans on Compositor's internals;
tests/tui/test_compositor.py proves that the screen is the same.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual._compositor import Compositor
from textual.geometry import Region

if TYPE_CHECKING:
    from textual.strip import Strip

    Chops = Sequence[Mapping[int, Strip | None]]


class SparingCompositor(Compositor):
    """Asks a widget only for lines of which something is still to be painted."""

    def _render_chops(self, crop: Region, is_rendered_line: Callable[[int], bool]) -> Chops:
        """Front to back, as Textual does: the first to paint a piece of a line wins."""
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(cut[:-1]) for cut in self.cuts]
        missing = {y: self._pieces(y, crop) for y in crop.line_range if is_rendered_line(y)}
        for widget, (region, clip) in self.visible_widgets.items():
            if not missing:
                break
            shown = region.intersection(clip)
            lines = [y for y in shown.intersection(crop).line_range if y in missing]
            if not lines:
                continue
            top, bottom = lines[0], lines[-1] + 1
            area = Region(shown.x - region.x, top - region.y, shown.width, bottom - top)
            # A widget that is just being resized may give fewer lines than it will have.
            for y, strip in zip(range(top, bottom), widget.render_lines(area), strict=False):
                if y in missing and self._fill(chops[y], missing[y], strip, shown, y):
                    del missing[y]
        return chops

    def _pieces(self, y: int, crop: Region) -> set[int]:
        """Where the pieces of line `y` begin that reach into `crop`."""
        cuts = self.cuts[y]
        ends = itertools.pairwise(cuts)
        return {start for start, end in ends if end > crop.x and start < crop.right}

    def _fill(
        self, chops: dict[int, Strip | None], missing: set[int], strip: Strip, shown: Region, y: int
    ) -> bool:
        """Put `strip` where nothing stands yet; whether the line is complete then."""
        first, last = shown.column_span
        cuts = [cut for cut in self.cuts[y] if first <= cut <= last]
        if missing.isdisjoint(cuts):
            return False
        pieces = strip.divide([cut - first for cut in cuts[1:]])
        for cut, piece in zip(cuts, pieces, strict=False):
            if chops[cut] is None:
                chops[cut] = piece
                missing.discard(cut)
        return not missing
