"""A stop at each moment of a question, many questions at once, and a program that stood still."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from chat.chunks import Status
from chat.messages import Finished
from chat.paths import Folders
from chat.settings import EndpointSettings, Settings
from chat.turn import Turn
from providers import pacing
from providers.models import Model
from providers.session import Session
from tests.support import wait_until

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
HEL = b"data: " + json.dumps({"choices": [{"delta": {"content": "Hel"}}]}).encode() + b"\n\n"
DONE = b"data: [DONE]\n\n"
MODEL = Model("m", "lab")
QUESTION = [{"role": "user", "content": "Hello"}]


def opened(folder: Path, url: str) -> Session:
    folders = Folders(*(folder / each for each in ("config", "data", "cache", "state")))
    return Session.open(
        folders, Settings(endpoints={"lab": EndpointSettings("lab", None, url)}), {}
    )


class Silent:
    """A server that says `said` once it is asked, and nothing more."""

    def __init__(self, said: bytes) -> None:
        self.said, self.url = said, ""
        self.asked = 0
        self.closed = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.read(1 << 16):
                self.asked += 1
                writer.write(self.said)
        except ConnectionError:
            pass
        finally:
            self.closed += 1
            writer.close()


@asynccontextmanager
async def silent(said: bytes) -> AsyncIterator[Silent]:
    one = Silent(said)
    server = await asyncio.start_server(one.serve, "127.0.0.1", 0, backlog=200)
    one.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield one
    finally:
        server.close()


@pytest.mark.parametrize(
    ("said", "kept", "scheme"),
    [
        (b"", "", "https"),
        (b"", "", "http"),
        (HEAD[:30], "", "http"),
        (HEAD, "", "http"),
        (HEAD + HEL + HEL[:20], "Hel", "http"),
    ],
    ids=["tls", "waiting", "half of the head", "head", "in the middle"],
)
async def test_a_stop_closes_the_socket_and_keeps_what_was_said(
    said: bytes, kept: str, scheme: str, tmp_path: Path
) -> None:
    async with silent(said) as server:
        session = opened(tmp_path, server.url.replace("http:", f"{scheme}:"))
        turn = Turn(session.ask(MODEL, QUESTION))
        running = asyncio.create_task(turn.run())
        await wait_until(lambda: server.asked and len(turn.answer.parts()) == bool(kept))
        began = time.monotonic()
        turn.stop()
        assert await running == Finished("stopped")
        await wait_until(lambda: server.closed == 1)
        assert time.monotonic() - began < 0.5
        assert "".join(getattr(part, "text", "") for part in turn.answer.parts()) == kept
        await session.aclose()


async def test_a_stop_while_the_next_attempt_is_waited_for(tmp_path: Path) -> None:
    async with silent(b"HTTP/1.1 429 X\r\nretry-after: 50\r\ncontent-length: 0\r\n\r\n") as server:
        session = opened(tmp_path, server.url)
        turn = Turn(session.ask(MODEL, QUESTION))
        running = asyncio.create_task(turn.run())
        await wait_until(lambda: server.asked)
        async for batch in turn.follow():
            if any(isinstance(event, Status) for _, event in batch):
                break
        turn.stop()
        assert await asyncio.wait_for(running, 1) == Finished("stopped")
        assert server.asked == 1
        await session.aclose()


async def test_a_hundred_conversations_stream_at_once(tmp_path: Path) -> None:
    async with silent(HEAD + HEL) as server:
        session = opened(tmp_path, server.url)
        turns = [Turn(session.ask(MODEL, QUESTION)) for _ in range(100)]
        running = [asyncio.create_task(turn.run()) for turn in turns]
        await wait_until(lambda: all(turn.answer.said for turn in turns))
        for turn in turns:
            turn.stop()
        assert set(await asyncio.gather(*running)) == {Finished("stopped")}
        await wait_until(lambda: server.closed == 100)
        await session.aclose()


async def test_a_program_that_stood_still_reads_what_came_meanwhile() -> None:
    """Ctrl+Z in the middle of an answer, longer than the server may be silent."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            there, _ = listener.accept()
            with there:
                there.recv(1 << 16)
                there.sendall(HEAD + b"first")
                time.sleep(0.3)
                there.sendall(b" second")

        thread = threading.Thread(target=serve)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with httpx.AsyncClient(trust_env=False, timeout=0.2) as client:
            pacing.pace(client)
            async with client.stream("GET", url) as response:
                body = response.aiter_raw()
                said = [await anext(body)]
                asyncio.get_running_loop().call_later(0.02, time.sleep, 0.6)
                said += [piece async for piece in body]
        await asyncio.to_thread(thread.join)
    assert b"".join(said) == b"first second"
