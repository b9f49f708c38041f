"""An answer folded from the events of its turn: the same fold for screen, store and stdout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, assert_never

from chat.chunks import FinishReason, ImagePreview, ProviderData, Reasoning, Status, Usage
from chat.messages import Part, Picture, PicturePart, ReasoningPart, TextPart


@dataclass(frozen=True, slots=True)
class Awaited:
    """Pictures that the model gave and that are being kept: `count` slots, filled by `Kept`."""

    count: int
    prompt: str = ""
    sources: tuple[str, ...] = ()
    """For each slot its URL, or the empty string."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Slot `slot` (counted over the whole answer) has its picture, or the reason why not."""

    slot: int
    picture: Picture | None = None
    failed: str | None = None


Event = (
    str | Reasoning | Awaited | Kept | ImagePreview | Status | Usage | FinishReason | ProviderData
)
"""What a turn's list holds: chunks, with pictures' bytes taken out of the way."""


@dataclass(slots=True)
class Answer:
    """The fold. `add` takes events in order; `parts()` is the message so far."""

    text_pieces: list[str] = field(default_factory=list[str])
    preview: ImagePreview | None = None
    status: Status | None = None
    usage: Usage | None = None
    reason: str | None = None
    provider_data: dict[str, Any] = field(default_factory=dict[str, Any])
    said: bool = False
    """Whether anything came that a person would call an answer."""
    _parts: list[Part] = field(default_factory=list[Part])
    _open: type[TextPart] | type[ReasoningPart] | None = None
    _slots: list[int] = field(default_factory=list[int])
    _thinking_since: float | None = None

    def add(self, event: Event, at: float) -> None:
        """Fold one event that came at `at` (Unix seconds)."""
        match event:
            case str():
                if event:
                    self._say(event, at)
            case Reasoning(text=text):
                if text:
                    self._think(text, at)
            case Awaited():
                self._close(at)
                self.said, self.status, self.preview = True, None, None
                for number in range(event.count):
                    source = event.sources[number] if number < len(event.sources) else ""
                    self._slots.append(len(self._parts))
                    self._parts.append(PicturePart(source=source, prompt=event.prompt))
            case Kept(slot=slot, picture=picture, failed=failed):
                index = self._slots[slot]
                old = self._parts[index]
                assert isinstance(old, PicturePart)
                self._parts[index] = PicturePart(picture, failed, old.source, old.prompt)
            case ImagePreview():
                self.preview, self.status = event, None
            case Status():
                self.status = event
            case Usage():
                self.usage = counted(self.usage, event)
            case FinishReason(reason=reason):
                self.reason = reason
            case ProviderData(data=data):
                self.provider_data = merged(self.provider_data, data)
            case _:
                assert_never(event)

    def parts(self, at: float | None = None) -> tuple[Part, ...]:
        """The parts so far; with `at` an open thought is closed at that time."""
        return (*self._parts, *self._last(at))

    def _last(self, at: float | None) -> tuple[Part, ...]:
        """What is still being said or thought, if anything is."""
        if self._open is TextPart:
            return (TextPart("".join(self.text_pieces)),)
        if self._open is ReasoningPart:
            return (ReasoningPart("".join(self.text_pieces), self._seconds(at)),)
        return ()

    def _seconds(self, at: float | None) -> float | None:
        if at is None or self._thinking_since is None:
            return None
        return max(0.0, at - self._thinking_since)

    def _say(self, text: str, at: float) -> None:
        if self._open is not TextPart:
            self._close(at)
            self._open = TextPart
        self.text_pieces.append(text)
        self.said, self.status = True, None

    def _think(self, text: str, at: float) -> None:
        if self._open is not ReasoningPart:
            self._close(at)
            self._open, self._thinking_since = ReasoningPart, at
        self.text_pieces.append(text)
        self.status = None

    def _close(self, at: float) -> None:
        # Only what was open is added: copying all parts would be quadratic for who alternates.
        self._parts += self._last(at)
        self.text_pieces, self._open, self._thinking_since = [], None, None


def counted(old: Usage | None, new: Usage) -> Usage:
    """Usage told in pieces: what the newer one does not say stays."""
    if old is None:
        return new
    return Usage(
        old.input if new.input is None else new.input,
        old.output if new.output is None else new.output,
        old.reasoning if new.reasoning is None else new.reasoning,
        old.cached if new.cached is None else new.cached,
    )


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Provider data of two chunks: lists are joined, other values replaced."""
    result = dict(old)
    for name, value in new.items():
        before = result.get(name)
        result[name] = (
            [*before, *value] if isinstance(before, list) and isinstance(value, list) else value
        )
    return result
