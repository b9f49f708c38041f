"""A web server on 127.0.0.1 for tests: answers each request by a function and keeps it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Web:
    """`url` is where it is; `seen` what it was asked."""

    url: str
    seen: list[Request] = field(default_factory=list)


Answer = Callable[[Request], bytes]


def reply(
    body: bytes = b"", status: int = 200, kind: str = "application/json", **headers: str
) -> bytes:
    """A whole HTTP response; header names with `_` for `-`."""
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body)}", f"content-type: {kind}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@asynccontextmanager
async def web(answer: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[Web]:
    """A server, with `tls` an https one.

    A response without a length, or with `connection: close`, closes the connection.
    """
    site = Web("")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await _read(reader):
                site.seen.append(request)
                response = answer(request)
                writer.write(response)
                await writer.drain()
                if b"content-length" not in response or b"connection: close" in response:
                    break
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    site.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield site
    finally:
        server.close()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, path, headers, body)
