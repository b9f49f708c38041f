"""Several things of one message, of which a digit takes one: blocks of code, links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chat.text import clean_line

_DIGITS = 9
_FEWEST = 24
"""Cells for one of them at least: the host of an address has to be seen."""
_AROUND = 5
"""Cells for its digit and what parts it from the next."""


@dataclass(frozen=True, slots=True)
class Offer:
    """`take(n)` takes the `n`th, from 0; `labels` say what they are, in rows of `width` cells."""

    labels: Sequence[str]
    take: Callable[[int], None]
    width: int
    cut: Callable[[str, int], str] = clean_line
    """Makes a label fit."""

    @property
    def shown(self) -> Sequence[str]:
        """Those that have a digit: as many as three rows have room for."""
        room = (3 * self.width - 50) // (_FEWEST + _AROUND)
        return self.labels[: max(1, min(_DIGITS, room))]

    def taken(self, key: str | None) -> bool:
        """Take what the key stands for; False if it is none of the digits."""
        number = int(key) - 1 if key and key in "123456789" else -1
        if not 0 <= number < len(self.shown):
            return False
        self.take(number)
        return True

    def sentence(self, verb: str, rest: str) -> str:
        """What a person is told; `rest`: what to do about those that have no digit."""
        shown = self.shown
        room = max(_FEWEST, (2 * self.width - 20) // len(shown) - _AROUND)
        told = " · ".join(f"{n} {self.cut(label, room)}" for n, label in enumerate(shown, 1))
        left = len(self.labels) - len(shown)
        return f"A digit {verb}: {told}{f' · and {left} more: {rest}' if left else ''}"
