"""Pollinations: text as chat completions at one host, pictures by their address at another.

With another base URL both are below it: `/openai`, `/prompt/…` and `/models`.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from chat.chunks import Chunk, ImageResponse, sniff
from chat.errors import EmptyAnswerError, ProtocolError, ProviderError, RequestError
from providers.adapter import Adapter, Question, Request
from providers.address import located
from providers.base import secrets
from providers.failures import excerpt, is_page, told, web_page
from providers.http import Call, answered, got, pieces
from providers.models import Model, draws_by_name
from providers.openai_answer import Completion
from providers.openai_messages import question as asked
from providers.openai_messages import rows
from providers.openai_models import models_in
from providers.parameters import sides
from providers.reading import Reading
from providers.retry import retried
from providers.values import parsed

TEXT = "https://text.pollinations.ai"
IMAGE = "https://image.pollinations.ai"
LARGEST = 64 << 20
"""Bytes of a picture."""
MANY = 16
"""Pictures of one question."""
_PUBLIC = re.compile(r"https?://(?:text\.|image\.)?pollinations\.ai(?:/.*)?", re.IGNORECASE)
_TAILS = re.compile(r"(?:/+(?:openai|prompt|models))*/*$")


class Pollinations(Adapter):
    """Chats at `POST …/openai`, draws by `GET …/prompt/{prompt}`; a key is optional."""

    label = "Pollinations"
    url = "https://pollinations.ai"

    @classmethod
    def root(cls, base_url: str) -> str:
        """Empty for the public service, which is at two hosts."""
        base = base_url.strip()
        return "" if _PUBLIC.fullmatch(base) else _TAILS.sub("", base)

    @classmethod
    def request(cls, question: Question) -> Request:
        body = {"model": question.model, "messages": rows(question.messages)}
        if question.stream:
            body |= {"stream": True, "stream_options": {"include_usage": True}}
        # What is said without it is shown to everybody in a public feed.
        return Request(f"{TEXT}/openai", body | {"private": True} | dict(question.parameters))

    @classmethod
    def reading(cls, question: Question) -> Reading:
        return Completion(question.prompt)

    @classmethod
    async def answers(
        cls,
        client: httpx.AsyncClient,
        question: Question,
        base_url: str,
        headers: Mapping[str, str],
        timeout: float,
    ) -> AsyncGenerator[Chunk, None]:
        """A chat, or one picture after the other."""
        draws = draws_by_name(question.model) if question.draws is None else question.draws
        if draws:
            source = _drawn(client, question, base_url, headers, timeout)
        else:
            source = super().answers(client, question, base_url, headers, timeout)
        async with contextlib.aclosing(source):
            async for chunk in source:
                yield chunk

    @classmethod
    async def models_at(
        cls,
        client: httpx.AsyncClient,
        base_url: str,
        headers: Mapping[str, str],
        timeout: float,
        endpoint: str,
    ) -> list[Model]:
        """What chats and what draws; a failure where neither list can be had."""
        places = [base_url] if base_url else [TEXT, IMAGE]
        calls = [Call(f"{place}/models", None, headers, timeout) for place in places]
        asked = (_listed(client, call, endpoint) for call in calls)
        found: dict[str, Model] = {}
        failed: ProviderError | None = None
        for models in await asyncio.gather(*asked, return_exceptions=True):
            if isinstance(models, list):
                found = {model.id: model for model in models} | found
            elif isinstance(models, ProviderError):
                failed = failed or models
            else:
                raise models
        if failed is not None and not found:
            raise failed
        return list(found.values())


async def _listed(client: httpx.AsyncClient, call: Call, endpoint: str) -> list[Model]:
    payload: Any = await got(client, call)
    models = models_in(payload, endpoint)
    draws = call.url.startswith(IMAGE)
    return [replace(model, chats=False, draws=True) if draws else model for model in models]


async def _drawn(
    client: httpx.AsyncClient,
    question: Question,
    base_url: str,
    headers: Mapping[str, str],
    timeout: float,
) -> AsyncGenerator[Chunk, None]:
    prompt = asked(question.messages)
    if not prompt.strip():
        raise RequestError("What is to be drawn must be said in words.")
    given = dict(question.parameters)
    count, seed = given.pop("n", 1), given.pop("seed", None)
    # Without a seed the service draws the same picture again and again.
    first = seed if isinstance(seed, int) and seed >= 0 else random.randrange(1 << 31)
    for number in range(min(count, MANY) if isinstance(count, int) else 1):
        fields = _fields(question.model, given, first + number)
        path = f"{IMAGE}/prompt/{quote(prompt, safe='', errors='replace')}?{urlencode(fields)}"
        url = _under(base_url, path)
        call = Call(url, None, {**headers, "accept": "image/*, application/json"}, timeout)
        source = retried(lambda call=call: _picture(client, call, prompt), secrets(None, headers))
        async with contextlib.aclosing(source):
            async for chunk in source:
                yield chunk


def _under(base_url: str, url: str) -> str:
    """The public address, or the same below `base_url`."""
    path, _, fields = url.partition("?")
    return f"{located(base_url, path)}?{fields}"


def _fields(model: str, given: Mapping[str, Any], seed: int) -> dict[str, Any]:
    fields: dict[str, Any] = {"model": model} if model else {}
    fields |= {"nologo": True, "private": True} | dict(given) | {"seed": seed}
    fields |= sides(fields)
    return {k: str(v).lower() if isinstance(v, bool) else v for k, v in fields.items()}


async def _picture(
    client: httpx.AsyncClient, call: Call, prompt: str
) -> AsyncGenerator[Chunk, None]:
    body = bytearray()
    async with answered(client, call) as response:
        async for piece in pieces(response, call.timeout):
            body += piece
            if len(body) > LARGEST:
                raise ProtocolError("The picture is too large.")
    data = bytes(body)
    if not data:
        raise EmptyAnswerError("The service gave no picture.")
    if sniff(data) is None:
        raise _no_picture(data[:65536].decode("utf-8", "replace"), call.url)
    yield ImageResponse((data,), prompt, (call.url,))


def _no_picture(text: str, url: str) -> ProviderError:
    if is_page(text):
        return web_page(text, None, url)
    with contextlib.suppress(ValueError):
        return told(parsed(text))
    return ProtocolError("What came is not a picture.", excerpt=excerpt(text))
