"""Heights of all messages: estimated until a message is laid out, then real."""

from __future__ import annotations

from collections.abc import Sequence

from chat.messages import PathRow
from tui.transcript.rows import GUTTER, MEASURE
from tui.transcript.shape import HEAD, LINES


class Heights:
    """Rows of each message, and sums over them."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.total = 0

    def estimate(self, path: Sequence[PathRow], width: int, start: int = 0) -> None:
        """Guess the heights from `start` on; those before it stay."""
        room = max(10, min(MEASURE, width - 2 * GUTTER) * 9 // 10)
        del self.rows[start:]
        # Of a question that is a wall of text the head is shown.
        self.rows += [
            3 + row.newlines + row.characters // room
            if row.role == "assistant"
            else rows
            if (rows := 1 + row.newlines + row.characters // room) <= LINES
            else HEAD + 1
            for row in (path[start:] if start else path)
        ]
        self.total = sum(self.rows)

    def guess(self, index: int, row: PathRow, width: int) -> None:
        """What is known better of one message; nothing has been laid out for that."""
        once = Heights()
        once.estimate([row], width)
        self.set(index, once.rows[0])

    def set(self, index: int, rows: int) -> int:
        """The real height of a message; how much it differs from what was thought."""
        difference = rows - self.rows[index]
        self.rows[index] = rows
        self.total += difference
        return difference

    def above(self, index: int) -> int:
        return sum(self.rows[:index])

    def find(self, y: int) -> tuple[int, int]:
        """The message and the row in it that stand at row `y` of the whole."""
        for index, rows in enumerate(self.rows):
            if y < rows:
                return index, max(0, y)
            y -= rows
        return max(0, len(self.rows) - 1), 0
