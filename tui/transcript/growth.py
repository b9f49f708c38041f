"""What grows below what stands: rows that stay, and characters that are not read yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from tui.transcript.galley import Galley
from tui.transcript.incoming import Incoming
from tui.transcript.rows import Row
from tui.transcript.shape import Blocks
from tui.transcript.styles import Styles

if TYPE_CHECKING:
    from tui.transcript.open_fence import Unlit


class Growth:
    """Rows of one part of an answer so far; `rows` and `lines` after each `update`."""

    def __init__(
        self, width: int, styles: Styles, first_line: int, blocks: Blocks | None = None
    ) -> None:
        self._galley = Galley(width, styles, first_line, blocks)
        self._incoming = Incoming()
        self.unlit: list[Unlit] = []
        """Code whose colours are to be found in a thread; whoever does that takes it out."""

    @classmethod
    def of(cls, text: str, width: int, styles: Styles, first_line: int, blocks: Blocks) -> Self:
        """All of a text, for a thread."""
        grown = cls(width, styles, first_line, blocks)
        grown.add(text)
        while grown.behind:
            grown.update(4096)
        return grown

    @property
    def rows(self) -> list[Row]:
        return self._galley.rows

    @property
    def lines(self) -> list[str]:
        return self._galley.lines

    @property
    def blocks(self) -> Blocks:
        """Its code and tables so far, and how they are shown."""
        return self._galley.blocks

    @property
    def first_line(self) -> int:
        return self._galley.first_line

    @property
    def length(self) -> int:
        """Characters added."""
        return self._incoming.length

    @property
    def behind(self) -> bool:
        """Whether more was added than the last `update` took."""
        return self._incoming.waiting

    def add(self, text: str) -> None:
        if text:
            self._incoming.add(text)

    def move(self, first_line: int) -> None:
        """Other lines, or none, stand above it now."""
        self._galley.move(first_line)

    def update(self, most: int | None = None) -> int:
        """Bring the rows up to date with at most `most` more characters; the first row that may
        have changed."""
        raise NotImplementedError
