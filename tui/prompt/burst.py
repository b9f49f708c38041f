"""Tells a paste that arrives as keys from typing: an Enter in the middle of it must not send.

A run is keys that follow each other within 5 ms; from the eighth key on it is a paste, and then
ends only after a longer quiet, because a busy machine or a slow line tears it into pieces. Enter
and Tab are held back until the run shows what it is, which costs a person 5 ms and no more.
Pure: times come in, decisions go out; who uses it brings the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field

GAP = 0.005
"""Seconds between two keys of one run."""
TAIL = 0.05
"""Seconds of quiet that end a paste of one line."""
LONG_TAIL = 0.25
"""Seconds of quiet that end a paste in which an Enter came."""
KEYS = 8
"""A run of so many keys is a paste."""
SHOWN = 64
"""So many keys of a paste are typed as they come: a slow line delivers typing in lumps, too."""


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
    long_tail: float = LONG_TAIL
    _count: int = 0
    _entered: bool = False
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
        quiet = self.gap
        if self.paste:
            quiet = self.long_tail if self._entered else self.tail
        return max(0.0, self._last + quiet - now)

    def key(self, text: str, at: float) -> bool:
        """A key came that types `text` (Enter `\\r`); False if it is to be held back.

        Call `end` first when `wait(at)` is 0.
        """
        self._count += 1
        self._last = at
        self._entered = self._entered or text == "\r"
        if self._held or text in ("\r", "\t") or self._count > SHOWN:
            self._held.append(text)
            return False
        self._typed.append(text)
        return True

    def lump(self, text: str, at: float) -> None:
        """A whole piece of a run came at once; it is held back. Call `end` first as for `key`."""
        self._count += max(KEYS, len(text))
        self._last = at
        self._entered = self._entered or "\r" in text
        self._held.append(text)

    def end(self) -> Run:
        """The run as it was; the next key begins another."""
        run = Run("".join(self._typed), "".join(self._held), self.paste)
        self._count, self._last, self._entered = 0, float("-inf"), False
        self._typed, self._held = [], []
        return run
