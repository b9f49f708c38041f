"""How much of a growing text is read at once: as much as holds the event loop but a moment."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.transcript.growth import Growth

_FEWEST, _MOST = 256, 4096
"""Characters."""
_SHORT, _LONG = 0.002, 0.005
"""Seconds between which reading should take."""


class Pace:
    def __init__(self) -> None:
        self._piece = 1024

    def read(self, text: Growth) -> int:
        """Bring `text` up to date with the next piece; the first row that may have changed."""
        began = time.perf_counter()
        changed = text.update(self._piece)
        spent = time.perf_counter() - began
        if spent > _LONG:
            self._piece = max(_FEWEST, self._piece // 2)
        elif spent < _SHORT:
            self._piece = min(_MOST, self._piece * 2)
        return changed
