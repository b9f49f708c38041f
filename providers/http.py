"""One request and its body over httpx: every trouble on the way becomes a typed failure.

A client that is given is used and left open; without one, one is made and closed.
"""

from __future__ import annotations

import asyncio
import json
import re
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import httpx
from socksio.exceptions import SOCKSError

from chat import errors
from chat.errors import (
    CertificateError,
    CutOffError,
    NetworkError,
    ProtocolError,
    ProviderError,
    RequestError,
)
from chat.text import clean_line, repaired
from providers.clients import CONNECT, check_redirect
from providers.failures import excerpt, is_page, refused, shown, web_page
from providers.unpacking import unpacked
from providers.values import parsed
from providers.waiting import Waiting

ERROR_BODY = 64 << 10
"""Bytes that are read of a refusal."""
ERROR_PATIENCE = 5.0
"""Seconds for a refusal's body, all in all: the status alone says enough."""
SHORT = 16 << 20
"""Bytes of a list of models and its like."""
LONGEST = 60.0
"""Seconds for one, all in all: a server that sends a byte now and then is never silent."""
INTERIM = 5
"""Silences that a server may fill with interim responses before it answers."""
AT_ONCE = 64 << 10
"""Bytes of JSON that are read on the event loop."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request; `timeout` is the longest silence in seconds."""

    url: str
    body: bytes | Mapping[str, Any] | None = field(default=None, repr=False)
    """None is a GET; a mapping is sent as JSON."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    timeout: float = 120.0


def encoded(body: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8; halves of surrogate pairs cannot be sent and are repaired.

    One message after another, because the encoder lets no other thread run: for a long
    conversation the screen would stand still.
    """
    fields: list[bytes] = []
    for name, value in body.items():
        if isinstance(value, list):
            told = b"[" + b",".join([_json(item) for item in cast("list[Any]", value)]) + b"]"
        else:
            told = _json(value)
        fields.append(_json(name) + b":" + told)
    return b"{" + b",".join(fields) + b"}"


def _json(value: Any) -> bytes:
    return repaired(json.dumps(value, ensure_ascii=False, separators=(",", ":"))).encode()


@asynccontextmanager
async def using(
    client: httpx.AsyncClient | None, proxy: str | None
) -> AsyncGenerator[httpx.AsyncClient, None]:
    """The given client, or a new one through `proxy`."""
    if client is not None:
        yield client
        return
    context = await asyncio.to_thread(httpx.create_ssl_context)
    try:
        made = httpx.AsyncClient(
            verify=context,
            proxy=proxy,
            follow_redirects=True,
            max_redirects=5,
            event_hooks={"response": [check_redirect]},
        )
    except (ValueError, httpx.InvalidURL):
        # The reason is not told: a proxy's address may hold a password.
        raise NetworkError("The proxy's address is none that can be used.") from None
    async with made:
        yield made


@asynccontextmanager
async def answered(client: httpx.AsyncClient, call: Call) -> AsyncGenerator[httpx.Response, None]:
    """A response that is no refusal, its body still to be read. Raises `ProviderError`."""
    response = await _sent(client, call)
    try:
        if not response.is_success:
            raise await _refusal(response, call)
        yield response
    finally:
        await response.aclose()


async def pieces(response: httpx.Response, timeout: float) -> AsyncIterator[bytes]:
    """The body as it arrives. Raises `TimeoutError` or `CutOffError`."""
    waiting = Waiting(response)
    try:
        async with aclosing(unpacked(response)) as body:
            async for piece in body:
                if piece:
                    yield waiting.behind(piece)
                if waiting.ended:
                    break
    except httpx.TimeoutException:
        raise _silent(timeout) from None
    except zlib.error:
        raise ProtocolError("The server's answer is packed in a way that cannot be read.") from None
    except httpx.HTTPError as error:
        raise CutOffError(
            "The connection broke before the answer ended.", excerpt=clean_line(str(error))
        ) from None


async def got(client: httpx.AsyncClient, call: Call, largest: int = SHORT) -> Any:
    """The JSON value of a short answer of at most `largest` bytes. Raises `ProviderError`."""
    body = bytearray()
    try:
        async with asyncio.timeout(LONGEST), answered(client, call) as response:
            async for piece in pieces(response, call.timeout):
                body += piece
                if len(body) > largest:
                    raise ProtocolError("The server's list is too large.")
    except TimeoutError:
        raise errors.TimeoutError(f"The server took longer than {LONGEST:.0f} s.") from None
    text = body.decode("utf-8", "replace")
    try:
        return parsed(text) if len(text) < AT_ONCE else await asyncio.to_thread(parsed, text)
    except ValueError:
        if is_page(text):
            raise web_page(text, None, call.url) from None
        raise ProtocolError(
            f"What {shown(call.url)} says cannot be read.", excerpt=excerpt(text)
        ) from None


