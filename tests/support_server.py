"""A scripted OpenAI-compatible server on a real socket, in a test or on its own.

`python -m tests.support_server --port 0 --rate 100 --tokens 1000` prints its port.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import struct
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(slots=True)
class Reply:
    """What one request gets: bytes with pauses (seconds) between them."""

    pieces: Sequence[bytes | float] = ()
    status: int = 200
    type: str = "text/event-stream"
    headers: Mapping[str, str] = field(default_factory=dict)
    end: str = "close"
    """`close`, `cut` (a chunked body without its end), `reset` (RST), `hang` (stays open)."""


Answer = Callable[[Request], Reply | Awaitable[Reply]]


class Server:
    """`async with Server(answer) as server:` then `server.url`, `server.requests`."""

    def __init__(self, answer: Answer | Sequence[Reply], port: int = 0) -> None:
        self._answer, self._port = answer, port
        self.requests: list[Request] = []
        self.closed_early = 0
        """How often the other side hung up before the reply was out."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        assert self._server is not None
        return self._server.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def __aenter__(self) -> Server:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def forever(self) -> None:
        assert self._server is not None
        await self._server.serve_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while (request := await _request(reader)) is not None:
                self.requests.append(request)
                if not await self._reply(await self._next(request), reader, writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            self.closed_early += 1
        except asyncio.CancelledError:
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _next(self, request: Request) -> Reply:
        if callable(self._answer):
            reply = self._answer(request)
            return await reply if not isinstance(reply, Reply) else reply
        return self._answer[min(len(self.requests), len(self._answer)) - 1]

    async def _reply(
        self, reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Whether the connection lives on."""
        writer.write(_head(reply))
        gone = asyncio.create_task(reader.read(1))
        try:
            for piece in reply.pieces:
                if isinstance(piece, float | int):
                    await writer.drain()
                    await asyncio.wait({gone}, timeout=piece)
                elif piece:
                    writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                if gone.done():
                    self.closed_early += 1
                    return False
            if reply.end == "hang":
                await writer.drain()
                await gone
                self.closed_early += 1
                return False
            if reply.end == "reset":
                await writer.drain()
                writer.transport.abort()
                return False
            if reply.end == "close":
                writer.write(b"0\r\n\r\n")
            await writer.drain()
        finally:
            gone.cancel()
            await asyncio.gather(gone, return_exceptions=True)
        return False


def _head(reply: Reply) -> bytes:
    headers = {
        "content-type": reply.type,
        "transfer-encoding": "chunked",
        "connection": "close",
        **reply.headers,
    }
    lines = [f"HTTP/1.1 {reply.status} Scripted", *(f"{k}: {v}" for k, v in headers.items() if v)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _request(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    method, path, _ = head[0].split(" ", 2)
    pairs = (line.partition(":") for line in head[1:] if line)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    size = int(headers.get("content-length", "0"))
    return Request(method, path, headers, await reader.readexactly(size) if size else b"")


def event(payload: Any) -> bytes:
    """One server-sent event."""
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return f"data: {text}\n\n".encode()


def delta(text: str = "", **fields: Any) -> bytes:
    """An event with a piece of text, or with other fields of a delta."""
    inside = {"content": text, **fields} if text else fields
    return event({"choices": [{"index": 0, "delta": inside, "finish_reason": None}]})


def finish(reason: str = "stop", usage: Mapping[str, int] | None = None) -> bytes:
    """The last events of an answer."""
    end = event({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
    counted = event({"choices": [], "usage": dict(usage)}) if usage else b""
    return end + counted + event("[DONE]")


def said(text: str, **more: Any) -> Reply:
    """A whole streamed answer, one event a word."""
    words = [delta(word) for word in text.split(" ")[:1] + [" " + w for w in text.split(" ")[1:]]]
    return Reply([*words, finish()], **more)


def json_reply(payload: Any, status: int = 200, **more: Any) -> Reply:
    return Reply([json.dumps(payload).encode()], status, "application/json", **more)


def error(status: int, message: str, **more: Any) -> Reply:
    return json_reply({"error": {"message": message}}, status, **more)


def png(width: int = 64, height: int = 48, colour: tuple[int, int, int] = (40, 120, 200)) -> bytes:
    """A picture of one colour, without Pillow."""
    row = b"\0" + bytes(colour) * width

    def block(name: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(row * height)
    return (
        b"\x89PNG\r\n\x1a\n" + block(b"IHDR", head) + block(b"IDAT", packed) + block(b"IEND", b"")
    )


@dataclass(slots=True)
class Script:
    """How the server on its own answers; words in the question change it (see `answer`)."""

    tokens: int = 60
    rate: float = 100.0
    """Tokens a second; 0 is as fast as the socket takes them."""
    key: str = ""
    """If set, any other key is refused with 401."""
    text: str = ""
    models: tuple[str, ...] = ("lab-small", "lab-large", "flux-lab")
    cut_after: int = -1
    """Tokens after which the connection breaks."""
    refusals: int = 0
    """How many of the first questions get a 429."""

    def answer(self, request: Request) -> Reply:
        """`hang`, `cut`, `busy`, `think` as a question's first word ask for just that."""
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            return error(401, "Incorrect API key provided.")
        if request.path.endswith("/models"):
            return json_reply({"object": "list", "data": [{"id": name} for name in self.models]})
        if request.path.endswith(("/images/generations", "/images/edits")):
            coded = base64.b64encode(png()).decode()
            return json_reply({"data": [{"b64_json": coded, "url": None}]})
        if not request.path.endswith("/chat/completions"):
            return error(404, f"Unexpected endpoint: {request.path}")
        if self.refusals > 0:
            self.refusals -= 1
            return error(429, "Rate limit reached.", headers={"retry-after": "1"})
        return self._chat(request)

    def _chat(self, request: Request) -> Reply:
        asked = str(request.json["messages"][-1]["content"]).split()
        match asked[0] if asked else "":
            case "hang":
                return Reply([delta("One moment")], end="hang")
            case "cut":
                return Reply([*self._tokens(10)], end="cut")
            case "busy":
                return error(429, "Rate limit reached.", headers={"retry-after": "1"})
            case "think":
                thoughts = [delta(reasoning_content=f"thought {n} ") for n in range(20)]
                return Reply([*thoughts, *self._tokens(self.tokens), finish()])
            case _:
                if self.cut_after >= 0:
                    return Reply([*self._tokens(self.cut_after)], end="cut")
                usage = {"prompt_tokens": 10, "completion_tokens": self.tokens}
                return Reply([*self._tokens(self.tokens), finish(usage=usage)])

    def _tokens(self, count: int) -> list[bytes | float]:
        words = self.text.split(" ") if self.text else []
        pieces: list[bytes | float] = []
        for number in range(len(words) or count):
            pieces.append(delta((words[number] if words else f"token{number}") + " "))
            if self.rate:
                pieces.append(1 / self.rate)
        return pieces


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tokens", type=int, default=60)
    parser.add_argument("--rate", type=float, default=100.0)
    parser.add_argument("--key", default="")
    parser.add_argument("--text", default="")
    parser.add_argument("--cut-after", type=int, default=-1)
    parser.add_argument("--refusals", type=int, default=0)
    given = vars(parser.parse_args())
    port = given.pop("port")

    async def run() -> None:
        async with Server(Script(**given).answer, port) as server:
            print(server.port, flush=True)
            await server.forever()

    asyncio.run(run())


if __name__ == "__main__":
    main()
