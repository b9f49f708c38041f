"""What the parts of the transcript share; `view.Transcript` is all of them together."""

from __future__ import annotations

from typing import Any

from textual.strip import Strip

from tui.transcript.book import Book
from tui.transcript.canvas import LineCanvas
from tui.transcript.position import Position
from tui.transcript.rows import Row
from tui.transcript.styles import Styles


class Part(LineCanvas):
    """The state; each of it is written by one part only."""

    book: Book
    position: Position
    _styles: Styles
    _thoughts: bool
    """Whether reasoning is unfolded."""
    _focused: int | None
    """The id of the message that is read."""
    _new_lines: int
    """Lines that came below the view since it left the end."""
    _visible: list[tuple[int, Row | None]] | None
    """For each row of the view its message and row, while that is known."""
    _painted: list[Strip]
    """Strips of the view from its top; those that changed are cut off."""
    _clock: Any

    def _settle(self) -> None:
        """Stand at the end if it is followed, and paint."""
        raise NotImplementedError

    def _moved(self, *, now: bool = False) -> None:
        """The view shows other rows: paint them, `now` or with the next frame."""
        raise NotImplementedError

    def _place(self) -> None:
        """Tell the scrollbar."""
        raise NotImplementedError

    def _deselect(self, index: int) -> None:
        """Nothing is selected any more in messages from `index` on: their lines are others."""
        raise NotImplementedError

    def _stay(self, index: int, row: int) -> None:
        """Stand at a row of a message when it is laid out, if nobody has moved until then."""
        raise NotImplementedError

    async def lay_out(self, number: int) -> None:
        """Have the rows of a message, a long one's from a thread, before they are looked at."""
        raise NotImplementedError

    def _draw_anew(self) -> None:
        """Lay everything out again; the text at the top stays there."""
        raise NotImplementedError

    def _want_layouts(self) -> None:
        """Have a thread lay out what is too long to wait for."""
        raise NotImplementedError

    def _rows(self) -> list[tuple[int, Row | None]]:
        raise NotImplementedError
