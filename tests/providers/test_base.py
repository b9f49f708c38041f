"""The contract: awaited or iterated, closed, collected; models by name."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncGenerator
from typing import Any

import pytest

import providers
from chat.chunks import Chunk, ImageResponse, Reasoning
from providers.base import AsyncGeneratorProvider, Messages, ProviderModelMixin, generator


class Parrot(AsyncGeneratorProvider, ProviderModelMixin):
    default_model = "grey"
    models = ["grey", "green", "old"]
    model_aliases = {"african": "grey", "old": "green"}
    closed = 0

    @classmethod
    @generator
    async def create_async_generator(
        cls, model: str, messages: Messages, proxy: str | None = None, **kwargs: Any
    ) -> AsyncGenerator[Chunk, None]:
        try:
            yield Reasoning("hm")
            yield cls.get_model(model) + " "
            for message in messages:
                yield message["content"]
            if "picture" in kwargs:
                yield ImageResponse((kwargs["picture"],), "p")
        finally:
            cls.closed += 1


HELLO = [{"role": "user", "content": "hello"}]


async def test_iterated_awaited_collected() -> None:
    expected = [Reasoning("hm"), "grey ", "hello"]
    assert [c async for c in Parrot.create_async_generator("", HELLO)] == expected
    stream = await Parrot.create_async_generator("african", HELLO)
    assert [c async for c in stream] == expected
    assert await Parrot.create_async("", HELLO) == "grey hello"
    url = "https://pictures.example/1.png"
    assert await Parrot.create_async("", HELLO, picture=url) == url


async def test_closing_ends_the_generator() -> None:
    stream = Parrot.create_async_generator("", HELLO)
    await anext(stream)
    before = Parrot.closed
    await stream.aclose()
    assert Parrot.closed == before + 1
    await Parrot.create_async_generator("", HELLO).aclose()
    assert Parrot.closed == before + 1, "one that never began has nothing to close"


def test_models_by_name() -> None:
    assert Parrot.get_model("green") == "green"
    assert Parrot.get_model("old") == "green", "an alias wins"
    with pytest.raises(providers.ModelNotSupportedError, match=r"Did you mean .*african") as caught:
        Parrot.get_model("africa")
    assert isinstance(caught.value, ValueError)
    assert "Parrot" in caught.value.sentence


def test_the_base_has_no_wire() -> None:
    with pytest.raises(NotImplementedError):
        AsyncGeneratorProvider.create_async_generator("m", HELLO)


def test_importing_the_package_loads_nothing() -> None:
    code = (
        "import sys, providers\n"
        "assert not {'httpx', 'PIL', 'chat.errors'} & set(sys.modules)\n"
        "from providers import Guide, OpenAI, RateLimitError\n"
        "assert 'httpx' in sys.modules\n"
        "assert {'Guide', 'OpenAI'} <= set(dir(providers))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(AttributeError):
        _ = providers.Nothing
