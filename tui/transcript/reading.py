"""Reading: one message has the focus; moving it, folding, and what can be taken out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from chat import messages
from chat.errors import Failure
from chat.messages import Failed, Picture, PicturePart, ReasoningPart, TextPart
from chat.text import clean
from tui.transcript.part import Part
from tui.transcript.styles import LINK

_READ_AT_ONCE = 4_000
"""Characters that are parsed in no time."""


@dataclass(frozen=True, slots=True)
class CodeBlock:
    text: str
    language: str = ""


class Reading(Part):
    """Mixed into the transcript: everything about the focused message."""

    # -- the focus

    @property
    def reading(self) -> bool:
        return self._focused is not None

    @property
    def focused_id(self) -> int | None:
        return self._focused

    @property
    def first_id(self) -> int | None:
        return self.book.path[0].id if len(self.book) else None

    @property
    def last_id(self) -> int | None:
        return self.book.path[-1].id if len(self.book) else None

    @property
    def focused_failure(self) -> Failure | None:
        return self._failure(self._focused)

    @property
    def last_failure(self) -> Failure | None:
        return self._failure(self.last_id)

    def _failure(self, number: int | None) -> Failure | None:
        index = self.book.index(number)
        end = None if index is None else self.book.message(index).end
        return end.failure if isinstance(end, Failed) else None

    def focus_message(self, id: int | None) -> None:  # noqa: A002
        """Give the focus to a message and bring it into view; None ends reading."""
        index = self.book.index(id)
        self._focused, self._block = (id if index is not None else None), None
        if index is not None:
            self._bring(index)
        self._moved()

    def focus_in_sight(self) -> None:
        """Give the focus to the last message where the end is seen, else to the one that most of
        the view shows. Nothing moves: who begins to read stands where he wants to."""
        most = len(self.book) - 1
        if not self.position.following:
            seen = Counter(index for index, row in self._rows() if row is not None)
            most = max(seen, key=lambda index: (seen[index], index), default=most)
        if most >= 0:
            self._focused, self._block = self.book.path[most].id, None
            self._moved()

    def focus_step(self, step: int) -> None:
        """The message `step` further; at either end a long one scrolls first."""
        index = self.book.index(self._focused)
        if index is None:
            self.focus_message(self.last_id)
            return
        if self._scrolls_first(index, step):
            return
        following = max(0, min(len(self.book) - 1, index + step))
        self.focus_message(self.book.path[following].id)

    def focus_question(self, step: int, *, reading: bool = True) -> None:
        """The question `step` further: focused when reading, else at the top of the view."""
        at = self.book.index(self._focused) if reading else None
        here = self.position.index if at is None else at
        inside = at is None and self.position.row > self._head(here)
        indexes = (
            range(here + 1, len(self.book)) if step > 0 else range(here - (not inside), -1, -1)
        )
        found = next((i for i in indexes if self.book.path[i].role == "user"), None)
        if found is None:
            if at is None:
                self.position.walk(step * len(self.book.heights.rows) * 1000)
                self._moved()
            return
        if at is not None:
            self.focus_message(self.book.path[found].id)
        else:
            self.position.go(found, self.book.shown(found).head)
            self._moved()

    def _head(self, index: int) -> int:
        """Rows above a message's own first one."""
        return self.book.shown(index).head if index < len(self.book) else 0

    def _scrolls_first(self, index: int, step: int) -> bool:
        """A message longer than the view is read to its end before the focus moves on."""
        top = self.position.distance(index)
        bottom = top + len(self.book.shown(index).rows)
        height = self.position.height
        if step > 0 and bottom > height and top < height:
            self.position.walk(min(height - 2, bottom - height))
        elif step < 0 and top < 0 < bottom:
            self.position.walk(max(2 - height, top))
        else:
            return False
        self._moved()
        return True

    def _bring(self, index: int) -> None:
        """Into view: as it is if it stands there, else by its nearer end; a long one by its top."""
        if self.position.is_far(index):
            self.position.go(index, 0)
            return
        laid = self.book.shown(index)
        top = self.position.distance(index) + laid.head
        bottom = top + len(laid.rows) - laid.head
        height = self.position.height
        if top < 0 or bottom - top >= height:
            self.position.walk(top)
        elif bottom > height:
            self.position.walk(bottom - height)

    # -- what is in it

    def has_reasoning(self, id: int) -> bool:  # noqa: A002
        return any(isinstance(part, ReasoningPart) for part in self._parts(id))

    def _parts(self, id: int) -> Sequence[messages.Part]:  # noqa: A002
        """Of a message, as they are now."""
        index, live = self.book.index(id), self.book.live.get(id)
        if live is not None:
            return live.turn.answer.parts()
        return self.book.message(index).parts if index is not None else ()

    def pictures_of(self, id: int) -> list[Picture]:  # noqa: A002
        """The pictures of a message that are there."""
        parts = (part for part in self._parts(id) if isinstance(part, PicturePart))
        return [part.picture for part in parts if part.picture is not None]

    def links_of(self, id: int) -> list[str]:  # noqa: A002
        """The addresses a message links to, in order."""
        index = self.book.index(id)
        rows = self.book.laid(index).rows if index is not None else []
        lines = {row.line: row.written.spans for row in rows}.values()
        links = (span for spans in lines for span in spans if span.flags & LINK)
        return list(dict.fromkeys(span.href for span in links if span.href))

    def has_formulas(self, id: int) -> bool:  # noqa: A002
        """Whether a message shows formulas; of a long answer with a mark of one it is believed."""
        source, index = self.source(id), self.book.index(id)
        if index is None or self.book.path[index].role != "assistant":
            return False
        if len(source) > _READ_AT_ONCE:
            return any(mark in source for mark in ("$", "\\(", "\\[", "\\begin"))
        from tui.transcript.blocks import has_formulas

        return has_formulas(source)

    # -- taking out

    def source(self, id: int) -> str:  # noqa: A002
        """The Markdown source of a message, as it stands now."""
        return clean("".join(p.text for p in self._parts(id) if isinstance(p, TextPart)))

    def sources(self) -> list[str]:
        """The sources of all messages, read anew: nothing is laid out for that."""
        messages = self.book.texts.load([row.id for row in self.book.path])
        texts = {message.id: clean(message.text) for message in messages}
        return [
            self.source(row.id) if row.id in self.book.live else texts.get(row.id, "")
            for row in self.book.path
        ]

    def reading_code(self, id: int) -> Callable[[], list[CodeBlock]] | None:  # noqa: A002
        """Reads the code blocks of a long message, for a thread; None if it takes no time."""
        source = self.source(id)
        return partial(_code_of, source) if len(source) > _READ_AT_ONCE else None

    def code_blocks(self, id: int) -> list[CodeBlock]:  # noqa: A002
        """The code blocks of a message, in order."""
        return _code_of(self.source(id))


def _code_of(source: str) -> list[CodeBlock]:
    from tui.transcript.blocks import all_code, parse

    return [CodeBlock(code.text, code.language) for code in all_code(parse(source))]
