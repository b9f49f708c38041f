"""A key that is held down is one press: terminals send it again and again."""

from __future__ import annotations

GAP = 0.1
"""Seconds: keyboards repeat every 30 to 90 ms; nobody presses the same key twice so soon."""


class Repeat:
    """The presses of one key, by their times."""

    def __init__(self, gap: float = GAP) -> None:
        self._gap = gap
        self._last = float("-inf")

    def again(self, at: float) -> bool:
        """Whether this press is only the one before it going on."""
        held = at - self._last < self._gap
        self._last = at
        return held
