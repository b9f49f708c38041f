"""A wire of one request and one body: what is left to write is what the two say.

A subclass puts a `Question` into a `Request` and gives the `Reading` of its answer; retries, lost
connections, cut answers, refused parameters and the hiding of keys are here and below.
`docs/wire.md` and `providers/template.py` show a whole one.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import httpx

from chat.chunks import Chunk
from chat.errors import ProviderError
from providers.address import located
from providers.base import AsyncGeneratorProvider, Messages, generator, secrets
from providers.exchange import exchanged
from providers.http import Call, got, using
from providers.lessons import Attempt, lessons
from providers.models import Model
from providers.openai_messages import asked_last, has_pictures
from providers.openai_models import models_in
from providers.openai_refused import Learned, learn, shaped
from providers.reading import Reading

MANY = 200
"""Messages from which a request is put together in a thread."""
PAGES = 50
"""Of a list of models."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, as the wire's class is given it."""

    model: str
    messages: Messages
    parameters: Mapping[str, Any]
    """As the person set them; None ones left out."""
    stream: bool = True
    draws: bool | None = None
    """Whether the model makes pictures; None: nobody said."""
    learned: Learned = field(default_factory=dict[str, Any])
    """What the server taught about this model; kept between starts."""
    now: Learned = field(default_factory=dict[str, Any])
    """What it taught about this question only."""

    @property
    def prompt(self) -> str:
        """The words of the last question."""
        return asked_last(self.messages)


@dataclass(frozen=True, slots=True)
class Request:
    """A path below the base URL (or a service's own whole one) and what is posted there."""

    path: str
    body: Mapping[str, Any] = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)


class Adapter(AsyncGeneratorProvider):
    """Write `request` and `reading`; what is below them where it differs."""

    base_url: ClassVar[str] = ""
    called: ClassVar[str] = ""
    """The endpoint's name where nobody gives one."""
    lines: ClassVar[bool] = False
    """Whether the answer is a JSON object a line instead of events."""
    models_path: ClassVar[str] = "/models"
    supports_stream = True
    supports_system_message = True
    supports_message_history = True

    @classmethod
    def request(cls, question: Question) -> Request:
        """The request of a question, by what is learned so far. May block: it loads pictures."""
        raise NotImplementedError

    @classmethod
    def reading(cls, question: Question) -> Reading:
        """What understands the answer's values."""
        raise NotImplementedError

    @classmethod
    def root(cls, base_url: str) -> str:
        """What the paths are put behind: people write addresses in many ways."""
        return base_url.strip().rstrip("/")

    @classmethod
    def taught(cls, error: ProviderError, sent: Mapping[str, Any], question: Question) -> bool:
        """Whether a refusal taught something, so that asking once more makes sense."""
        return learn(error, sent, question.learned, question.now)

    @classmethod
    def headers(cls, api_key: str | None) -> dict[str, str]:
        """What carries the key."""
        return {"authorization": f"Bearer {api_key}"} if api_key else {}

    @classmethod
    def signed(cls, question: Question, headers: Mapping[str, str]) -> dict[str, str]:
        """Headers made anew for each attempt, beside `headers`: ids, times, signatures."""
        return {}

    @classmethod
    def get_model(cls, model: str) -> str:
        """The model meant by a name. Raises `ModelNotSupportedError` where all are known."""
        return model

    @classmethod
    def listed(cls, payload: Any, endpoint: str) -> list[Model]:
        """The models in the answer to `models_path`."""
        return models_in(payload, endpoint)

    @classmethod
    def further(cls, payload: Any) -> str:
        """The path of the list's next page; empty where it is whole."""
        return ""

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
        base_url: str = "",
        api_key: str | None = None,
        headers: Mapping[str, str] | None = None,
        draws: bool | None = None,
        endpoint: str = "",
        learned: Learned | None = None,
        **parameters: Any,
    ) -> AsyncGenerator[Chunk, None]:
        """The chunks of one answer; `timeout` is the longest silence in seconds.

        `parameters` go where the wire has such things; None ones are left out.
        """
        given = {name: value for name, value in parameters.items() if value is not None}
        lessons: Learned = {} if learned is None else learned
        base = cls.root(base_url or cls.base_url)
        sent = common(cls.headers(api_key), headers)
        try:
            meant = cls.get_model(model)
            question = Question(meant, messages, given, stream, draws, lessons)
            async with using(client, proxy) as over:
                source = cls.answers(over, question, base, sent, timeout)
                async with contextlib.aclosing(source):
                    async for chunk in source:
                        yield chunk
        except ProviderError as error:
            error.place(endpoint or cls.called, model)
            error.hide(*secrets(api_key, headers))
            raise

    @classmethod
    def answers(
        cls,
        client: httpx.AsyncClient,
        question: Question,
        base_url: str,
        headers: Mapping[str, str],
        timeout: float,
    ) -> AsyncGenerator[Chunk, None]:
        """One question asked, again without what the server refuses of it."""
        slow = len(question.messages) > MANY or has_pictures(question.messages)

        async def attempt() -> Attempt:
            made = await asyncio.to_thread(cls.request, question) if slow else cls.request(question)
            body = shaped(made.body, question.learned)

            def once() -> AsyncGenerator[Chunk, None]:
                more = {**headers, **made.headers}
                more |= cls.signed(question, more)
                call = Call(located(base_url, made.path), body, more, timeout)
                return exchanged(client, call, cls.reading(question), lines=cls.lines)

            return body, once

        def taught(error: ProviderError, sent: Mapping[str, Any]) -> bool:
            return cls.taught(error, sent, question)

        return lessons(attempt, taught, question.learned, secrets(None, headers))

    @classmethod
    async def models_of(
        cls,
        client: httpx.AsyncClient | None = None,
        base_url: str = "",
        api_key: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 30,
        *,
        endpoint: str = "",
        proxy: str | None = None,
    ) -> list[Model]:
        """What the server lists. Raises `ProviderError`."""
        base = cls.root(base_url or cls.base_url)
        sent = common(cls.headers(api_key), headers)
        try:
            async with using(client, proxy) as over:
                return await cls.models_at(over, base, sent, min(timeout, 30), endpoint)
        except ProviderError as error:
            error.place(endpoint or cls.called)
            error.hide(*secrets(api_key, headers))
            raise

    @classmethod
    async def models_at(
        cls,
        client: httpx.AsyncClient,
        base_url: str,
        headers: Mapping[str, str],
        timeout: float,
        endpoint: str,
    ) -> list[Model]:
        """Every page of the list below `base_url`."""
        found: dict[str, Model] = {}
        path = cls.models_path
        for _ in range(PAGES):
            payload = await got(client, Call(base_url + path, None, headers, timeout))
            models = await asyncio.to_thread(cls.listed, payload, endpoint or cls.called)
            found |= {model.id: model for model in models}
            path = cls.further(payload)
            if not path:
                break
        return list(found.values())


def common(own: Mapping[str, str], more: Mapping[str, str] | None) -> dict[str, str]:
    """The headers of a request: ours, the wire's own, the person's; names in lower case."""
    headers = {
        "accept": "text/event-stream, application/x-ndjson, application/json",
        # Packed streams are held back by some gateways until a block is full.
        "accept-encoding": "identity",
        "content-type": "application/json",
        "user-agent": "palaver",
    }
    return headers | {
        name.lower(): value for each in (own, more or {}) for name, value in each.items()
    }
