"""The store's own values: a line of the list, a conversation, a draft, a hit, a picture …"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from chat.messages import Part, Picture

State = Literal["idle", "failed", "unseen"]


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A line of the conversations list."""

    id: int
    title: str
    updated: float
    """Unix seconds of the last question or end."""
    tip: int | None
    state: State = "idle"
    """How its last answer ended: `unseen` until it is shown, `failed` until the next one begins."""
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class Conversation:
    id: int
    title: str
    system: str
    model: str
    """`endpoint/model`, or the empty string."""
    tip: int | None
    created: float
    updated: float
    place: tuple[int, int] | None = None
    """Message and row at the top of the screen when it was left; None at the end."""
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the prompt and is not sent."""

    text: str = ""
    attachments: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Queued:
    """A question that waits for the answer before it."""

    id: int
    conversation: int
    text: str
    attachments: tuple[Part, ...]
    model: str
    created: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A message found; `snippet` is plain text around the first word, as it was written."""

    conversation: int
    message: int
    title: str
    snippet: str


class PictureRow(NamedTuple):
    """A picture of the library, and where it was given: enough to draw it.

    A tuple, because thousands of them are read at once.
    """

    message: int
    slot: int
    """Its number among the pictures of that message, from 0."""
    conversation: int
    hash: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class PictureTold:
    """All about one picture of the library."""

    picture: Picture
    title: str
    """Of its conversation."""


@dataclass(frozen=True, slots=True)
class PictureBinned:
    """A picture in the bin, and the messages that it was taken out of."""

    hash: str
    when: float
    messages: tuple[int, ...]
