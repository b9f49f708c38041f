"""Lists of models without an end, without measure or of something else: typed, soon, bounded."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from chat.errors import ProtocolError, TimeoutError  # noqa: A004 - the error tree's own
from chat.paths import Folders
from chat.settings import EndpointSettings, Settings
from providers import OpenAI, http, ollama
from providers.catalog import MOST
from providers.models import Model
from providers.session import Session
from tests.providers.web import Request, reply, web

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n"


def opened(folder: Path, url: str, provider: str = "openai") -> Session:
    folders = Folders(*(folder / each for each in ("config", "data", "cache", "state")))
    lab = EndpointSettings("lab", provider, url)
    return Session.open(folders, Settings(endpoints={"lab": lab}), {})


@asynccontextmanager
async def saying(piece: bytes, head: bytes = HEAD, pause: float = 0.02) -> AsyncIterator[str]:
    """A server that says `piece` again and again, until its client goes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(head)
            while not reader.at_eof():
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


@pytest.mark.parametrize("head", [HEAD, b""])
async def test_a_byte_now_and_then_is_no_sign_of_life(
    head: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spaces before a list; or interim responses, none of which is the last."""
    monkeypatch.setattr(http, "LONGEST", 0.3)
    async with saying(b" " if head else b"HTTP/1.1 102 Processing\r\n\r\n", head) as url:
        session = opened(tmp_path, url)
        with pytest.raises(TimeoutError, match="longer than"):
            await session.list_models(session.catalog.endpoint("lab"))
        await session.aclose()


async def test_interim_responses_without_end(tmp_path: Path) -> None:
    async with saying(b"HTTP/1.1 102 Processing\r\n\r\n", b"") as url:
        source = OpenAI.create_async_generator(
            "m", [{"role": "user", "content": "Hello"}], base_url=url, timeout=0.1
        )
        with pytest.raises(TimeoutError, match="said nothing"):
            await anext(source)


@pytest.mark.parametrize(
    ("provider", "payload"),
    [
        ("openai", lambda ids: {"data": [{"id": id_} for id_ in ids]}),
        ("gemini", lambda ids: {"models": [{"name": f"models/{id_}"} for id_ in ids]}),
        ("sdwebui", lambda ids: [{"model_name": id_} for id_ in ids]),
    ],
)
async def test_more_models_than_anybody_has(
    provider: str, payload: Callable[[list[str]], Any], tmp_path: Path
) -> None:
    body = json.dumps(payload([f"model-{n}" for n in range(MOST + 100)])).encode()
    async with web(lambda _: reply(body)) as site:
        session = opened(tmp_path, site.url, provider)
        assert len(await session.catalog.refresh("lab", session)) == MOST
        await session.aclose()
        again = opened(tmp_path, site.url, provider)
        assert len(again.catalog.models("lab")) == MOST


async def test_details_without_measure_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ollama, "LARGEST", 1000)

    def answer(request: Request) -> bytes:
        if request.method == "GET":
            return reply(b'{"models": [{"name": "a"}, {"name": "b"}]}')
        small = {"capabilities": ["completion", "vision"], "license": "x"}
        return reply(json.dumps(small | {"more": "x" * 2000 * (b'"a"' in request.body)}).encode())

    async with web(answer) as site:
        session = opened(tmp_path, site.url, "ollama")
        a, b = await session.list_models(session.catalog.endpoint("lab"))
        await session.aclose()
    assert (a.sees, b.sees) == (None, True)


EVENTS = "text/event-stream"
OTHER_WIRES = {
    "openai": b'data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\n'
    b"data: [DONE]\n\n",
    "anthropic": b'event: content_block_delta\ndata: {"type":"content_block_delta",'
    b'"delta":{"type":"text_delta","text":"Hi"}}\n\nevent: x\ndata: {"type":"message_stop"}\n\n',
    "gemini": b'data: {"candidates":[{"content":{"parts":[{"text":"Hi"}]},'
    b'"finishReason":"STOP"}]}\n\n',
    "ollama": b'{"message":{"content":"Hi"},"done":false}\n{"done":true,"done_reason":"stop"}\n',
}


@pytest.mark.parametrize("asked", OTHER_WIRES)
@pytest.mark.parametrize("told", OTHER_WIRES)
async def test_a_gateway_that_answers_on_another_wire(
    asked: str, told: str, tmp_path: Path
) -> None:
    async with web(lambda _: reply(OTHER_WIRES[told], 200, EVENTS)) as site:
        session = opened(tmp_path, site.url, asked)
        chunks: list[Any] = []
        source = session.ask(Model("m", "lab"), [{"role": "user", "content": "Hello"}])
        if asked == told:
            chunks += [chunk async for chunk in source]
            assert "Hi" in chunks
        else:
            with pytest.raises(ProtocolError, match=r"another way|cannot be read"):
                chunks += [chunk async for chunk in source]
            assert chunks == []
        await session.aclose()
