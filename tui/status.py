"""The status line: which model, how full its context is, and the few keys that work now.

What does not fit goes from the middle: the model and `^P actions` are the last to leave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget

from chat.text import clean_line

Key = tuple[str, str, str]
"""What a person presses, in words what it does, and the action's name."""

_GAP = "   "
_MOST = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """Some cells of the line, and the action a click on them runs."""

    words: tuple[tuple[str, str], ...]
    action: str = ""
    worth: int = 0
    """What is worth least leaves first."""

    @property
    def cells(self) -> int:
        return sum(cell_len(text) for text, _ in self.words)


class StatusLine(Widget):
    """One row; draws what `show` was last told."""

    DEFAULT_CSS = """
    StatusLine { height: 1; color: $muted; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._middle: list[Piece] = []
        self._keys: list[Piece] = []
        self._model: Piece | None = None
        self._spots: list[tuple[int, int, str]] = []

    def show(
        self,
        model: str = "",
        *,
        draws: bool = False,
        unverified: bool = False,
        used: int | None = None,
        of: int | None = None,
        busy_others: int = 0,
        keys: Sequence[Key] = (),
        note: str = "",
    ) -> None:
        """`unverified`: the certificate of the model's server is not checked. `used` and `of` are
        tokens; `keys` in the order of their standing, at most four."""
        name = [(clean_line(model, 60), "$model")] if model else []
        if name and draws:
            name.append((" · draw", "$muted"))
        if name and unverified:
            name.append((" · unverified", "$warn"))
        self._model = Piece(tuple(name), "pick_model") if name else None
        self._middle = [
            Piece(((text, style),), action, worth)
            for text, style, action, worth in (
                (fullness(used, of), _fullness_style(used, of), "", 2),
                (_others(busy_others), "$ok", "conversations", 3),
                (clean_line(note, 80), "$muted", "", 1),
            )
            if text
        ]
        shown = [*keys[: _MOST - 1], keys[-1]] if len(keys) > _MOST else list(keys)
        self._keys = [
            Piece(((key, "$text"), (f" {words}", "$muted")), action) for key, words, action in shown
        ]
        self.refresh()

    def render(self) -> Content:
        left, right = self._fitting(self.size.width - 3)
        gap = max(self.size.width - 3 - _cells(left) - _cells(right), 0)
        parts: list[tuple[str, str]] = [("  ", "")]
        self._spots = []
        at = self._place(left, 2, parts)
        parts.append((" " * gap, ""))
        self._place(right, at + gap, parts)
        return Content.assemble(*parts)

    def _fitting(self, width: int) -> tuple[list[Piece], list[Piece]]:
        """Both sides, less what there is no room for."""
        left = [self._model] if self._model else []
        left, right = left + self._middle, list(self._keys)
        while _cells(left) + _cells(right) + len(_GAP) > width:
            if len(left) > 1:
                left.remove(min(left[1:], key=lambda piece: piece.worth))
            elif len(right) > 1:
                right.pop(-2)
            elif left and right:
                left = []
            else:
                break
        return left, right

    def _place(self, pieces: list[Piece], at: int, parts: list[tuple[str, str]]) -> int:
        """Append `pieces` from column `at`; gives the column after them."""
        for index, piece in enumerate(pieces):
            if index:
                parts.append((_GAP, ""))
                at += len(_GAP)
            parts.extend(piece.words)
            if piece.action:
                self._spots.append((at, at + piece.cells, piece.action))
            at += piece.cells
        return at

    async def on_click(self, event: events.Click) -> None:
        for begin, end, action in self._spots:
            if begin <= event.x < end:
                event.stop()
                await self.screen.run_action(action)


def _others(count: int) -> str:
    return f"● {count} other{'s' * (count > 1)}" if count else ""


def tokens(count: int) -> str:
    """1,234 as `1.2k`."""
    if count < 1000:
        return str(count)
    if count < 10_000:
        return f"{count / 1000:.1f}".removesuffix(".0") + "k"
    if count < 1_000_000:
        return f"{count // 1000}k"
    return f"{count / 1_000_000:.1f}".removesuffix(".0") + "M"


def fullness(used: int | None, of: int | None) -> str:
    """`2.1k of 128k`; what is not known is left out."""
    if not used:
        return ""
    return f"{tokens(used)} of {tokens(of)}" if of else f"{tokens(used)} tokens"


def _fullness_style(used: int | None, of: int | None) -> str:
    return "$warn" if used and of and used > of * 0.9 else "$muted"


def _cells(pieces: list[Piece]) -> int:
    return sum(piece.cells for piece in pieces) + len(_GAP) * max(len(pieces) - 1, 0)
