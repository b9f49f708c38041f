"""What the values of an answer of Gemini say: the same reading for events, a list, a whole one.

Signatures are kept with the place of the text they are of; they go back unread.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from chat.bounds import PICTURES
from chat.chunks import Chunk, ImagePreview, ImageResponse, ProviderData, Reasoning, Usage
from chat.text import clean_line
from providers.gemini_messages import SEALED
from providers.openai_answer import picture_of
from providers.reading import Reading
from providers.values import items, table, whole

_REASONS = {"STOP": "stop", "MAX_TOKENS": "length"}
_FILTERS = ("SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII")


class Candidate(Reading):
    """The values of one answer: of its candidates the first."""

    def __init__(self, prompt: str = "", model: str = "") -> None:
        super().__init__(prompt)
        self._model = model
        self._length = 0
        self._signed: list[tuple[int, int, str]] = []
        self._counted: Any = None

    def value(self, value: dict[str, Any], name: str) -> list[Chunk]:
        # The last count wins: each one is of everything so far.
        self._counted = value.get("usageMetadata", self._counted)
        candidates = value.get("candidates")
        self.understood = self.understood or isinstance(candidates, list)
        if not isinstance(candidates, list) or not candidates:
            return self._without(value)
        first = table(cast("list[Any]", candidates)[0])
        chunks: list[Chunk] = []
        for part in items(table(first.get("content")).get("parts")):
            chunks += self._part(table(part))
        if "finishReason" in first:
            self._ended(first)
        return chunks

    def end(self) -> list[Chunk]:
        self.usage = _usage(table(self._counted))
        return super().end()

    def sealed(self) -> list[Chunk]:
        if not self._signed:
            return []
        signed = [list(place) for place in self._signed]
        kept = {"model": self._model, "length": self._length, "signed": signed}
        return [ProviderData({SEALED: kept})]

    def _without(self, value: dict[str, Any]) -> list[Chunk]:
        """A value that has no candidates: a question that was blocked, or drawn pictures."""
        if isinstance(value.get("predictions"), list):
            return self._predicted(cast("list[Any]", value["predictions"]))
        blocked = table(value.get("promptFeedback")).get("blockReason")
        if isinstance(blocked, str) and blocked:
            self.understood, self.reason = True, "filter"
            self.why = f"The server blocked the question ({_words(blocked)})."
        return []

    def _part(self, part: dict[str, Any]) -> list[Chunk]:
        text = part.get("text")
        if len(part) == 1 and isinstance(text, str):
            self._length += len(text)
            return [text] if text else []
        if part.get("thought"):
            return self._thought(part)
        if _is_picture(part):
            return self._picture(part)
        text = _text(part)
        begin, self._length = self._length, self._length + len(text)
        signature = part.get("thoughtSignature")
        if isinstance(signature, str) and signature and "functionCall" not in part:
            self.seal(len(signature))
            self._signed.append((begin, self._length, signature))
        return [text] if text else []

    def _thought(self, part: dict[str, Any]) -> list[Chunk]:
        """A model that draws shows what it tries."""
        if _is_picture(part):
            return [ImagePreview(picture_of(part))]
        text = _text(part)
        return [Reasoning(text)] if text else []

    def _picture(self, part: Any) -> list[Chunk]:
        image = picture_of(part)
        return [ImageResponse((image,), self.prompt)] if image else []

    def _predicted(self, predictions: list[Any]) -> list[Chunk]:
        """The pictures of a model that only draws: all at once, and that is all."""
        self.understood = self.over = True
        chunks: list[Chunk] = []
        for prediction in map(table, predictions[: PICTURES + 1]):
            data, kind = prediction.get("bytesBase64Encoded"), prediction.get("mimeType")
            if isinstance(data, str) and data:
                chunks += self._picture({"inlineData": {"mimeType": kind, "data": data}})
            if isinstance(why := prediction.get("raiFilteredReason"), str):
                self.why = why
        self.reason = "stop" if chunks else "filter"
        return chunks

    def _ended(self, candidate: Mapping[str, Any]) -> None:
        reason = candidate.get("finishReason")
        if not isinstance(reason, str) or reason in ("", "FINISH_REASON_UNSPECIFIED"):
            return
        told = candidate.get("finishMessage")
        self.reason = _REASONS.get(reason, _words(reason))
        if any(word in reason for word in _FILTERS):
            self.reason = "filter"
            self.why = f"The server stopped the answer ({_words(reason)})."
        if isinstance(told, str) and told:
            self.why = told


def _usage(counted: Mapping[str, Any]) -> Usage | None:
    if not counted:
        return None
    thought = whole(counted.get("thoughtsTokenCount"))
    out = whole(counted.get("candidatesTokenCount"))
    known = out is not None or thought is not None
    return Usage(
        whole(counted.get("promptTokenCount")),
        (out or 0) + (thought or 0) if known else None,
        thought,
        whole(counted.get("cachedContentTokenCount")),
    )


def _text(part: Mapping[str, Any]) -> str:
    text = part.get("text")
    if isinstance(text, str):
        return text
    code = table(part.get("executableCode")).get("code")
    if isinstance(code, str):
        return f"\n\n```python\n{code.rstrip()}\n```\n\n"
    output = table(part.get("codeExecutionResult")).get("output")
    return f"\n\n```\n{output.rstrip()}\n```\n\n" if isinstance(output, str) else ""


def _is_picture(part: Mapping[str, Any]) -> bool:
    data = table(part.get("inlineData"))
    return str(data.get("mimeType", "image/")).startswith("image/") and "data" in data


def _words(name: str) -> str:
    return clean_line(name, 60).replace("_", " ").lower()
