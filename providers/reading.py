"""What the values of an answer mean: one subclass a wire, one instance an answer.

The common part is here, once: failures told inside an answer, the count of tokens, the end.
"""

from __future__ import annotations

from typing import Any, cast

from chat.chunks import Chunk, FinishReason, ImageResponse, Usage
from chat.errors import ContentFilterError, ProtocolError, ProviderError
from chat.text import clean_line
from providers.failures import told

SEALED = 8 << 20
"""Characters of thoughts that go back unread."""


class Reading:
    """`take` values in order, then `end`. A wire writes `value`."""

    def __init__(self, prompt: str = "") -> None:
        self.prompt = prompt
        """What the person asked: told with pictures in the answer."""
        self.understood = False
        """Whether any value was one of this wire; `value` sets it."""
        self.over = False
        """Whether nothing comes any more: a server may leave the socket open after the end."""
        self.unmarked = False
        """Whether this wire marks no end: the answer is complete with the body."""
        self.plain = False
        """Whether this wire's lines are text: each is given to `text` as it is."""
        self.reason: str | None = None
        """Why the model ended, once that is known; then a lost connection loses nothing."""
        self.why = ""
        """What the server says about that, where it stopped the answer before a word."""
        self.usage: Usage | None = None
        self.said = False
        """Whether there is an answer: thoughts are none."""
        self._sealed = 0

    def value(self, value: dict[str, Any], name: str) -> list[Chunk]:
        """The chunks of one JSON object; `name` is its event's. Raises the failure it tells."""
        raise NotImplementedError

    def text(self, text: str) -> list[Chunk]:
        """The chunks of what is no JSON; most wires have no such thing and pass it over."""
        return []

    def take(self, payload: Any, name: str = "message") -> list[Chunk]:
        """The chunks of one value."""
        if not isinstance(payload, dict):
            if name == "error":
                half = not payload or str(payload).startswith("{")
                raise broken_off() if half else told(payload)
            return self.text(payload) if isinstance(payload, str) else []
        value = cast("dict[str, Any]", payload)
        if value.get("error") or name == "error" or value.get("object") == "error":
            raise told(value.get("error") or value)
        chunks = self.value(value, name)
        if not self.said:
            self.said = any(isinstance(chunk, str | ImageResponse) for chunk in chunks)
        return chunks

    def held(self) -> list[Chunk]:
        """Text that is held back when the answer breaks off: it was said."""
        return []

    def sealed(self) -> list[Chunk]:
        """What goes back unread with the next question, where the wire has such a thing."""
        return []

    def seal(self, size: int) -> None:
        """Count what is kept to go back unread. Raises `ProtocolError` where it has no end."""
        self._sealed += size
        if self._sealed > SEALED:
            raise ProtocolError("The model's sealed thoughts have no end.")

    def end(self) -> list[Chunk]:
        """What is held back, then how it ended."""
        chunks = self.held()
        self.said = self.said or bool(chunks)
        if self.reason == "filter" and not self.said:
            why = clean_line(self.why, 300)
            raise ContentFilterError(why or "The server's content filter stopped the answer.")
        chunks += self.sealed()
        if self.usage is not None:
            chunks.append(self.usage)
        if self.reason is not None:
            chunks.append(FinishReason(self.reason))
        return chunks


def broken_off(error: Any = None) -> ProviderError:
    """The failure of an answer that says it failed, and hardly more."""
    return told(error or {"message": "The model broke off with an error.", "code": 502})
