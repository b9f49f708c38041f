"""Messages as Gemini takes them: turns of user and model, parts, signatures where they were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from providers.adapter import Question
from providers.openai_messages import Row, alternating, as_parts, rows, without_system
from providers.values import whole

SEALED = "gemini_thoughts"
"""Where an answer's signatures are in its provider data."""
_SYSTEM = ("system", "developer")


def system_of(question: Question) -> str:
    """The system texts, which stand beside the turns where the model takes such a thing."""
    if question.learned.get("no_system"):
        return ""
    asked = [message for message in question.messages if message.get("role") in _SYSTEM]
    texts = [
        str(cast("dict[str, Any]", part).get("text") or "")
        for row in rows(asked)
        for part in as_parts(row["content"])
    ]
    return "\n\n".join(text for text in texts if text.strip())


def contents(question: Question) -> list[Row]:
    """The turns. Blocking: it loads the pictures' bytes."""
    model = None if question.now.get("unsigned") else question.model
    result: list[Row] = []
    for message in question.messages:
        (row,) = rows([message])
        parts = [part for part in as_parts(row["content"]) if _said(part)]
        if row["role"] == "assistant":
            parts = _signed(parts, message.get("provider_data"), model)
        if parts:
            result.append({"role": row["role"], "content": parts})
    if question.learned.get("no_system"):
        result = without_system(result)
    turns = alternating([row for row in result if row["role"] not in _SYSTEM])
    return [
        {
            "role": "model" if row["role"] == "assistant" else "user",
            "parts": [_part(part) for part in as_parts(row["content"])],
        }
        for row in turns
    ]


def _said(part: Any) -> bool:
    value = cast("dict[str, Any]", part)
    return value.get("type") != "text" or bool(str(value.get("text") or "").strip())


def _part(part: Any) -> dict[str, Any]:
    """A part of a completion as one of this wire."""
    value = dict(cast("dict[str, Any]", part))
    match value.pop("type", None):
        case "image_url":
            url = str(value["image_url"]["url"])
            if not url.startswith("data:"):
                return {"fileData": {"fileUri": url}}
            kind, _, data = url[5:].partition(";base64,")
            return {"inlineData": {"mimeType": kind, "data": data}}
        case _:
            return value


def _signed(parts: list[Any], data: Any, model: str | None) -> list[Any]:
    """An answer's text cut where its parts were, each with its signature.

    No other model can read them. Where the text is not the one that was signed (a picture is
    told in it), the last signature stands behind it.
    """
    kept: Any = cast("Mapping[str, Any]", data).get(SEALED) if isinstance(data, Mapping) else None
    if not isinstance(kept, Mapping) or len(parts) != 1 or model is None:
        return parts
    value = cast("Mapping[str, Any]", kept)
    text: Any = parts[0].get("text")
    places = value.get("signed")
    if value.get("model") != model or not isinstance(places, list) or not isinstance(text, str):
        return parts
    if value.get("length") != len(text):
        return [*parts, _text("", cast("list[Any]", places)[-1][2])]
    result: list[Any] = []
    at = 0
    for begin, end, signature in cast("list[Any]", places):
        begin, end = max(at, whole(begin) or 0), whole(end) or 0
        if at < begin:
            result.append(_text(text[at:begin]))
        result.append(_text(text[begin:end], signature))
        at = max(begin, end)
    if at < len(text):
        result.append(_text(text[at:]))
    return result


def _text(text: str, signature: Any = None) -> dict[str, Any]:
    part: dict[str, Any] = {"type": "text", "text": text}
    return part if signature is None else part | {"thoughtSignature": signature}
