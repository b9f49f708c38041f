"""The provider of `guide/guide` and `guide/canvas`: no server, no key, the same contract."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Any, cast

from chat.chunks import Chunk, FinishReason, Reasoning, Usage
from chat.messages import PictureContent, TextPart
from providers.base import AsyncGeneratorProvider, Messages, ProviderModelMixin, generator
from providers.guide import answer, pace
from providers.guide.canvas import drawing


class Guide(AsyncGeneratorProvider, ProviderModelMixin):
    """`guide` answers from palaver's help pages, `canvas` draws pictures."""

    label = "Guide"
    supports_stream = True
    supports_message_history = True
    default_model = "guide"
    models = ["guide"]
    image_models = ["canvas"]

    @classmethod
    @generator
    async def create_async_generator(
        cls,
        model: str,
        messages: Messages,
        proxy: str | None = None,
        stream: bool = True,
        timeout: float = 300,
        *,
        pace: float = 120.0,
        size: str = "1024x1024",
        n: int | str = 1,
        seed: int | str | None = None,
        **kwargs: Any,
    ) -> AsyncGenerator[Chunk, None]:
        """Chunks of one answer to the last question in `messages`.

        `pace` is how many words a second the help is given at, 0 for all at once. `size`
        (pixels, "WIDTHxHEIGHT"), `n` and `seed` are for the canvas; without a seed each picture
        is another one. Raises `ModelNotSupportedError` and, for a parameter that makes no
        sense, `RequestError`.
        """
        questions = asked(messages)
        match cls.get_model(model):
            case "canvas":
                order = drawing.order(questions, size=size, n=n, seed=seed)
                async for chunk in drawing.draw(order):
                    yield chunk
            case _:
                async for chunk in help_with(questions, pace if stream else 0):
                    yield chunk

    @classmethod
    async def create_async(
        cls, model: str, messages: Messages, proxy: str | None = None, **kwargs: Any
    ) -> str:
        """The whole answer, without a pace: nobody reads along."""
        return await super().create_async(model, messages, proxy, **{"pace": 0, **kwargs})


def asked(messages: Messages) -> list[str]:
    """The texts of the person's questions, oldest first."""
    return [text_of(message["content"]) for message in messages if message.get("role") == "user"]


def text_of(content: object) -> str:
    """The text of a message's content; a picture in it stands as a mark, for neither model sees."""
    if isinstance(content, str):
        return content
    words: list[str] = []
    for part in cast("tuple[object, ...]", content):
        match part:
            case TextPart(text=text):
                words.append(text)
            case PictureContent():
                words.append(answer.PICTURE)
            case _:
                continue
    return "\n".join(words)


async def help_with(questions: Sequence[str], words_a_second: float) -> AsyncIterator[Chunk]:
    """Search in a thread (the first time reads the pages), then speak at the given pace."""
    reply = await asyncio.to_thread(answer.reply, questions)
    async for piece in pace.spoken(reply.thought, words_a_second * 2):
        yield Reasoning(piece)
    async for piece in pace.spoken(reply.text, words_a_second):
        yield piece
    yield Usage(input=pace.words(" ".join(questions)), output=pace.words(reply.text))
    yield FinishReason("stop")
