"""The words of messages, for wires that carry text and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from chat.errors import NotSupportedError
from chat.messages import FilePart, PictureContent, TextPart
from providers.base import Messages


def words(message: Mapping[str, Any]) -> str:
    """What a message says; files as marked text. `NotSupportedError` for a picture in it."""
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "\n\n".join(_part(part) for part in cast("tuple[Any, ...]", content))


def last_words(messages: Messages) -> str:
    """What the last message says; empty where there is none."""
    return words(messages[-1]) if messages else ""


def _part(part: Any) -> str:
    match part:
        case TextPart(text=text) | {"type": "text", "text": str(text)}:
            return text
        case FilePart(name=name, text=text):
            return f"File `{name}`:\n\n{text}\n\nEnd of `{name}`."
        case PictureContent():
            raise NotSupportedError("This service takes text only, no picture.")
        case _:
            raise NotSupportedError(f"This part cannot be sent: {type(part).__name__}.")
