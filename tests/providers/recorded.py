"""Recorded wires, given to a provider without a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import httpx

from chat.chunks import Chunk
from providers import OpenAI

WIRES = Path(__file__).parent.parent / "wires"
BASE = "http://127.0.0.1:9/v1"


def recorded(name: str) -> bytes:
    return (WIRES / name).read_bytes()


class Pieces(httpx.AsyncByteStream):
    """A body in pieces; an exception among them is raised."""

    def __init__(self, pieces: Iterable[bytes | Exception]) -> None:
        self._pieces = pieces
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    async def aclose(self) -> None:
        self.closed = True


def client(*bodies: bytes | Iterable[bytes | Exception], **headers: str) -> httpx.AsyncClient:
    """Gives one body after the other, the last one again and again; keeps the requests."""
    left = list(bodies)
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        body = left.pop(0) if len(left) > 1 else left[0]
        pieces = [body] if isinstance(body, bytes) else body
        return httpx.Response(200, headers=headers, stream=Pieces(pieces))

    made = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    made.sent = sent  # type: ignore[attr-defined]
    return made


def ask(over: httpx.AsyncClient, question: str = "Hello", **more: Any) -> AsyncIterator[Chunk]:
    messages = [{"role": "user", "content": question}]
    more = {"model": "m", "base_url": BASE, **more}
    return OpenAI.create_async_generator(messages=messages, client=over, **more)


def merged(chunks: Iterable[Chunk]) -> list[Chunk]:
    """Neighbours of text joined: where a body was split is no matter."""
    from providers.exchange import joined

    return joined(list(chunks))
