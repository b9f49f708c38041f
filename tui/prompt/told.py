"""What the prompt tells the app: each thing a person does in it is one message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from chat.messages import Part
    from chat.store.rows import Draft


@dataclass
class Sent(Message):
    """Enter: the prompt is empty again. Both are never empty at once."""

    text: str
    attachments: tuple[Part, ...]


@dataclass
class DraftChanged(Message):
    """At most 0.4 s after a key; `conversation` is the one it was opened for."""

    draft: Draft
    conversation: int | None


@dataclass
class CameLate(Message):
    """A part of the draft of `conversation`, which is not the one that is shown any more; `torn`:
    the rest of the paste before it."""

    part: Part
    torn: bool
    conversation: int | None


@dataclass
class CommandGiven(Message):
    """A known command; `/attach` is done here and never posted."""

    name: str
    argument: str


class TookBack(Message):
    """↑ on an empty prompt while something is queued."""


class Dropped(Message):
    """^K on an empty prompt while something is queued."""


class Released(Message):
    """Enter on an empty prompt: what is held goes on."""


class UndoAsked(Message):
    """^Z with nothing typed to undo: undo the last delete."""


@dataclass
class Hinted(Message):
    """A sentence for the person, about the prompt."""

    sentence: str
