"""One question and its answer: a request, and its body read to the end that its wire marks.

`[DONE]` without a reason is an end, a reason without `[DONE]` too; neither is "cut off".
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any, cast

import httpx

from chat.chunks import Chunk, Reasoning
from chat.errors import CutOffError, ProtocolError, ProviderError
from chat.text import Joiner
from providers.body import Whole, read
from providers.failures import excerpt
from providers.http import Call, answered, pieces
from providers.reading import Reading
from providers.sse import Event
from providers.values import parsed

GRACE = 5.0
"""Seconds that a server which gave its finish reason may take for the usage and `[DONE]`."""


MANY = 10_000
"""Lines that cannot be read, counted as far as here."""


async def exchanged(
    client: httpx.AsyncClient, call: Call, reading: Reading, *, lines: bool = False
) -> AsyncGenerator[Chunk, None]:
    """The chunks of the answer to `call`, as `reading` understands it.

    `lines`: the body is a JSON object a line (NDJSON), not events. Raises `ProviderError`, after
    whatever was said before it.
    """
    done = False
    words = Words()
    unread: list[str] = []
    strange: list[str] = []
    async with answered(client, call) as response:
        batches = read(pieces(response, call.timeout), call.url, lines=lines, plain=reading.plain)
        try:
            while not done:
                batch = await _next(batches, GRACE if reading.reason else None)
                if batch is None:
                    break
                failed = None
                if isinstance(batch, Whole):
                    chunks, failed = _whole(reading, batch.payload)
                    done = True
                else:
                    chunks, done, failed = _events(reading, batch, unread, strange)
                for chunk in words.of(chunks):
                    yield chunk
                if failed is not None:
                    raise failed
        except ProviderError:
            for chunk in words.last(reading.held()):
                yield chunk
            if reading.reason is None:
                raise
    if strange and not (reading.understood or reading.said or unread):
        raise ProtocolError(
            "The server answers in another way than this endpoint's provider is asked.",
            excerpt=excerpt(strange[0]),
        )
    if not done and reading.reason is None and not (reading.unmarked and reading.understood):
        for chunk in words.last(reading.held()):
            yield chunk
        raise _unended(reading, unread)
    for chunk in words.last(reading.end()):
        yield chunk


async def _next(batches: Any, grace: float | None) -> list[Event] | Whole | None:
    """The next batch; None when the body has ended, or lingers after everything was said."""
    try:
        if grace is None:
            return await anext(batches, None)
        async with asyncio.timeout(grace):
            return await anext(batches, None)
    except TimeoutError:
        return None


def _events(
    reading: Reading, batch: list[Event], unread: list[str], strange: list[str]
) -> tuple[list[Chunk], bool, ProviderError | None]:
    """The chunks of a batch, whether it ended the answer, and what failed after them.

    What could not be read is added to `unread`: the first of it, for the rest only that it was.
    `strange` is the first value that could, and means nothing on this wire.
    """
    chunks: list[Chunk] = []
    for event in batch:
        data = event.data
        if data.strip() == "[DONE]" and not event.plain:
            return chunks, True, None
        try:
            payload: Any = data if event.plain else parsed(data)
        except ValueError:
            if len(unread) < MANY:
                unread.append("" if unread else data[:1000])
            payload = data
        try:
            chunks += reading.take(payload, event.name)
        except ProviderError as error:
            return chunks, False, error
        if reading.unmarked and not (reading.understood or unread):
            unread.append(data[:1000])
        if not (reading.understood or strange) and isinstance(payload, dict) and payload:
            strange.append(data[:1000])
        if reading.over:
            return chunks, True, None
    return chunks, False, None


def _whole(reading: Reading, payload: Any) -> tuple[list[Chunk], ProviderError | None]:
    """The chunks of a body that is one value, or a list of all its values; what failed after."""
    chunks: list[Chunk] = []
    values = cast("list[Any]", payload) if isinstance(payload, list) else [payload]
    for value in values:
        try:
            chunks += reading.take(value)
        except ProviderError as error:
            return chunks, error
    if not reading.understood:
        raise ProtocolError(
            "The server's answer is none of a model.", excerpt=excerpt(json.dumps(payload)[:2000])
        )
    return chunks, None


class Words:
    """Text and thoughts as they may be printed: halves of a character that came apart joined."""

    def __init__(self) -> None:
        self._text, self._thought = Joiner(), Joiner()

    def of(self, chunks: list[Chunk]) -> list[Chunk]:
        """The same chunks, neighbours of one kind as one, half a character at the end held back."""
        result: list[Chunk] = []
        for chunk in joined(chunks):
            match chunk:
                case str():
                    if whole := self._text.feed(chunk):
                        result.append(whole)
                case Reasoning(text=text):
                    if whole := self._thought.feed(text):
                        result.append(chunk if whole is text else Reasoning(whole))
                case _:
                    result.append(chunk)
        return result

    def last(self, chunks: list[Chunk]) -> list[Chunk]:
        """The last chunks, behind what was held back where no text is among them."""
        result = self.of(chunks)
        thought, text = self._thought.flush(), self._text.flush()
        behind = sum(isinstance(chunk, str | Reasoning) for chunk in result)
        held: list[Chunk] = [*([Reasoning(thought)] if thought else []), *([text] if text else [])]
        return [*result[:behind], *held, *result[behind:]]


def joined(chunks: list[Chunk]) -> list[Chunk]:
    """Neighbours of one kind that came in one piece of the body, as one chunk."""
    if len(chunks) < 2:
        return chunks
    result: list[Chunk] = []
    for chunk in chunks:
        last = result[-1] if result else None
        if isinstance(chunk, str) and isinstance(last, str):
            result[-1] = last + chunk
        elif isinstance(chunk, Reasoning) and isinstance(last, Reasoning):
            result[-1] = Reasoning(last.text + chunk.text)
        else:
            result.append(chunk)
    return result


def _unended(reading: Reading, unread: list[str]) -> ProviderError:
    if not unread:
        return CutOffError("The answer was cut off: the connection closed before its end.")
    if not reading.understood:
        return ProtocolError("The server's answer cannot be read.", excerpt=excerpt(unread[0]))
    count = "A line" if len(unread) == 1 else f"{len(unread)} lines"
    return CutOffError(
        "The answer was cut off: the connection closed before its end.",
        excerpt=excerpt(f"{count} could not be read: {unread[0]}"),
    )
