"""AiChats: the whole conversation as one prompt, the answer as lines of text; or one picture.

A `base_url` takes the place of the documented host: `http://h` leads to `http://h/chat/send2/`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Mapping
from typing import Any, ClassVar

import httpx

from chat.chunks import Chunk, ImageResponse, data_uri
from chat.errors import ProtocolError, ServerError
from chat.turn import PictureError
from providers.adapter import Adapter, Question, Request
from providers.address import located
from providers.base import Messages, ProviderModelMixin
from providers.browser import AGENT, HINTS, fetching
from providers.endpoints import is_private
from providers.failures import told
from providers.picture_addresses import Addresses
from providers.reading import Reading
from providers.values import parsed, table
from providers.words import earlier_words, last_words

BLANK = 1 << 20
"""Characters of white space after which no text is to be expected any more."""


class AiChats(ProviderModelMixin, Adapter):
    """Asks `api_endpoint`; `dalle` draws the last message."""

    label = "AiChats"
    url = "https://ai-chats.org"
    api_endpoint: ClassVar[str] = "https://ai-chats.org/chat/send2/"
    working = False

    default_model = "gpt-4"
    models = ["gpt-4", "dalle"]
    image_models = ["dalle"]

    @classmethod
    def request(cls, question: Question) -> Request:
        draws = question.model in cls.image_models
        content = last_words(question.messages) if draws else prompt(question.messages)
        body = {
            "type": "image" if draws else "chat",
            "messagesHistory": [{"from": "you", "content": content}],
        }
        referer = f"{cls.url}/{'image' if draws else 'chat'}/"
        return Request(cls.api_endpoint, body, {"referer": referer})

    @classmethod
    def reading(cls, question: Question) -> Reading:
        if question.model in cls.image_models:
            return Addresses(last_words(question.messages))
        return Lines(question.prompt)

    @classmethod
    def headers(cls, api_key: str | None) -> dict[str, str]:
        return super().headers(api_key) | {
            "accept": "application/json, text/event-stream",
            "accept-language": "en-US,en;q=0.9",
            "cache-control": "no-cache",
            "origin": cls.url,
            "pragma": "no-cache",
            "user-agent": AGENT,
            **HINTS,
            **fetching("same-origin"),
        }

    @classmethod
    async def answers(
        cls,
        client: httpx.AsyncClient,
        question: Question,
        base_url: str,
        headers: Mapping[str, str],
        timeout: float,
    ) -> AsyncGenerator[Chunk, None]:
        private = is_private(located(base_url, cls.api_endpoint))
        source = super().answers(client, question, base_url, headers, timeout)
        async with contextlib.aclosing(source):
            async for chunk in source:
                match chunk:
                    case ImageResponse(images=(str(url), *_), prompt=text):
                        yield await _carried(url, text, client, private=private)
                    case _:
                        yield chunk


def prompt(messages: Messages) -> str:
    """A conversation as one text, its last line open for the answer."""
    last = last_words(messages)
    if len(messages) < 2:
        return last
    said = [*map(earlier_words, messages[:-1]), last]
    roles = [str(each.get("role", "user")).capitalize() for each in messages]
    lines = [f"{role}: {text}" for role, text in zip(roles, said, strict=True)]
    return "\n".join([*lines, "Assistant:"])


async def _carried(
    url: str, text: str, client: httpx.AsyncClient, *, private: bool
) -> ImageResponse:
    """The picture itself, with where it was: its address lives for a short time only."""
    from providers.fetch import fetch

    try:
        data = await fetch(url, client, private=private)
    except PictureError as error:
        raise ServerError(str(error), excerpt=url[:500]) from None
    source = url if url.startswith("http") else None
    return ImageResponse((await asyncio.to_thread(data_uri, data),), text, (source,))


class Lines(Reading):
    """`data: ` and a piece of text a line; white space around the whole answer is no part of it."""

    def __init__(self, prompt: str = "") -> None:
        super().__init__(prompt)
        self.plain = self.unmarked = True
        self._begun = False
        self._blank: list[str] = []
        """White space behind the last text: said once more text comes."""
        self._size = 0

    def text(self, text: str) -> list[Chunk]:
        said = text.removeprefix("data: ")
        if said.startswith('{"error"'):
            _refuse(said)
        if said == text or said.strip() == "[DONE]":
            return []
        self.understood = True
        if not said.strip():
            return self._wait(said)
        said = "".join((*self._blank, said)) if self._begun else said.lstrip()
        fine = said.rstrip()
        self._blank, self._size, self._begun = [said[len(fine) :]], 0, True
        return [fine]

    def value(self, value: dict[str, Any], name: str) -> list[Chunk]:
        return []

    def _wait(self, blank: str) -> list[Chunk]:
        if self._begun:
            self._blank.append(blank)
        self._size += len(blank) + 1
        if self._size > BLANK:
            raise ProtocolError("The server sends nothing but white space.")
        return []


def _refuse(text: str) -> None:
    """Raise the failure that a line tells, if it is one."""
    try:
        value: Any = parsed(text)
    except ValueError:
        return
    if error := table(value).get("error"):
        raise told(error)
