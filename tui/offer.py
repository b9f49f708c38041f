"""Several things of one message, of which a digit takes one: blocks of code, links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chat.text import clean_line

_DIGITS = 9
_FEWEST = 12
"""Cells for one of them at least."""


@dataclass(frozen=True, slots=True)
class Offer:
    """`take(n)` takes the `n`th, from 0; `labels` say what they are."""

    labels: Sequence[str]
    take: Callable[[int], None]

    def taken(self, key: str | None) -> bool:
        """Take what the key stands for; False if it is none of the digits."""
        number = int(key) - 1 if key and key in "123456789" else -1
        if not 0 <= number < len(self.labels):
            return False
        self.take(number)
        return True

    def sentence(self, verb: str, width: int, rest: str) -> str:
        """What a person is told, in two rows of `width` cells where that can be; `rest`: what to
        do about those that have no digit."""
        shown = self.labels[:_DIGITS]
        room = max(_FEWEST, (2 * width - len(verb) - 20) // len(shown) - 5)
        told = " · ".join(f"{n} {clean_line(label, room)}" for n, label in enumerate(shown, 1))
        more = f" · and {len(self.labels) - _DIGITS} more: {rest}" if self.labels[_DIGITS:] else ""
        return f"A digit {verb}: {told}{more}"
