"""A server that streams the corpus at an exact pace, in a process of its own, in every wire.

The question says how: `stream 1000 100 7` is 1,000 tokens at 100 a second, ending in a paragraph
`zzfinis7`; `stream 4000 0 8` comes as fast as the socket takes it; a fifth word names one of the
`shapes`. The pace is kept against the
clock, not by adding up pauses. `GET /last` tells when the last byte of the last answer was written
(CLOCK_MONOTONIC, the same for all processes).
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from tests.benchmarks.shapes import SHAPES
from tests.benchmarks.spoken import question, spoken

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
                    path = head.split(" ", 2)[1].split("?")[0]
                    await self._chat(path, question(json.loads(body)), writer)
                else:
                    _plain(writer, {"last": self.last, "data": [{"id": "bench"}]})
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _chat(self, path: str, asked: str, writer: asyncio.StreamWriter) -> None:
        words = asked.split()
        tokens, rate, mark = int(words[1]), float(words[2]), words[3]
        shape = SHAPES[words[4] if len(words) > 4 else "mixed"]
        events = spoken(path)([*shape(tokens), f"\n\n{END}{mark}"])
        writer.write(_HEAD)
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


async def main() -> None:
    server = await asyncio.start_server(Stream().serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
