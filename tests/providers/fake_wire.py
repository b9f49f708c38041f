"""A wire that does what the test says: its script is the model's name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from time import time
from typing import Any, ClassVar

from chat.chunks import Chunk, ImageResponse, Status
from chat.errors import AuthenticationError, NetworkError, ProviderError, RateLimitError
from providers.models import Model


class Fake:
    calls: ClassVar[list[dict[str, Any]]] = []
    closed: ClassVar[list[str]] = []
    raises: ClassVar[ProviderError | None] = None

    @classmethod
    async def create_async_generator(
        cls, model: str, messages: Any, **kwargs: Any
    ) -> AsyncIterator[Chunk]:
        known = dict(kwargs["learned"])  # as it is now: what is learned meanwhile is added to it
        cls.calls.append({"model": model, "messages": messages, **kwargs, "learned": known})
        try:
            match model:
                case "silent":
                    return
                case "waits":
                    for until in (None, time() + 4, time() + 4):
                        yield Status("slow down" if until else "halfway", until)
                case _:
                    pass
            yield "Hello"
            match model:
                case "refuses":
                    raise AuthenticationError(f"{kwargs['api_key']} is wrong", excerpt="sk-secret!")
                case "raises":
                    assert cls.raises is not None
                    raise cls.raises
                case "busy":
                    raise RateLimitError("slow \x1b[31mdown", endpoint="upstream")
                case "learns":
                    kwargs["learned"]["renamed"] = {"max_tokens": "max_completion_tokens"}
                case "draws":
                    yield ImageResponse((kwargs["url"],), "a fox")
                case "long":
                    for _ in range(1000):
                        yield "."
                case _:
                    yield "!"
        finally:
            cls.closed.append(model)

    @classmethod
    async def models_of(
        cls, *, api_key: str | None, base_url: str, **kwargs: Any
    ) -> Sequence[Model]:
        if api_key == "sk-wrong":
            raise AuthenticationError("Incorrect key sk-wrong")
        if "down" in base_url:
            raise NetworkError("It is down.")
        return [Model("one", ""), Model("two", "")]
