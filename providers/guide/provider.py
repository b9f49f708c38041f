"""The provider of `guide/guide` and `guide/canvas`: no server, no key, the same contract."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, cast

from chat.chunks import Chunk, FinishReason, Reasoning, Usage
from chat.errors import ModelNotSupportedError
from chat.messages import PictureContent, TextPart
from providers.guide import answer, pace
from providers.guide.canvas import drawing


class Guide:
    """`guide` answers from palaver's help pages, `canvas` draws pictures."""

    label = "Guide"
    url = ""
    working = True
    needs_key = False
    supports_stream = True
    default_model = "guide"
    default_image_model = "canvas"
    models = ["guide", "canvas"]
    image_models = ["canvas"]

    @classmethod
    async def create_async_generator(
        cls,
        model: str,
        messages: Sequence[Mapping[str, Any]],
        proxy: str | None = None,
        stream: bool = True,
        timeout: float = 300,
        *,
        pace: float = 120.0,
        size: str = "1024x1024",
        n: int | str = 1,
        seed: int | str | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[Chunk]:
        """Chunks of one answer to the last question in `messages`.

        `pace` is how many words a second the help is given at, 0 for all at once. `size`
        (pixels, "WIDTHxHEIGHT"), `n` and `seed` are for the canvas; without a seed each picture
        is another one. Raises `ModelNotSupportedError` and, for a parameter that makes no
        sense, `RequestError`.
        """
        questions = asked(messages)
        match model or cls.default_model:
            case "guide":
                async for chunk in help_with(questions, pace if stream else 0):
                    yield chunk
            case "canvas":
                order = drawing.order(questions, size=size, n=n, seed=seed)
                async for chunk in drawing.draw(order):
                    yield chunk
            case unknown:
                raise ModelNotSupportedError(
                    f"The guide has no model “{unknown}”; it has guide and canvas.",
                    endpoint="guide",
                    model=unknown,
                )

    @classmethod
    async def create_async(
        cls, model: str, messages: Sequence[Mapping[str, Any]], **kwargs: Any
    ) -> str:
        """The whole answer: its text, or the first picture as a data URI."""
        text: list[str] = []
        kwargs.setdefault("pace", 0)
        async for chunk in cls.create_async_generator(model, messages, **kwargs):
            match chunk:
                case str():
                    text.append(chunk)
                case _ if urls := getattr(chunk, "image_urls", None):
                    return urls[0]
                case _:
                    continue
        return "".join(text)


def asked(messages: Sequence[Mapping[str, Any]]) -> list[str]:
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
