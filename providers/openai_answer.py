"""What the values of a chat completion say, as chunks: one reading for events and whole bodies.

Servers spell reasoning, pictures and ends in many ways; every spelling is known here, once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from chat.bounds import PICTURES
from chat.chunks import Chunk, ImageResponse, ProviderData, Reasoning, Usage
from chat.text import clean_line
from providers.reading import Reading, broken_off
from providers.think import Thoughts
from providers.values import items, table, whole

_REASONS = {
    "content_filter": "filter",
    "safety": "filter",
    "max_tokens": "length",
    "model_length": "length",
    "end_turn": "stop",
    "eos": "stop",
    "eos_token": "stop",
    "stop_sequence": "stop",
    "function_call": "tool_calls",
}


class Completion(Reading):
    """The values of one chat completion."""

    def __init__(self, prompt: str = "") -> None:
        super().__init__(prompt)
        self._details: list[Any] = []
        self._thoughts = Thoughts()

    def value(self, value: dict[str, Any], name: str) -> list[Chunk]:
        self._count(value)
        choices = value.get("choices")
        if isinstance(choices, list):
            self.understood = True
            if choices and isinstance(choices[0], dict):
                return self._choice(cast("dict[str, Any]", choices[0]))
        return []

    def held(self) -> list[Chunk]:
        return [*self._thoughts.flush()]

    def sealed(self) -> list[Chunk]:
        if any(_sealed(detail) for detail in self._details):
            return [ProviderData({"reasoning_details": self._details})]
        return []

    def _choice(self, choice: dict[str, Any]) -> list[Chunk]:
        chunks: list[Chunk] = []
        delta = choice.get("delta")
        if not isinstance(delta, dict):
            delta = choice.get("message")
        if isinstance(delta, dict):
            chunks = self._delta(cast("dict[str, Any]", delta))
        elif isinstance(text := choice.get("text"), str):
            chunks = self._text(text)
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason:
            if reason == "error":
                raise broken_off(choice.get("error"))
            self.reason = _REASONS.get(reason.lower(), clean_line(reason, 40))
        return chunks

    def _delta(self, delta: dict[str, Any]) -> list[Chunk]:
        chunks: list[Chunk] = []
        thought = self._thought(delta)
        if thought:
            # A server that names its thoughts does not also put them into the text.
            self._thoughts.over = True
            chunks.append(Reasoning(thought))
        content = delta.get("content") or delta.get("refusal")
        if isinstance(content, str):
            chunks += self._text(content)
        elif isinstance(content, list):
            for part in cast("list[Any]", content):
                chunks += self._part(part)
        for image in items(delta.get("images"))[: PICTURES + 1]:
            chunks += self._picture(image)
        return chunks

    def _text(self, text: str) -> list[Chunk]:
        if self._thoughts.plain:
            return [text] if text else []
        return [*self._thoughts.feed(text)]

    def _thought(self, delta: dict[str, Any]) -> str:
        details = delta.get("reasoning_details")
        if isinstance(details, list):
            more = cast("list[Any]", details)
            self._details += more
            self.seal(len(repr(more)))
        for name in ("reasoning_content", "reasoning", "thinking"):
            text = delta.get(name)
            if isinstance(text, str) and text:
                return text
            if isinstance(text, dict) and (found := _words(cast("dict[str, Any]", text))):
                return found
        return _words(cast("list[Any]", details)) if isinstance(details, list) else ""

    def _part(self, part: Any) -> list[Chunk]:
        if isinstance(part, str):
            return self._text(part)
        if not isinstance(part, dict):
            return []
        value = cast("dict[str, Any]", part)
        match value.get("type"):
            case "text" | "output_text" if isinstance(value.get("text"), str):
                return self._text(value["text"])
            case "thinking" | "reasoning":
                self._thoughts.over = True
                found = _words(value)
                return [Reasoning(found)] if found else []
            case None if isinstance(value.get("text"), str):
                return self._text(value["text"])
            case _:
                return self._picture(value)

    def _picture(self, value: Any) -> list[Chunk]:
        image = picture_of(value)
        return [ImageResponse((image,), self.prompt)] if image else []

    def _count(self, value: dict[str, Any]) -> None:
        """The last count wins: some servers send one with every event."""
        counted = value.get("usage")
        if not isinstance(counted, dict):
            counted = table(value.get("x_groq")).get("usage")
        if isinstance(counted, dict):
            self.usage = usage_of(cast("dict[str, Any]", counted))


def usage_of(counted: Mapping[str, Any]) -> Usage:
    """Tokens in the spellings of chat completions and of responses."""

    def number(*names: str) -> int | None:
        found = (_nested(counted, name) for name in names)
        return next((n for n in map(whole, found) if n is not None), None)

    return Usage(
        input=number("prompt_tokens", "input_tokens"),
        output=number("completion_tokens", "output_tokens"),
        reasoning=number(
            "completion_tokens_details.reasoning_tokens",
            "output_tokens_details.reasoning_tokens",
            "reasoning_tokens",
        ),
        cached=number(
            "prompt_tokens_details.cached_tokens",
            "input_tokens_details.cached_tokens",
            "prompt_cache_hit_tokens",
        ),
    )


def picture_of(value: Any) -> str | None:
    """The URL or data URI in a picture of any spelling, or None."""
    if isinstance(value, str):
        return value if value.startswith(("data:", "http://", "https://")) else None
    if not isinstance(value, dict):
        return None
    item = cast("dict[str, Any]", value)
    inline = item.get("inlineData") or item.get("inline_data")
    if isinstance(inline, dict):
        data = cast("dict[str, Any]", inline)
        kind = data.get("mimeType") or data.get("mime_type") or "image/png"
        return f"data:{kind};base64,{data['data']}" if isinstance(data.get("data"), str) else None
    if isinstance(item.get("b64_json"), str) and item["b64_json"]:
        coded: str = item["b64_json"]
        return coded if coded.startswith("data:") else f"data:image/png;base64,{coded}"
    return picture_of(item.get("image_url") or item.get("imageUrl") or item.get("url"))


def _nested(value: Mapping[str, Any], name: str) -> Any:
    found: Any = value
    for step in name.split("."):
        found = table(found).get(step)
    return found


def _words(value: Any) -> str:
    """The text in reasoning that is a value of its own."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(_words(item) for item in cast("list[Any]", value))
    if isinstance(value, dict):
        item = cast("dict[str, Any]", value)
        for name in ("text", "summary", "thinking", "content"):
            if item.get(name):
                return _words(item[name])
    return ""


def _sealed(detail: Any) -> bool:
    value = table(detail)
    return bool(value.get("signature") or value.get("data"))
