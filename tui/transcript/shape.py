"""How the long and the wide blocks of a message are shown: folded or whole, wrapped or panned.

Blocks (code, tables, what a person typed or pasted) are counted from 0 in their message, so a shape
outlives another width, other colours and scrolling away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

LINES = 60
"""Lines up to which a block is shown whole."""
HEAD = 40
"""Lines of a folded one that are shown."""
ROWS = 60
"""Rows they may take: lines wrap."""


def is_long(text: str, lines: int = LINES, characters: int = 200 * LINES) -> bool:
    """Whether a block is folded at first: by its lines, or where these are long."""
    return len(text) > characters or text.count("\n", 0, characters) >= lines


class Pan:
    """Columns by which a block that is not wrapped is moved to the left.

    One object for as long as the block is not wrapped: rows are painted by it, not laid out anew.
    """

    __slots__ = ("offset",)

    def __init__(self, offset: int = 0) -> None:
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Shape:
    whole: bool = False
    """Nothing is folded: it was watched as it came."""
    opened: frozenset[int] = frozenset()
    """Long blocks that are shown whole."""
    pans: tuple[tuple[int, Pan], ...] = ()
    """Wide blocks that are not wrapped."""

    def shows(self, number: int) -> bool:
        """Whether a long block is shown whole."""
        return self.whole or number in self.opened

    def pan(self, number: int) -> Pan | None:
        return next((pan for at, pan in self.pans if at == number), None)

    def toggled(self, number: int, long: frozenset[int]) -> Shape:
        """The block folded, or unfolded; `long` are all blocks of the message that fold."""
        opened = (long if self.whole else self.opened) ^ {number}
        return replace(self, whole=False, opened=opened)

    def panned(self, number: int, pan: Pan | None) -> Shape:
        """The block not wrapped any more; wrapped again without `pan`."""
        others = tuple(each for each in self.pans if each[0] != number)
        return replace(self, pans=others if pan is None else (*others, (number, pan)))

    def kept(self, row: int) -> int:
        """`row` of a message of this shape, as a place that outlives the shape."""
        return row + (_WHOLE if self.whole else _OPENED if self.opened else 0) * (row >= 0)

    @classmethod
    def of_place(cls, row: int) -> tuple[Shape, int]:
        """The shape in which `kept` gave a place, as far as it says, and the row."""
        shape = WHOLE if row >= _WHOLE else cls(opened=_EVERY) if row >= _OPENED else FOLDED
        return shape, row % _OPENED if row > 0 else row


_OPENED, _WHOLE = 1 << 22, 1 << 23
"""More than the rows of any message."""
_EVERY = frozenset(range(1000))
"""Every block of a message, for all that anybody unfolds."""
FOLDED = Shape()
WHOLE = Shape(whole=True)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a folded block does not show: from character `start` of logical line `first` on, to the
    end of line `last`."""

    first: int
    start: int
    last: int

    def holds(self, line: int, character: int) -> bool:
        return (self.first, self.start) <= (line, character) and line <= self.last


@dataclass(frozen=True, slots=True)
class Placed:
    """A block as it was laid out: logical lines `first` to `last` of its message."""

    number: int
    first: int
    last: int
    said: Sequence[str] | None = None
    """What is copied of it, in pieces of whole lines: it may still come; None for a table."""
    long: bool = False
    """Whether it can be folded."""
    folded: bool = False
    hidden: Hidden | None = None
    """The logical lines that have no rows because it is folded."""
    widest: int = 0
    """Cells of its longest line, if that is too wide to be shown unbroken."""
    room: int = 0
    """Cells of it that are seen at once when it is not wrapped."""
    wraps: bool = True
    """Whether it can be wrapped: a table of too many columns cannot."""
    pan: Pan | None = None
    """If it is not wrapped now."""

    @property
    def text(self) -> str:
        return "\n".join(self.said or ())

    @property
    def wide(self) -> bool:
        return self.widest > 0

    def holds(self, line: int) -> bool:
        return self.first <= line <= self.last


class Blocks:
    """The blocks of a message while it is written; `above` are in another part of it. Of an answer
    that is being given none `folds`: what is watched stays as it is."""

    def __init__(self, message: int, shape: Shape, *, above: int = 0, folds: bool = True) -> None:
        self.message, self.shape, self.above, self.folds = message, shape, above, folds
        self.placed: list[Placed] = []

    @property
    def number(self) -> int:
        """Of the next block."""
        return self.above + len(self.placed)
