"""The contract of every provider: an async generator of chunks, made from a model and messages.

A provider is stateless: key, address, client and parameters come as arguments. Nothing is sent
before the first chunk is asked for.
"""

from __future__ import annotations

import difflib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Mapping, Sequence
from functools import wraps
from typing import Any, ClassVar, ParamSpec

from chat.chunks import Chunk, ImageResponse
from chat.errors import ModelNotSupportedError
from chat.text import clean_line
from providers.models import Model

Messages = Sequence[Mapping[str, Any]]
"""Dicts of `role` and `content` (a `str` or a tuple of parts); see `chat.messages.Content`."""

P = ParamSpec("P")


_PLAIN = {"accept", "accept-encoding", "content-type", "user-agent"}
_CARRIES = {"authorization", "api-key", "x-api-key", "x-goog-api-key"}


def secrets(key: str | None, headers: Mapping[str, str] | None) -> list[str]:
    """What must be in no failure: the key, and what headers end with where that may be one."""
    said = {name.lower(): value.split() for name, value in (headers or {}).items()}
    words = (
        value[-1]
        for name, value in said.items()
        if value and name not in _PLAIN and (name in _CARRIES or len(value[-1]) >= 12)
    )
    return [key or "", *words]


class Stream(AsyncIterator[Chunk]):
    """The chunks of one answer; awaiting it gives itself, `aclose` ends the request."""

    def __init__(self, source: AsyncGenerator[Chunk, None]) -> None:
        self._source = source
        # Asked for once a chunk: bound here, no call is put in between.
        self._next = source.__anext__

    def __aiter__(self) -> Stream:
        return self

    def __anext__(self) -> Any:
        return self._next()

    def __await__(self) -> Generator[Any, None, Stream]:
        return self
        yield

    async def aclose(self) -> None:
        """Close the socket; the answer ends here."""
        await self._source.aclose()


def generator(make: Callable[P, AsyncGenerator[Chunk, None]]) -> Callable[P, Stream]:
    """For `create_async_generator`: both `async for c in f()` and `g = await f()` work."""

    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> Stream:
        return Stream(make(*args, **kwargs))

    return made


class AsyncGeneratorProvider:
    """A wire. Subclasses write `create_async_generator` under `@classmethod @generator`."""

    label: ClassVar[str] = ""
    url: ClassVar[str] = ""
    working: ClassVar[bool] = True
    needs_key: ClassVar[bool] = False
    supports_stream: ClassVar[bool] = False
    supports_system_message: ClassVar[bool] = False
    supports_message_history: ClassVar[bool] = False

    @classmethod
    def create_async_generator(
        cls, model: str, messages: Messages, proxy: str | None = None, **kwargs: Any
    ) -> AsyncIterator[Chunk]:
        """The chunks of one answer. Raises `chat.errors.ProviderError`s."""
        raise NotImplementedError(f"{cls.__name__} has no create_async_generator")

    @classmethod
    async def create_async(
        cls, model: str, messages: Messages, proxy: str | None = None, **kwargs: Any
    ) -> str:
        """The whole answer: its text, or the address of the first picture."""
        pieces: list[str] = []
        pictures: list[str] = []
        async for chunk in cls.create_async_generator(model, messages, proxy, **kwargs):
            match chunk:
                case str():
                    pieces.append(chunk)
                case ImageResponse():
                    pictures += chunk.image_urls
                case _:
                    continue
        return pictures[0] if pictures else "".join(pieces)


class ProviderModelMixin:
    """The models of a provider that knows them all."""

    default_model: ClassVar[str] = ""
    models: ClassVar[list[str]] = []
    image_models: ClassVar[list[str]] = []
    model_aliases: ClassVar[dict[str, str]] = {}

    @classmethod
    def get_models(cls) -> list[str]:
        """Every model's own name."""
        return list(dict.fromkeys([*cls.models, *cls.image_models, cls.default_model]))

    @classmethod
    async def models_of(cls, *_: Any, endpoint: str = "", **__: Any) -> list[Model]:
        """The same as values; no server is asked."""
        drawing = set(cls.image_models)
        return [
            Model(name, endpoint, chats=name not in drawing, draws=name in drawing)
            for name in cls.get_models()
        ]

    @classmethod
    def get_model(cls, model: str) -> str:
        """The model meant: empty is the default, an alias wins over a model of its name.

        Raises `ModelNotSupportedError` with the nearest names; nothing was sent then.
        """
        if not model:
            return cls.default_model
        if model in cls.model_aliases:
            return cls.model_aliases[model]
        if model in cls.get_models():
            return model
        known = [*cls.get_models(), *cls.model_aliases]
        near = difflib.get_close_matches(model, known, 3, 0.4)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise ModelNotSupportedError(
            f"{cls.__name__} has no model called {clean_line(model, 80)!r}.{hint}", model=model
        )
