"""Pictures: generated, made from pictures in the question, or drawn in the conversation.

A gateway without an address for pictures lets its models draw in the conversation: learned.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from chat.chunks import Chunk, Status
from chat.errors import NotSupportedError, ProtocolError, ProviderError, RequestError
from chat.messages import PictureContent
from providers.adapter import Question
from providers.openai_asked import Asked
from providers.openai_images import drawn
from providers.openai_messages import asked_pictures
from providers.openai_messages import question as prompt_of

_STREAMS = re.compile(r"(?:^|/)(?:chatgpt|gpt)-image")
_EDITS = re.compile(r"(?:^|/)(?:chatgpt|gpt)-image|kontext|image-edit")
_PREVIEWS = 2
"""Partial pictures that are asked for where the person wishes no number."""

Chat = Callable[[Mapping[str, Any]], AsyncGenerator[Chunk, None]]
"""Asks in the conversation, with these parameters."""


async def draw(asked: Asked, question: Question, chat: Chat) -> AsyncGenerator[Chunk, None]:
    """The pictures of the last question. Raises `ProviderError`."""
    model, given = question.model, question.parameters
    if not asked.learned.get("draws_in_chat"):
        pictures = asked_pictures(question.messages)
        if pictures and _EDITS.search(model) is None:
            raise NotSupportedError("A model that draws takes text only, no picture.")
        prompt = prompt_of(question.messages)
        body = wished(model, prompt, given)

        async def made() -> Mapping[str, Any]:
            return body

        def once(sent: Mapping[str, Any]) -> AsyncGenerator[Chunk, None]:
            if pictures:
                return _edited(asked, sent, pictures, prompt)
            return drawn(
                asked.client, asked.call("/images/generations", sent), prompt, previews(sent)
            )

        try:
            async with aclosing(asked.answered(made, once)) as source:
                async for chunk in source:
                    yield chunk
            return
        except ProtocolError as error:
            if error.status not in (404, 405):
                raise
    asked.anew()
    async with aclosing(_in_chat(asked, given, chat)) as source:
        async for chunk in source:
            yield chunk


async def _in_chat(
    asked: Asked, given: Mapping[str, Any], chat: Chat
) -> AsyncGenerator[Chunk, None]:
    try:
        async with aclosing(chat({"modalities": ["image", "text"], **given})) as source:
            async for chunk in source:
                if not isinstance(chunk, Status):
                    asked.learned["draws_in_chat"] = True
                yield chunk
    except (ProtocolError, RequestError, NotSupportedError) as error:
        if _lost(error):
            # The gateway has an address for pictures by now: it is asked first next time.
            asked.learned.pop("draws_in_chat", None)
        raise


def _lost(error: ProviderError) -> bool:
    return error.status in (400, 404, 405, 422)


def wished(model: str, prompt: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The request of a model that draws."""
    body: dict[str, Any] = {"model": model, "prompt": prompt}
    # Whoever asks for several gets them at once: a stream is of one picture.
    if "partial_images" in given or (_STREAMS.search(model) and given.get("n") in (None, 1)):
        body |= {"stream": True, "partial_images": _PREVIEWS}
    if "dall-e" in model:
        # Its URLs die within the hour; every other model's answer is base64, or refuses this.
        body["response_format"] = "b64_json"
    return body | dict(given)


def previews(sent: Mapping[str, Any]) -> int:
    """How many partial pictures were asked for."""
    number = sent.get("partial_images")
    return number if isinstance(number, int) and number > 0 else _PREVIEWS


async def _edited(
    asked: Asked, sent: Mapping[str, Any], pictures: Sequence[PictureContent], prompt: str
) -> AsyncGenerator[Chunk, None]:
    boundary = f"palaver-{secrets.token_hex(16)}"
    form = await asyncio.to_thread(formed, sent, pictures, boundary)
    call = asked.call("/images/edits", form, f"multipart/form-data; boundary={boundary}")
    async with aclosing(drawn(asked.client, call, prompt, previews(sent))) as source:
        async for chunk in source:
            yield chunk


def formed(fields: Mapping[str, Any], pictures: Sequence[PictureContent], boundary: str) -> bytes:
    """`multipart/form-data` of fields and pictures. Blocking: it loads the pictures' bytes."""
    name = "image[]" if len(pictures) > 1 else "image"
    parts: list[bytes] = []
    for field, value in fields.items():
        words = str(value).lower() if isinstance(value, bool) else str(value)
        head = f'content-disposition: form-data; name="{_quoted(field)}"'
        parts.append(f"{head}\r\n\r\n{words}".encode("utf-8", "replace"))
    for number, picture in enumerate(pictures, 1):
        file = f"{number}.{picture.type.rpartition('/')[2]}"
        head = f'content-disposition: form-data; name="{name}"; filename="{file}"'
        parts.append(f"{head}\r\ncontent-type: {picture.type}\r\n\r\n".encode() + picture.load())
    mark = f"--{boundary}\r\n".encode()
    return b"".join(mark + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
