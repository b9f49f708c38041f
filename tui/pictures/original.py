"""The picture that is being zoomed, decoded once, with smaller ones of it to cut from.

A step costs what the part that is seen costs, not what the whole picture would.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.pictures.encode.value import Request

if TYPE_CHECKING:
    from PIL import Image

_SMALLEST = 1024
"""Pixels of the longer side below which a half is not worth keeping."""


class Original:
    """One at a time; for threads."""

    def __init__(self) -> None:
        self._making = threading.Lock()
        self._lock = threading.Lock()
        """Held for a moment only: the event loop takes it, too."""
        self._key = ""
        self._levels: list[Image.Image] = []
        self._round = 0

    def take(self, key: str, decoded: Callable[[], Image.Image]) -> None:
        """Hold this picture in place of the one before, unless all is let go meanwhile. What
        `decoded` raises is raised."""
        begun = self._round
        with self._making:
            with self._lock:
                if self._key == key or self._round != begun:
                    return
                self._key, self._levels = "", []
            levels = [decoded()]
            while max(levels[-1].size) >= 2 * _SMALLEST:
                levels.append(levels[-1].reduce(2))
            with self._lock:
                if self._round == begun:
                    self._key, self._levels = key, levels

    def level(self, key: str, request: Request) -> tuple[Image.Image, int] | None:
        """The smallest that has all that is asked for, and how often it was halved; None where
        another picture is held."""
        with self._lock:
            if self._key != key:
                return None
            left, top, right, bottom = request.crop
            wide, high = self._levels[0].size
            across = request.box[0] * request.cell[0] / max(1.0, (right - left) * wide)
            down = request.box[1] * request.cell[1] / max(1.0, (bottom - top) * high)
            scale, number = min(across, down, request.most), 0
            while scale <= 0.5 and number + 1 < len(self._levels):
                scale, number = scale * 2, number + 1
            return self._levels[number], number

    def let_go(self) -> None:
        with self._lock:
            self._key, self._levels = "", []
            self._round += 1
