"""Chat completions, as OpenAI and everybody who is compatible speaks them.

What differs between servers is learned from their refusals and kept in `learned` (`openai_asked`);
models that draw are asked in `openai_drawing`, values are read in `openai_answer`.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncGenerator, Mapping
from typing import Any

import httpx

from chat.chunks import Chunk
from chat.errors import ProtocolError
from providers.adapter import MANY, Adapter, Question
from providers.exchange import exchanged
from providers.models import Model, draws_by_name
from providers.openai_answer import Completion
from providers.openai_asked import Asked
from providers.openai_drawing import draw
from providers.openai_messages import has_pictures, rows
from providers.openai_refused import roots

BASE_URL = "https://api.openai.com/v1"
_OPENROUTER = re.compile(r"https?://(?:[\w-]+\.)*openrouter\.ai(?:[:/]|$)", re.IGNORECASE)


class OpenAI(Adapter):
    """Any OpenAI-compatible server; every model name is passed on."""

    label = "OpenAI"
    url = "https://platform.openai.com"
    base_url = BASE_URL
    called = "openai"
    needs_key = True

    @classmethod
    def answers(
        cls,
        client: httpx.AsyncClient,
        question: Question,
        base_url: str,
        headers: Mapping[str, str],
        timeout: float,
    ) -> AsyncGenerator[Chunk, None]:
        """A chat, or the pictures of a model that draws."""
        asked = Asked(client, base_url, headers, timeout, question.learned)
        draws = draws_by_name(question.model) if question.draws is None else question.draws
        if not draws:
            return _chat(asked, question, question.parameters)
        return draw(asked, question, lambda more: _chat(asked, question, more))

    @classmethod
    async def models_at(
        cls,
        client: httpx.AsyncClient,
        base_url: str,
        headers: Mapping[str, str],
        timeout: float,
        endpoint: str,
    ) -> list[Model]:
        """The list at the first address that has one."""
        *others, last = roots(base_url)
        for root in others:
            with contextlib.suppress(ProtocolError):
                return await super().models_at(client, root, headers, timeout, endpoint)
        return await super().models_at(client, last, headers, timeout, endpoint)


def _chat(
    asked: Asked, question: Question, given: Mapping[str, Any]
) -> AsyncGenerator[Chunk, None]:
    messages = question.messages
    slow = len(messages) > MANY or has_pictures(messages)

    async def made() -> Mapping[str, Any]:
        told = await asyncio.to_thread(rows, messages) if slow else rows(messages)
        body: dict[str, Any] = {"model": question.model, "messages": told}
        if question.stream:
            body |= {"stream": True, "stream_options": {"include_usage": True}}
        return body | _effort(given, asked.base_url)

    def once(sent: Mapping[str, Any]) -> AsyncGenerator[Chunk, None]:
        call = asked.call("/chat/completions", sent)
        return exchanged(asked.client, call, Completion(question.prompt))

    return asked.answered(made, once)


def _effort(given: Mapping[str, Any], base_url: str) -> dict[str, Any]:
    """OpenRouter takes a wish for thinking as a value with more in it."""
    told = dict(given)
    if "reasoning_effort" not in given or _OPENROUTER.match(base_url.strip()) is None:
        return told
    told.setdefault("reasoning", {"effort": told.pop("reasoning_effort")})
    return told
