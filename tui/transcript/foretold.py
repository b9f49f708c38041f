"""How much of long answers is shown at first: without what is folded of them they are less high,
and the scrollbar would jump where they are met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chat.messages import Message, PathRow
from tui.transcript.shape import LINES
from tui.transcript.standin import shortened
from tui.transcript.texts import READ


class Foretold:
    """Of the answers that have been read."""

    def __init__(self) -> None:
        self.shown: dict[int, tuple[int, int]] = {}
        """Characters and newlines by id."""

    def read(self, messages: Iterable[Message]) -> list[int]:
        """Take what was read; of which it was not known before."""
        new = []
        for message in messages:
            text = message.text
            if message.id not in self.shown and _is_veiled(message.role, text.count("\n")):
                text = shortened(text, message.role)
                self.shown[message.id] = len(text), text.count("\n")
                new.append(message.id)
        return new

    def of(self, row: PathRow) -> PathRow:
        """`row` as if nothing else were in it."""
        characters, newlines = self.shown[row.id]
        return row._replace(characters=characters, newlines=newlines)

    def unread(self, path: Sequence[PathRow]) -> list[list[int]]:
        """Ids of what is not known, as many together as are read at once."""
        pages, size = list[list[int]](), READ
        for row in [row for row in path if row.newlines >= LINES]:  # few of many
            if _is_veiled(row.role, row.newlines) and row.id not in self.shown:
                size += row.characters
                if size > READ:
                    pages.append([])
                    size = row.characters
                pages[-1].append(row.id)
        return pages


def _is_veiled(role: str, newlines: int) -> bool:
    """Whether much of a message may be folded; of a question the estimate knows it."""
    return role == "assistant" and newlines >= LINES
