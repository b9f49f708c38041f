"""A conversation taken out: its pieces, in order, without ever holding more than a page of it.

Everything here blocks: call it in a thread, with reads of its own (`Store.apart`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from chat.export import blocks
from chat.export.beside import Beside
from chat.messages import FilePart, Message, PathRow, PicturePart, ReasoningPart, TextPart
from chat.messages import Part as MessagePart
from chat.store.errors import StoreError
from chat.store.reads import Reads
from chat.store.rows import Conversation
from chat.turn import PictureError

_PAGE = 16
"""Messages in memory at once."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a conversation is wanted, and the version of palaver to name."""

    palaver: str
    branches: bool = False
    reasoning: bool = True


@dataclass(slots=True)
class Tally:
    """What came out of it so far."""

    messages: int = 0
    pictures: int = 0
    growing: bool = False
    """Whether an answer was still being given."""
    lost: list[str] = field(default_factory=list[str])
    """A sentence for each picture whose file could not be read."""


class Empty(Exception):
    """Nothing was said in it."""


def pieces(
    reads: Reads, conversation: Conversation, choice: Choice, beside: Beside, tally: Tally
) -> Iterator[str]:
    """The Markdown, a block at a time. `StoreError`, `OSError`; `Empty` before anything is given.

    A picture whose file is missing is told in its place and in `tally`.
    """
    path = reads.tree(conversation.id) if choice.branches else reads.path(conversation.id)
    ends = reads.messages([path[0].id, max(row.id for row in path)]) if path else []
    if len(ends) < 2:
        raise Empty
    word = blocks.boundary(conversation, path, ends[-1])
    speakers = dict.fromkeys(
        "/".join(filter(None, (row.endpoint, row.model))) for row in path if row.role == "assistant"
    )
    times = ends[0].created, ends[-1].ended or ends[-1].created
    yield blocks.front_matter(conversation, speakers, times, word, choice.palaver)
    numbers: dict[int | None, int] = {None: 0}
    for message, row in _paged(reads, path):
        after = numbers.get(message.parent, 0)
        numbers[message.id] = number = len(numbers)
        tally.messages += 1
        yield blocks.heading(message, row, number, after, word)
        if after != number - 1:
            yield blocks.note(blocks.branch(after), word)
        for part in message.parts:
            yield from _part(part, word, choice, beside, tally)
        if message.role == "assistant":
            tally.growing |= message.end is None
            if sentence := blocks.ending(message.end):
                yield blocks.note(sentence, word)


def _paged(reads: Reads, path: Sequence[PathRow]) -> Iterator[tuple[Message, PathRow]]:
    for start in range(0, len(path), _PAGE):
        page = path[start : start + _PAGE]
        messages = reads.messages([row.id for row in page])
        if len(messages) < len(page):
            raise StoreError("missing")
        yield from zip(messages, page, strict=True)


def _part(
    part: MessagePart, word: str, choice: Choice, beside: Beside, tally: Tally
) -> Iterator[str]:
    match part:
        case TextPart(text=text):
            yield blocks.said(text, word)
        case ReasoningPart():
            if choice.reasoning:
                yield blocks.reasoning(part, word)
        case FilePart():
            yield blocks.attached(beside.file(part), word)
        case PicturePart():
            yield _picture(part, word, beside, tally)
        case _:
            assert_never(part)


def _picture(part: PicturePart, word: str, beside: Beside, tally: Tally) -> str:
    if part.picture is None:
        why = part.failed or "it was still on its way."
        source = f" It was at {part.source}" if part.source else ""
        return blocks.note(f"A picture is missing here: {why}{source}", word)
    try:
        markdown = beside.picture(part.picture)
    except PictureError as error:
        tally.lost.append(str(error))
        return blocks.note(f"A picture is missing here. {error}", word)
    tally.pictures += 1
    return blocks.attached(markdown, word)
