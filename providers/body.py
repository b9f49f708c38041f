"""A body as JSON values, whatever kind of body it turns out to be.

`stream: true` is answered by events, by one JSON object, or by a web page: what arrives decides,
not what the content type says.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from chat.errors import CutOffError, ProtocolError, ProviderError
from providers.failures import excerpt, is_page, told, web_page
from providers.sse import Event, Events, LineEvents, TextEvents
from providers.values import parsed

LIMIT = 32 << 20
"""Bytes of a body that is one value."""

_FIELDS = (b"data", b"event", b"id", b"retry", b":")
"""What the lines of events begin with."""

_BLANK = b" \t\r\n"
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Whole:
    """A body that is one JSON value."""

    payload: Any


async def read(
    pieces: AsyncIterator[bytes], url: str, *, lines: bool = False, plain: bool = False
) -> AsyncIterator[list[Event] | Whole]:
    """Events in batches, one a piece of the body; or one `Whole`. With `lines` each line is one,
    with `plain` each line of text.

    Raises `ProtocolError` for a web page and for what is no JSON, `CutOffError` for half of one.
    """
    start = b""
    async for piece in pieces:
        start = (start + piece).lstrip(_BLANK).removeprefix(_BOM).lstrip(_BLANK)
        # A mark of byte order may come in pieces; other characters begin like it.
        if not _BOM.startswith(start):
            break
    begins = b"<{" if plain else b"<[" if lines else b"<[{"
    if start[:1] and start[:1] in begins:
        yield await _whole(start, pieces, url)
        return
    events = TextEvents() if plain else LineEvents() if lines else Events()
    batch = events.feed(start)
    seen = bool(batch)
    yield batch
    async for piece in pieces:
        batch = events.feed(piece)
        if not seen:
            start, seen = (start + piece)[:1000], bool(batch)
        yield batch
    batch = events.flush()
    yield batch
    if not (seen or batch or _begins_events(start)):
        text = start.decode("utf-8", "replace")
        raise ProtocolError("The server's answer cannot be read.", excerpt=excerpt(text))


def _begins_events(start: bytes) -> bool:
    """Whether a body without a single event may be the beginning of one, or nothing."""
    return any(start[: len(field)] == field[: len(start)] for field in _FIELDS)


async def _whole(start: bytes, pieces: AsyncIterator[bytes], url: str) -> Whole:
    body = bytearray(start)
    broken: CutOffError | None = None
    try:
        async for piece in pieces:
            body += piece
            if len(body) > LIMIT:
                raise ProtocolError("The answer is too large.")
    except CutOffError as error:
        broken = error
    text = body.decode("utf-8", "replace").lstrip("\ufeff")
    del body
    if is_page(text) or text.lstrip().startswith("<"):
        raise web_page(text, None, url)
    try:
        return Whole(parsed(text))
    except ValueError as error:
        raise broken or _half(text, error) from None


def _half(text: str, error: ValueError) -> ProviderError:
    first = text.lstrip().split("\n", 1)[0]
    try:
        return _first_of(parsed(first), text)
    except ValueError:
        at = error.pos if isinstance(error, json.JSONDecodeError) else 0
        if at >= len(text.rstrip()) - 1 or "Unterminated" in str(error):
            return CutOffError("The answer was cut off.", excerpt=excerpt(text))
        return ProtocolError("The server's answer cannot be read.", excerpt=excerpt(text))


def _first_of(payload: Any, text: str) -> ProviderError:
    """Lines of JSON where one value was due: the first may say what is wrong."""
    if isinstance(payload, dict) and "error" in payload:
        return told(payload)
    return ProtocolError("The server's answer cannot be read.", excerpt=excerpt(text))
