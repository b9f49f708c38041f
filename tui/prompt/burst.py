"""Tells a paste that arrives as keys from typing: an Enter in the middle of it must not send.

A run is keys that follow each other within 5 ms; from the eighth key on it is a paste, and then
ends only after 50 ms of quiet, because a busy machine or a slow line tears it into pieces. Enter
and Tab are held back until the run shows what it is, which costs a person 5 ms and no more.
Pure: times come in, decisions go out; who uses it brings the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field

GAP = 0.005
"""Seconds between two keys of one run."""
TAIL = 0.05
"""Seconds of quiet that end a paste."""
KEYS = 8
"""A run of so many keys is a paste."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is over: what of it was already typed, and what was held back after that."""

    typed: str
    held: str
    paste: bool

    @property
    def text(self) -> str:
        return self.typed + self.held


@dataclass(slots=True)
class Burst:
    """The run that is going on."""

    gap: float = GAP
    tail: float = TAIL
    _count: int = 0
    _last: float = float("-inf")
    _typed: list[str] = field(default_factory=list)
    _held: list[str] = field(default_factory=list)

    @property
    def paste(self) -> bool:
        return self._count >= KEYS

    @property
    def holds(self) -> bool:
        """Whether something is held back, so that somebody must come back and `end` the run."""
        return bool(self._held)

    def wait(self, now: float) -> float:
        """Seconds of quiet that are still missing to the end of this run."""
        return max(0.0, self._last + (self.tail if self.paste else self.gap) - now)

    def key(self, text: str, at: float) -> bool:
        """A key came that types `text` (Enter `\\r`); False if it is to be held back.

        Call `end` first when `wait(at)` is 0.
        """
        self._count += 1
        self._last = at
        if self._held or self.paste or text in ("\r", "\t"):
            self._held.append(text)
            return False
        self._typed.append(text)
        return True

    def end(self) -> Run:
        """The run as it was; the next key begins another."""
        run = Run("".join(self._typed), "".join(self._held), self.paste)
        self._count, self._last = 0, float("-inf")
        self._typed, self._held = [], []
        return run
