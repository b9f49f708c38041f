"""Messages, their parts and how an answer ended: frozen values, as stored, shown and sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from chat.chunks import Usage
from chat.errors import Failure

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Picture:
    """An image whose bytes are kept once under their hash."""

    hash: str
    """SHA-256 of the original bytes, hex."""
    type: str
    """Media type as sniffed, e.g. `image/png`."""
    width: int
    """Pixels; 0 where the header does not tell."""
    height: int
    size: int
    """Bytes."""
    prompt: str = ""
    endpoint: str = ""
    model: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    source: str = ""
    """The URL it came from; never the only copy."""
    created: float = 0.0
    """Unix seconds."""
    moves: bool = False
    """Whether it has more frames than the first, which is what is shown."""


@dataclass(frozen=True, slots=True)
class TextPart:
    text: str


@dataclass(frozen=True, slots=True)
class ReasoningPart:
    text: str
    seconds: float | None = None
    """How long the model thought; None while it still does."""


@dataclass(frozen=True, slots=True)
class PicturePart:
    """A picture of a message: kept, on its way (both None), or failed with a reason."""

    picture: Picture | None = None
    failed: str | None = None
    """Why it could not be kept, as a sentence."""
    source: str = ""
    """Its URL, for fetching it again."""
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class FilePart:
    """A text attached by the person (a file, a long paste)."""

    name: str
    type: str
    text: str


Part = TextPart | ReasoningPart | PicturePart | FilePart


@dataclass(frozen=True, slots=True)
class Finished:
    reason: str = "stop"
    """`stop`, `length`, `filter`, `stopped` (by the person) or the wire's own word."""


@dataclass(frozen=True, slots=True)
class Failed:
    failure: Failure


End = Finished | Failed


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the tree."""

    id: int
    conversation: int
    parent: int | None
    role: Role
    parts: tuple[Part, ...]
    endpoint: str = ""
    """Who said it (an answer), or whom it was sent to (a question)."""
    model: str = ""
    end: End | None = None
    """None for an answer that is still being given; a question is `Finished()`."""
    usage: Usage | None = None
    provider_data: Mapping[str, Any] | None = None
    created: float = 0.0
    first: float | None = None
    """Unix seconds of the first chunk that says something."""
    ended: float | None = None
    left_out: int = 0
    """How many of the oldest messages this answer, and those after it, were given without."""

    @property
    def text(self) -> str:
        """All text parts, joined: what is copied, searched and sent back."""
        return "".join(part.text for part in self.parts if isinstance(part, TextPart))

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(
            part.picture for part in self.parts if isinstance(part, PicturePart) and part.picture
        )


class PathRow(NamedTuple):
    """A message of the path to the tip without its text: enough to estimate a height.

    A tuple, because opening a long conversation makes 10,000 of them: a fifth of the time.
    """

    id: int
    role: Role
    characters: int
    newlines: int
    sibling: int = 1
    """Its place among its siblings, from 1."""
    siblings: int = 1
    endpoint: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class PictureContent:
    """A picture in a message on its way to a provider; the bytes are loaded when they are sent."""

    hash: str
    type: str
    load: Callable[[], bytes] = field(repr=False)


Content = str | tuple[TextPart | PictureContent | FilePart, ...]
