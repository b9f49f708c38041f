"""Chat completions, as OpenAI and everybody who is compatible speaks them.

What differs between servers is learned from their refusals and kept in `learned`; pictures are
drawn in `openai_images`, values are read in `openai_answer`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Mapping
from typing import Any

import httpx

from chat.chunks import Chunk, Status
from chat.errors import ProtocolError, ProviderError
from providers.adapter import MANY, common
from providers.base import AsyncGeneratorProvider, Messages, generator, secrets
from providers.exchange import exchanged
from providers.http import Call, using
from providers.models import Model, draws_by_name
from providers.openai_answer import Completion
from providers.openai_images import drawn
from providers.openai_messages import asked_last, has_pictures, question, rows
from providers.openai_models import listed
from providers.openai_refused import LESSONS, Learned, learn, roots, shaped
from providers.retry import retried

BASE_URL = "https://api.openai.com/v1"


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
                asked = _Asked(over, base_url, sent, timeout, lessons)
                if draws_by_name(model) if draws is None else draws:
                    source = _draw(asked, model, messages, given)
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


class _Asked:
    """Where and how one question is asked."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        base_url: str,
        headers: Mapping[str, str],
        timeout: float,
        learned: Learned,
    ) -> None:
        self.client, self.learned, self._base = client, learned, base_url
        self._headers, self._timeout = headers, timeout
        self.anew()

    def anew(self) -> None:
        """Begin with the likeliest address again."""
        possible = roots(self._base)
        known = self.learned.get("root")
        self._roots = [known, *possible] if known in possible else list(possible)

    def call(self, path: str, body: Mapping[str, Any]) -> Call:
        return Call(self._roots[0] + path, body, self._headers, self._timeout)

    def elsewhere(self, error: ProviderError) -> bool:
        """Whether nothing is at this address and another one remains to be tried."""
        lost = isinstance(error, ProtocolError) and error.status in (None, 404, 405)
        if not lost or len(self._roots) < 2:
            return False
        self._roots.pop(0)
        return True

    def found(self) -> None:
        """The address works: remembered where it is not the first guess."""
        if self._roots[0] != roots(self._base)[0]:
            self.learned["root"] = self._roots[0]
        else:
            self.learned.pop("root", None)


async def _chat(
    asked: _Asked, model: str, messages: Messages, stream: bool, given: Mapping[str, Any]
) -> AsyncGenerator[Chunk, None]:
    slow = len(messages) > MANY or has_pictures(messages)
    made = await asyncio.to_thread(rows, messages) if slow else rows(messages)
    body: dict[str, Any] = {"model": model, "messages": made}
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    body |= given
    prompt = asked_last(messages)

    def once(sent: Mapping[str, Any]) -> AsyncGenerator[Chunk, None]:
        return exchanged(asked.client, asked.call("/chat/completions", sent), Completion(prompt))

    source = _learning(asked, body, once)
    async with contextlib.aclosing(source):
        async for chunk in source:
            yield chunk


async def _draw(
    asked: _Asked, model: str, messages: Messages, given: Mapping[str, Any]
) -> AsyncGenerator[Chunk, None]:
    prompt = question(messages)
    if not asked.learned.get("draws_in_chat"):
        body: dict[str, Any] = {"model": model, "prompt": prompt}
        if "gpt-image" in model:
            body |= {"stream": True, "partial_images": 2}
        body |= given

        def once(sent: Mapping[str, Any]) -> AsyncGenerator[Chunk, None]:
            return drawn(asked.client, asked.call("/images/generations", sent), prompt)

        source = _learning(asked, body, once)
        try:
            async with contextlib.aclosing(source):
                async for chunk in source:
                    yield chunk
            return
        except ProtocolError as error:
            if error.status not in (404, 405):
                raise
    # A gateway without an address for pictures lets its models draw in the conversation.
    asked.anew()
    source = _chat(asked, model, messages, True, {"modalities": ["image", "text"], **given})
    async with contextlib.aclosing(source):
        async for chunk in source:
            if not isinstance(chunk, Status):
                asked.learned["draws_in_chat"] = True
            yield chunk


async def _learning(
    asked: _Asked, body: Mapping[str, Any], once: Any
) -> AsyncGenerator[Chunk, None]:
    """Ask; where a parameter or the address is refused, ask again without or elsewhere."""
    for lesson in range(LESSONS + 1):
        sent = shaped(body, asked.learned)
        source = retried(lambda sent=sent: once(sent))
        said = False
        try:
            async with contextlib.aclosing(source):
                async for chunk in source:
                    said = said or not isinstance(chunk, Status)
                    yield chunk
            asked.found()
            return
        except ProviderError as error:
            if said or lesson == LESSONS:
                raise
            if not asked.elsewhere(error) and not learn(error, sent, asked.learned):
                raise


def _headers(api_key: str | None, more: Mapping[str, str] | None) -> dict[str, str]:
    return common({"authorization": f"Bearer {api_key}"} if api_key else {}, more)