async def _sent(client: httpx.AsyncClient, call: Call) -> httpx.Response:
    host, noted = "", dict[str, Any]()
    try:
        content = call.body
        if isinstance(content, Mapping):
            content = await asyncio.to_thread(encoded, content)
        request = client.build_request(
            "GET" if call.body is None else "POST",
            call.url,
            content=content,
            headers=call.headers,
            timeout=httpx.Timeout(call.timeout, connect=CONNECT, pool=CONNECT),
        )
        host = clean_line(request.url.netloc.decode("ascii", "replace"), 80)
        noted = request.extensions
        async with asyncio.timeout(INTERIM * call.timeout):
            return await client.send(request, stream=True)
    except ProviderError:
        raise
    except (
        httpx.InvalidURL,
        httpx.UnsupportedProtocol,
        # Its words quote the header, and so the key.
        httpx.LocalProtocolError,
        UnicodeError,
    ):
        raise RequestError(
            f"{shown(call.url)} cannot be asked: the address or the key is none."
        ) from None
    except httpx.ConnectTimeout:
        raise NetworkError(f"{host} does not answer within {CONNECT:.0f} s.") from None
    except (httpx.TimeoutException, TimeoutError):
        raise _silent(call.timeout) from None
    except httpx.TooManyRedirects:
        raise ProtocolError("The server redirects in a circle.") from None
    except httpx.ProxyError as error:
        raise _no_way(str(error)) from None
    except SOCKSError:
        raise _no_way("what it says cannot be read") from None
    except httpx.ConnectError as error:
        raise _unreachable(host, error, clean_line(str(noted.get("proxy", "")), 80)) from None
    except (httpx.HTTPError, OSError) as error:
        raise NetworkError(
            f"The connection to {host} broke before an answer.", excerpt=clean_line(str(error))
        ) from None


def _unreachable(host: str, error: httpx.ConnectError, proxy: str) -> NetworkError:
    told, text = clean_line(str(error)), str(error).lower()
    # As OpenSSL has it: `[SSL: …] certificate verify failed: why (_ssl.c:1006)`.
    why = re.sub(r"^\[.*?\]\s*|certificate verify failed:\s*|\s*\(_ssl\.c:\d+\)", "", str(error))
    why = clean_line(why, 120).rstrip(".")
    if "certificate" in text:
        return CertificateError(
            f"The certificate of {host} cannot be trusted: {why}.", excerpt=told
        )
    if "ssl" in text:
        return NetworkError(f"{host} does not speak TLS as it should: {why}.", excerpt=told)
    if proxy:
        return NetworkError(f"The proxy {proxy} cannot be reached.", excerpt=told)
    if "refused" in text or "all connection attempts failed" in text:
        return NetworkError(f"Nothing answers at {host}; is the server running?", excerpt=told)
    return NetworkError(f"{host} cannot be reached.", excerpt=told)


def _no_way(told: str) -> ProviderError:
    """Its own words are not told: a proxy may quote the password that it refuses."""
    if status := re.match(r"\d{3}\b", told):
        if status[0] == "407":
            return refused(407, {}, b"", "")
        told = f"status {status[0]}"
    return NetworkError(f"The proxy does not let this through: {clean_line(told, 120)}.")


def _silent(timeout: float) -> ProviderError:
    return errors.TimeoutError(f"The server said nothing for {timeout:.0f} s.")


async def _refusal(response: httpx.Response, call: Call) -> ProviderError:
    body = b""
    try:
        async with asyncio.timeout(ERROR_PATIENCE):
            async for piece in pieces(response, call.timeout):
                body += piece
                if len(body) >= ERROR_BODY:
                    break
    except (ProviderError, TimeoutError):
        # The status alone says enough; a body that breaks off tells what it had.
        body = body[:ERROR_BODY]
    if response.is_redirect:
        there = shown(response.headers.get("location", "")) or "no address"
        return ProtocolError(
            f"The server redirects to {there}; put that address into the endpoint's base_url.",
            status=response.status_code,
        )
    return refused(response.status_code, response.headers, body, str(response.request.url))
