"""One finding of the doctor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "warn", "broken"]
"""Only what is broken keeps palaver from working; a warning is about something that could be
better, a note is about something that is as it is."""


@dataclass(frozen=True, slots=True)
class Set:
    """A line to set, and the file (or the place) where."""

    line: str
    file: str


@dataclass(frozen=True, slots=True)
class Row:
    """`told` is a sentence or a value, `sets` what to do about it."""

    section: str
    name: str
    state: State
    told: str
    sets: tuple[Set, ...] = ()
