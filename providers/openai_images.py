"""`/images/generations`: pictures as base64 or URLs, with partial ones on the way."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import AsyncGenerator
from typing import Any, cast

import httpx

from chat.chunks import Chunk, ImagePreview, ImageResponse
from chat.errors import CutOffError, EmptyAnswerError, ProtocolError
from providers.body import Whole, read
from providers.failures import excerpt, told
from providers.http import Call, answered, pieces
from providers.openai_answer import usage_of
from providers.sse import Event
from providers.values import parsed


async def drawn(
    client: httpx.AsyncClient, call: Call, prompt: str, previews: int = 2
) -> AsyncGenerator[Chunk, None]:
    """Previews (`previews` were asked for), then one `ImageResponse`, then the usage.

    Raises `ProviderError`.
    """
    final: dict[str, Any] | None = None
    async with answered(client, call) as response:
        async for batch in read(pieces(response, call.timeout), call.url):
            if isinstance(batch, Whole):
                final = _checked(batch.payload)
                break
            for event in batch:
                value = _value(event)
                if value is None:
                    continue
                kind = str(value.get("type") or event.name)
                if kind.endswith("partial_image"):
                    yield await _preview(value, previews)
                elif value.get("b64_json") or value.get("url") or value.get("data"):
                    final = value
            if final is not None:
                break
    if final is None:
        raise CutOffError("The picture was cut off: the connection closed before it was there.")
    yield await _pictures(final, prompt)
    counted = final.get("usage")
    if isinstance(counted, dict):
        yield usage_of(cast("dict[str, Any]", counted))


def _value(event: Event) -> dict[str, Any] | None:
    try:
        payload: Any = parsed(event.data)
    except ValueError:
        return None
    if event.name == "error" and not isinstance(payload, dict):
        raise told(payload)
    if not isinstance(payload, dict):
        return None
    value = cast("dict[str, Any]", payload)
    if value.get("error") or event.name == "error":
        raise told(value.get("error") or value)
    return value


def _checked(payload: Any) -> dict[str, Any]:
    value: Any = cast("Any", {"data": payload} if isinstance(payload, list) else payload)
    if isinstance(value, dict):
        found = cast("dict[str, Any]", value)
        if found.get("error"):
            raise told(found["error"])
        if isinstance(found.get("data") or found.get("images"), list):
            return found
    raise ProtocolError("The server's answer has no picture.", excerpt=excerpt(json.dumps(value)))


async def _preview(value: dict[str, Any], asked: int) -> ImagePreview:
    index = value.get("partial_image_index")
    number = index if isinstance(index, int) else 0
    coded = value.get("b64_json")
    image = await asyncio.to_thread(decoded, coded) if isinstance(coded, str) else None
    # Servers do not say how many are to come.
    return ImagePreview(image, min(0.9, (number + 1) / (asked + 1)))


async def _pictures(final: dict[str, Any], prompt: str) -> ImageResponse:
    rows: Any = final.get("data") or final.get("images")
    if not isinstance(rows, list):
        rows = [final]
    images: list[str | bytes] = []
    sources: list[str | None] = []
    for row in cast("list[Any]", rows):
        item = cast("dict[str, Any]", row) if isinstance(row, dict) else {"url": row}
        url, coded = item.get("url"), item.get("b64_json")
        address = url if isinstance(url, str) and url else None
        if isinstance(coded, str) and coded:
            images.append(await _one(coded, several=len(cast("list[Any]", rows)) > 1))
            sources.append(address if address and address.startswith("http") else None)
        elif address is not None:
            images.append(address)
            sources.append(address if address.startswith("http") else None)
    if not images:
        raise EmptyAnswerError("The model gave no picture.")
    return ImageResponse(tuple(images), prompt, tuple(sources))


async def _one(coded: str, *, several: bool) -> bytes:
    """A picture's bytes; of several one that is none takes no other along: it is kept as nothing,
    and its slot says so."""
    try:
        return await asyncio.to_thread(decoded, coded)
    except ProtocolError:
        if not several:
            raise
        return b""


def decoded(coded: str) -> bytes:
    """The bytes of base64 text or of a data URI. Raises `ProtocolError`."""
    if coded.startswith("data:"):
        coded = coded.partition(",")[2]
    try:
        return base64.b64decode(coded)
    except (ValueError, binascii.Error):
        raise ProtocolError("The server's picture is no base64.") from None
