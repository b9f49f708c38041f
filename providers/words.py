"""The words of messages, for wires that carry text and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from chat.errors import NotSupportedError
from chat.messages import FilePart, PictureContent, TextPart
from providers.base import Messages


def words(message: Mapping[str, Any]) -> str:
    """What a message says; files as marked text. `NotSupportedError` for a picture in it."""
    return _said(message, picture=None)


def earlier_words(message: Mapping[str, Any]) -> str:
    """The same of a message before the question: a picture in it is only mentioned."""
    return _said(message, picture="[picture]")


def last_words(messages: Messages) -> str:
    """What the last message says; empty where there is none."""
    return words(messages[-1]) if messages else ""


def _said(message: Mapping[str, Any], picture: str | None) -> str:
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "\n\n".join(_part(part, picture) for part in cast("tuple[Any, ...]", content))


def _part(part: Any, picture: str | None) -> str:
    match part:
        case TextPart(text=text) | {"type": "text", "text": str(text)}:
            return text
        case FilePart(name=name, text=text):
            return f"File `{name}`:\n\n{text}\n\nEnd of `{name}`."
        case PictureContent() if picture is not None:
            return picture
        case PictureContent():
            raise NotSupportedError("This service takes text only, no picture.")
        case _:
            raise NotSupportedError(f"This part cannot be sent: {type(part).__name__}.")
