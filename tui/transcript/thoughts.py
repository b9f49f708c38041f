"""Reasoning folds to one row and unfolds; every other row of the screen stays where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tui.transcript.message_rows import THOUGHT, Laid
from tui.transcript.part import Part
from tui.transcript.rows import Row

if TYPE_CHECKING:
    from tui.transcript.live import LiveAnswer

Seen = Sequence[tuple[int, Row | None]]
"""For each row of the screen its message and the row."""
Own = list[tuple[int, Row]]
"""Rows of one message, and where they are on the screen."""


class Thoughts(Part):
    """Mixed into the transcript: the reasoning of answers."""

    def toggle_fold(self, id: int) -> None:  # noqa: A002
        """Fold or unfold the reasoning of one message."""
        index, live = self.book.index(id), self.book.live.get(id)
        if index is None:
            return
        self._deselect(index)
        old, seen = self.book.known(index), self._rows()
        if live is not None:
            self._note_thought(id, unfolded=live.turn_thought())
            live.update()
            while live.behind:
                live.update()
        else:
            self.book.flipped ^= {id}
        new = self.book.shown(index)
        if new is old and self.sees_reasoning(id):  # a thread lays it out
            y, row = _stays(own_rows(index, seen), len(seen) // 2)
            at = next((at for at, each in enumerate(old.rows) if each is row), y)
            self._stay(index, at - y)
            self._want_layouts()
            return
        self._visible = None
        if self.position.following:
            self._settle()
            if live is not None or self.sees_reasoning(id):
                return
        self._refolded(index, old, new, seen)

    def fold_reasoning(self) -> None:
        """Fold or unfold all reasoning."""
        seen = self._rows()
        index = seen[len(seen) // 2][0] if seen else -1
        old = self.book.known(index) if index >= 0 else None
        self._deselect(0)
        self._thoughts = not self._thoughts
        self.book.flipped.clear()
        for live in self.book.live.values():
            live.unfolded = None
        self.book.draw_anew(replace(self.book.look, thoughts=self._thoughts))
        if index < 0 or self.position.following:
            self._visible = None
            self._settle()
        else:
            self._refolded(index, old, self.book.shown(index), seen)

    def sees_reasoning(self, id: int) -> bool:  # noqa: A002
        """Whether the row that folds the reasoning of a message is on the screen."""
        index = self.book.index(id)
        return any(_is_head(row) for at, row in self._rows() if at == index and row is not None)

    def keep_thought(self, number: int, live: LiveAnswer) -> None:
        """A thought that ends folds, unless somebody has gone up and reads it."""
        index = self.book.index(number)
        if self.position.following or live.unfolded is not None or not live.thinking:
            return
        if live.thought_ended and any(at == index for at, _ in self._rows()):
            live.unfolded = True
            self._note_thought(number, unfolded=True)

    def _note_thought(self, number: int, *, unfolded: bool) -> None:
        """What an answer shows while it is given, it shows when it has ended."""
        if unfolded != self._thoughts:
            self.book.flipped.add(number)
        else:
            self.book.flipped.discard(number)

    def _refolded(self, index: int, old: Laid | None, new: Laid, seen: Seen) -> None:
        """`new` stands where `old` stood: the row that folds it stays, else one in the middle."""
        self._visible = None
        own = own_rows(index, seen)
        if old is None or old is new or not own:
            self._settle()
            return
        y, row = _stays(own, len(seen) // 2)
        self.position.index, self.position.row = index, _twin(row, old, new) - y
        self.position.walk(0)
        self._moved()


def own_rows(index: int, seen: Seen) -> Own:
    """What is on the screen of message `index`."""
    return [(y, row) for y, (at, row) in enumerate(seen) if at == index and row is not None]


def _is_head(row: Row) -> bool:
    return any(hit.kind == "fold" for hit in row.written.hits)


def _is_thought(row: Row) -> bool:
    return row.written.edge is THOUGHT


def _stays(own: Own, middle: int) -> tuple[int, Row]:
    """The row by which a person knows the place, and where it is on the screen."""
    heads = [each for each in own if _is_head(each[1])]
    said = [each for each in own if not _is_thought(each[1])]
    return min(heads or said or own, key=lambda each: abs(each[0] - middle))


def _twin(row: Row, old: Laid, new: Laid) -> int:
    """The row of `new` that shows what `row` shows in `old`: all are there but those of thoughts,
    for which it is the one that folds them."""
    before = 0
    for each in old.rows:
        if each is row:
            break
        before += not _is_thought(each)
    others = (at for at, each in enumerate(new.rows) if not _is_thought(each))
    wanted = before - _is_thought(row)
    return next((at for number, at in enumerate(others) if number == wanted), 0)
