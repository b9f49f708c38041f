"""Messages as Anthropic takes them: turns that alternate, their parts, sealed thoughts in front."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from providers.openai_messages import Row, alternating, as_parts, rows

SEALED = "anthropic_thoughts"
"""Where an answer's thoughts are in its provider data."""
_SYSTEM = ("system", "developer")


def system_of(messages: Sequence[Mapping[str, Any]]) -> str:
    """The system texts, which stand beside the messages."""
    asked = [message for message in messages if message.get("role") in _SYSTEM]
    texts = [text for row in rows(asked) for text in _texts(row["content"])]
    return "\n\n".join(text for text in texts if text.strip())


def spoken(messages: Sequence[Mapping[str, Any]], model: str | None) -> list[Row]:
    """The turns; sealed thoughts that are `model`'s own stand before its answers. Blocking: it
    loads the pictures' bytes."""
    result: list[Row] = []
    for message in messages:
        if message.get("role") in _SYSTEM:
            continue
        (row,) = rows([message])
        content = [part for given in as_parts(row["content"]) for part in _part(given)]
        if content and row["role"] == "assistant":
            content = [*_sealed(message.get("provider_data"), model), *content]
        if content:
            result.append({"role": row["role"], "content": content})
    turns = alternating(result)
    return [{**row, "content": _plain(row["content"])} for row in turns]


def _sealed(data: Any, model: str | None) -> list[Any]:
    kept: Any = cast("Mapping[str, Any]", data).get(SEALED) if isinstance(data, Mapping) else None
    if not isinstance(kept, Mapping) or model is None:
        return []
    value = cast("Mapping[str, Any]", kept)
    blocks = value.get("blocks")
    # No other model can read them.
    if value.get("model") != model or not isinstance(blocks, list):
        return []
    return cast("list[Any]", blocks)


def _texts(content: Any) -> list[str]:
    parts = (cast("dict[str, Any]", part) for part in as_parts(content))
    return [str(part.get("text") or "") for part in parts]


def _part(part: Any) -> list[Any]:
    """A part of a completion as one of this wire; blank text is refused, so it is left out."""
    value = cast("dict[str, Any]", part)
    match value.get("type"):
        case "text" if not str(value.get("text") or "").strip():
            return []
        case "image_url":
            return [{"type": "image", "source": _source(value["image_url"]["url"])}]
        case _:
            return [value]


def _source(url: str) -> dict[str, Any]:
    if not url.startswith("data:"):
        return {"type": "url", "url": url}
    kind, _, data = url[5:].partition(";base64,")
    return {"type": "base64", "media_type": kind, "data": data}


def _plain(content: Any) -> Any:
    """A text alone as it is: the form that every compatible server takes."""
    if isinstance(content, list):
        parts = cast("list[dict[str, Any]]", content)
        if len(parts) == 1 and set(parts[0]) == {"type", "text"}:
            return parts[0]["text"]
    return cast("Any", content)
