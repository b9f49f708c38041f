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
from chat.errors import ProviderError
from providers.adapter import MANY, common
from providers.base import AsyncGeneratorProvider, Messages, generator, secrets
from providers.exchange import exchanged
from providers.http import using
from providers.models import Model, draws_by_name
from providers.openai_answer import Completion
from providers.openai_asked import Asked
from providers.openai_drawing import draw
from providers.openai_messages import asked_last, has_pictures, rows
from providers.openai_models import listed
from providers.openai_refused import Learned, roots

BASE_URL = "https://api.openai.com/v1"
_OPENROUTER = re.compile(r"https?://(?:[\w-]+\.)*openrouter\.ai(?:[:/]|$)", re.IGNORECASE)


class OpenAI(AsyncGeneratorProvider):
    """Any OpenAI-compatible server; every model name is passed on."""

    label = "OpenAI"
    url = "https://platform.openai.com"
    needs_key = True
    supports_stream = True
    supports_system_message = True
    supports_message_history = True

    @classmethod
    @generator
    async def create_async_generator(
        cls,
        model: str,
        messages: Messages,
        proxy: str | None = None,
        stream: bool = True,
        timeout: float = 120,
        *,
        client: httpx.AsyncClient | None = None,
        base_url: str = BASE_URL,
        api_key: str | None = None,
        headers: Mapping[str, str] | None = None,
        draws: bool | None = None,
        endpoint: str = "openai",
        learned: Learned | None = None,
        **parameters: Any,
    ) -> AsyncGenerator[Chunk, None]:
        """The chunks of one answer.

        `timeout` is the longest silence in seconds. `draws` says whether the model makes pictures
        (None: its name tells). `parameters` go into the request as they are, None ones left out.
        `learned` is filled with what the server refuses of this model.
        """
        lessons = {} if learned is None else learned
        given = {name: value for name, value in parameters.items() if value is not None}
        sent = _headers(api_key, headers)
        try:
            async with using(client, proxy) as over:
                asked = Asked(over, base_url, sent, timeout, lessons)
                if draws_by_name(model) if draws is None else draws:

                    def chat(more: Mapping[str, Any]) -> AsyncGenerator[Chunk, None]:
                        return _chat(asked, model, messages, stream, more)

                    source = draw(asked, model, messages, given, chat)
                else:
                    source = _chat(asked, model, messages, stream, given)
                async with contextlib.aclosing(source):
                    async for chunk in source:
                        yield chunk
        except ProviderError as error:
            error.place(endpoint, model)
            error.hide(*secrets(api_key, headers))
            raise

    @classmethod
    async def models_of(
        cls,
        client: httpx.AsyncClient | None = None,
        base_url: str = BASE_URL,
        api_key: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 30,
        *,
        endpoint: str = "openai",
        proxy: str | None = None,
    ) -> list[Model]:
        """What `GET /models` lists. Raises `ProviderError`."""
        try:
            async with using(client, proxy) as over:
                return await listed(
                    over, roots(base_url), _headers(api_key, headers), min(timeout, 30), endpoint
                )
        except ProviderError as error:
            error.place(endpoint)
            error.hide(*secrets(api_key, headers))
            raise


async def _chat(
    asked: Asked, model: str, messages: Messages, stream: bool, given: Mapping[str, Any]
) -> AsyncGenerator[Chunk, None]:
    slow = len(messages) > MANY or has_pictures(messages)
    made = await asyncio.to_thread(rows, messages) if slow else rows(messages)
    body: dict[str, Any] = {"model": model, "messages": made}
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    body |= _effort(given, asked.base_url)
    prompt = asked_last(messages)

    def once(sent: Mapping[str, Any]) -> AsyncGenerator[Chunk, None]:
        return exchanged(asked.client, asked.call("/chat/completions", sent), Completion(prompt))

    async with contextlib.aclosing(asked.answered(body, once)) as source:
        async for chunk in source:
            yield chunk


def _effort(given: Mapping[str, Any], base_url: str) -> Mapping[str, Any]:
    """OpenRouter takes a wish for thinking as a value with more in it."""
    if "reasoning_effort" not in given or _OPENROUTER.match(base_url.strip()) is None:
        return given
    told = dict(given)
    told.setdefault("reasoning", {"effort": told.pop("reasoning_effort")})
    return told


def _headers(api_key: str | None, more: Mapping[str, str] | None) -> dict[str, str]:
    return common({"authorization": f"Bearer {api_key}"} if api_key else {}, more)
