"""What the lines of an Ollama answer say."""

from __future__ import annotations

from typing import Any, cast

from chat.chunks import Chunk, Reasoning, Usage
from chat.text import clean_line
from providers.reading import Reading
from providers.think import Thoughts
from providers.values import whole


class Spoken(Reading):
    """One line after the other; models without a template for thoughts put them into the text."""

    def __init__(self, prompt: str = "") -> None:
        super().__init__(prompt)
        self._thoughts = Thoughts()

    def value(self, value: dict[str, Any], name: str) -> list[Chunk]:
        chunks: list[Chunk] = []
        message = value.get("message")
        if isinstance(message, dict):
            self.understood = True
            chunks = self._message(cast("dict[str, Any]", message))
        if value.get("done") is True:
            self.understood = self.over = True
            reason = value.get("done_reason")
            self.reason = (clean_line(reason, 40) if isinstance(reason, str) else "") or "stop"
            self.usage = _usage(value)
        return chunks

    def held(self) -> list[Chunk]:
        return [*self._thoughts.flush()]

    def _message(self, message: dict[str, Any]) -> list[Chunk]:
        chunks: list[Chunk] = []
        thought, text = message.get("thinking"), message.get("content")
        if isinstance(thought, str) and thought:
            self._thoughts.over = True
            chunks.append(Reasoning(thought))
        if isinstance(text, str) and text:
            chunks += self._thoughts.feed(text)
        return chunks


def _usage(value: dict[str, Any]) -> Usage | None:
    """The tokens that were counted; a prompt that was still in the cache is not."""
    asked, said = whole(value.get("prompt_eval_count")), whole(value.get("eval_count"))
    return None if asked is None and said is None else Usage(asked, said)
