"""Messages as chat completions takes them: text, pictures as data URIs, files as marked text."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any, cast

from chat.errors import NotSupportedError
from chat.messages import FilePart, PictureContent, TextPart

Row = dict[str, Any]


def rows(messages: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The `messages` of a request. Blocking: it loads the pictures' bytes."""
    return [_row(message) for message in messages]


def has_pictures(messages: Sequence[Mapping[str, Any]]) -> bool:
    """Whether making the rows has files to read."""
    return any(isinstance(part, PictureContent) for message in messages for part in _parts(message))


def question(messages: Sequence[Mapping[str, Any]]) -> str:
    """What the person asked last, as text: the prompt of a picture; pictures in it left out.

    `NotSupportedError` for a part that is neither.
    """
    asked = [message for message in messages if message.get("role") == "user"]
    if not asked:
        return ""
    last = asked[-1]
    if isinstance(content := last.get("content") or "", str):
        return content
    texts: list[str] = []
    for part in _parts(last):
        match part:
            case TextPart(text=text) | FilePart(text=text) | {"type": "text", "text": str(text)}:
                texts.append(text)
            case PictureContent():
                continue
            case _:
                raise NotSupportedError(f"This part cannot be sent: {type(part).__name__}.")
    return "\n\n".join(texts)


def asked_pictures(messages: Sequence[Mapping[str, Any]]) -> list[PictureContent]:
    """The pictures in what the person asked last."""
    asked = [message for message in messages if message.get("role") == "user"][-1:]
    return [p for message in asked for p in _parts(message) if isinstance(p, PictureContent)]


def asked_last(messages: Sequence[Mapping[str, Any]]) -> str:
    """The words of the last question, whatever else is in it: what a picture in an answer is of."""
    for message in reversed(messages):
        if message.get("role") == "user":
            content = message.get("content") or ""
            if isinstance(content, str):
                return content
            return " ".join(part.text for part in _parts(message) if isinstance(part, TextPart))
    return ""


def without_system(messages: Sequence[Row]) -> list[Row]:
    """System texts put before the first question, for models that have no such role."""
    texts = [row["content"] for row in messages if row["role"] in ("system", "developer")]
    others = [dict(row) for row in messages if row["role"] not in ("system", "developer")]
    first = next((row for row in others if row["role"] == "user"), None)
    if first is None or not texts:
        return others
    first["content"] = joined([*texts, first["content"]])
    return others


def alternating(messages: Sequence[Row]) -> list[Row]:
    """Neighbours of one role made one message; it begins with a question."""
    result: list[Row] = []
    for row in messages:
        if result and result[-1]["role"] == row["role"]:
            contents = [result[-1]["content"], row["content"]]
            result[-1] = {**result[-1], "content": joined(contents)}
        else:
            result.append(row)
    spoken = [row for row in result if row["role"] != "system"]
    if spoken and spoken[0]["role"] == "assistant":
        result.insert(len(result) - len(spoken), {"role": "user", "content": "…"})
    return result


def joined(contents: Sequence[Any]) -> Any:
    """Several contents as one: text while there is only text, else a list of parts."""
    if all(isinstance(content, str) for content in contents):
        return "\n\n".join(contents)
    return [part for content in contents for part in as_parts(content)]


def as_parts(content: Any) -> list[Any]:
    """The content of a row as a list of parts, whichever it is."""
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    return cast("list[Any]", content)


def _parts(message: Mapping[str, Any]) -> tuple[Any, ...]:
    content = message.get("content")
    return () if content is None or isinstance(content, str) else tuple(content)


def _row(message: Mapping[str, Any]) -> Row:
    content = message.get("content") or ""
    row: Row = {"role": message.get("role", "user")}
    row["content"] = content if isinstance(content, str) else [_part(p) for p in _parts(message)]
    data = message.get("provider_data")
    if isinstance(data, Mapping) and "reasoning_details" in data:
        row["reasoning_details"] = data["reasoning_details"]
    return row


def _part(part: Any) -> Any:
    match part:
        case TextPart(text=text):
            return {"type": "text", "text": text}
        case FilePart(name=name, text=text):
            return {"type": "text", "text": f"File `{name}`:\n\n{text}\n\nEnd of `{name}`."}
        case PictureContent(type=kind):
            data = base64.b64encode(part.load()).decode("ascii")
            return {"type": "image_url", "image_url": {"url": f"data:{kind};base64,{data}"}}
        case dict():
            return cast("dict[str, Any]", part)
        case _:
            raise NotSupportedError(f"This part cannot be sent: {type(part).__name__}.")
