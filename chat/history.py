"""The list that is sent to a model, made from the path: what was said, and nothing about it.

No reasoning and no failure goes back; an answer that was stopped or broke off goes as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from chat.drawing import prompt_of
from chat.messages import (
    Content,
    FilePart,
    Message,
    Part,
    PictureContent,
    PicturePart,
    TextPart,
)

Load = Callable[[str], bytes]
"""`load(hash)` gives a kept picture's bytes; raises `PictureError`."""


def wire_messages(
    messages: Sequence[Message], *, system: str, endpoint: str, load: Load
) -> list[dict[str, Any]]:
    """Dicts of `role` and `content` (plain text where there is only text), empty ones left out.

    `provider_data` is there only for answers of `endpoint`. A picture the person attached is
    loaded when it is sent; one that a model drew goes as a mention, which every model can read.
    Of an order for pictures goes the prompt.
    """
    sent: list[dict[str, Any]] = []
    if system.strip():
        sent.append({"role": "system", "content": system})
    for message in messages:
        content = _drawn(message) if message.role == "assistant" else _asked(message.parts, load)
        if not content:
            continue
        row: dict[str, Any] = {"role": message.role, "content": content}
        if message.provider_data and message.endpoint == endpoint:
            row["provider_data"] = dict(message.provider_data)
        sent.append(row)
    return sent


def _asked(parts: Sequence[Part], load: Load) -> Content:
    content: list[TextPart | PictureContent | FilePart] = []
    for part in parts:
        match part:
            case TextPart(text=text) if text:
                content.append(TextPart(prompt_of(text)))
            case FilePart():
                content.append(part)
            case PicturePart(picture=picture) if picture is not None:
                load_it = partial(load, picture.hash)
                content.append(PictureContent(picture.hash, picture.type, load_it))
            case _:
                pass
    if all(isinstance(part, TextPart) for part in content):
        return "".join(part.text for part in content if isinstance(part, TextPart))
    return tuple(content)


def _drawn(message: Message) -> str:
    pieces: list[str] = []
    for part in message.parts:
        match part:
            case TextPart(text=text):
                pieces.append(text)
            case PicturePart(picture=picture) if picture is not None:
                pieces.append(f"[picture: {picture.prompt}]" if picture.prompt else "[picture]")
            case _:
                pass
    return "\n\n".join(piece for piece in pieces if piece.strip())
