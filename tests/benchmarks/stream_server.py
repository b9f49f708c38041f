"""A server that streams the corpus at an exact pace, in a process of its own.

The question says how: `stream 1000 100 7` is 1,000 tokens at 100 a second, ending in a paragraph
`zzfinis7`; `stream 4000 0 8` comes as fast as the socket takes it. The pace is kept against the
clock, not by adding up pauses. `GET /last` tells when the last byte of the last answer was written
(CLOCK_MONOTONIC, the same for all processes).
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from tests.benchmarks.corpus import answer

END = "zzfinis"


class Stream:
    """Serves one connection after another; `last` is when the last answer was out."""

    def __init__(self) -> None:
        self.last = 0.0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                size = next(
                    (int(x.split(":")[1]) for x in head.split("\r\n") if x[:15].lower() == _SIZE), 0
                )
                body = await reader.readexactly(size)
                if head.startswith("POST"):
                    await self._chat(json.loads(body), writer)
                else:
                    _plain(writer, {"last": self.last, "data": [{"id": "bench"}]})
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _chat(self, asked: Any, writer: asyncio.StreamWriter) -> None:
        words = str(asked["messages"][-1]["content"]).split()
        tokens, rate, mark = int(words[1]), float(words[2]), words[3]
        writer.write(_HEAD)
        events = [_event({"content": piece}) for piece in answer(tokens)]
        events += [_event({"content": f"\n\n{END}{mark}"}), _event({}, "stop"), b"data: [DONE]\n\n"]
        began = time.monotonic()
        for number, event in enumerate(events):
            ahead = began + number / rate - time.monotonic() if rate else 0
            if ahead > 0:
                await asyncio.sleep(ahead)
            writer.write(b"%x\r\n%b\r\n" % (len(event), event))
            if not rate:
                await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        self.last = time.monotonic()


_SIZE = "content-length:"
_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n"
    b"connection: keep-alive\r\n\r\n"
)


def _plain(writer: asyncio.StreamWriter, payload: Any) -> None:
    body = json.dumps(payload).encode()
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    writer.write(head % len(body) + body)


def _event(delta: dict[str, str], reason: str | None = None) -> bytes:
    """As large as the ones of the real service."""
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
    told = {
        "id": "chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG",
        "object": "chat.completion.chunk",
        "created": 1741570283,
        "model": "bench",
        "system_fingerprint": "fp_50cad350e4",
        "choices": [choice],
    }
    return f"data: {json.dumps(told)}\n\n".encode()


async def main() -> None:
    server = await asyncio.start_server(Stream().serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
