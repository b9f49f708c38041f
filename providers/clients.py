"""One HTTP client an endpoint, all with one TLS context that is made once, in a thread.

A redirect is followed only within the same host; a key never leaves for another one.
httpx is imported when the first client is made, in the same thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
import ssl
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from chat.errors import NetworkError, ProtocolError
from chat.text import clean_line
from providers.endpoints import SILENCE, Endpoint, is_private, origin
from providers.proxies import direct, named

if TYPE_CHECKING:
    import httpx

CONNECT = 10.0
"""Seconds to connect."""


class Clients:
    """Makes each endpoint's client when it is first needed and closes them all."""

    def __init__(
        self, proxy: str = "", environ: Mapping[str, str] | None = None, ca_file: str = ""
    ) -> None:
        """`ca_file`: certificates (PEM) that are trusted beside the usual ones."""
        self._proxy, self._ca_file = proxy, ca_file
        self._environ = environ or {}
        self._contexts: dict[bool, asyncio.Task[ssl.SSLContext]] = {}
        self._of: dict[tuple[object, ...], httpx.AsyncClient] = {}

    async def of(self, endpoint: Endpoint) -> httpx.AsyncClient:
        """The client of an endpoint: keep-alive across answers, redirects checked."""
        proxy = self.way(endpoint)
        key = (endpoint.name, endpoint.host, proxy, endpoint.http2)
        return await self._client(
            key,
            endpoint.verify,
            proxy=proxy,
            http2=endpoint.http2,
            keep=True,
            follow_redirects=True,
            max_redirects=5,
            event_hooks={"response": [check_redirect]},
        )

    def proxy_of(self, endpoint: Endpoint) -> str | None:
        """The proxy the person set for this endpoint, or for all; "" switches it off for one."""
        if endpoint.proxy is not None:
            return endpoint.proxy or None
        url = endpoint.base_url
        if endpoint.local or is_private(url) or direct(url, self._environ):
            return None
        return self._proxy or None

    async def pictures(self, endpoint: Endpoint) -> httpx.AsyncClient:
        """The client that fetches an endpoint's pictures: no key, no redirect, no environment."""
        proxy = self.way(endpoint)
        # A connection is to an address, and two hosts may share one: none is used twice.
        key = ("", proxy, endpoint.verify)
        return await self._client(key, endpoint.verify, proxy=proxy, keep=False)

    async def _client(
        self,
        key: tuple[object, ...],
        verify: bool,
        *,
        proxy: str | None,
        keep: bool,
        **more: Any,
    ) -> httpx.AsyncClient:
        context = await self._tls(verify)
        import httpx

        from providers.pacing import pace

        if key not in self._of:
            kept = 32 if keep else 0
            try:
                self._of[key] = httpx.AsyncClient(
                    verify=context,
                    proxy=proxy,
                    trust_env=False,
                    timeout=httpx.Timeout(SILENCE, connect=CONNECT, pool=CONNECT),
                    limits=httpx.Limits(
                        # Many conversations may stream at once.
                        max_connections=None,
                        max_keepalive_connections=kept,
                        keepalive_expiry=120,
                    ),
                    **more,
                )
            except (ValueError, httpx.InvalidURL):
                # The reason is not told: a proxy's address may hold a password.
                raise NetworkError("The proxy's address is none that can be used.") from None
            pace(self._of[key])
            if proxy:
                self._of[key].event_hooks["request"].append(_through(proxy))
        return self._of[key]

    def way(self, endpoint: Endpoint) -> str | None:
        """The proxy through which it is asked: the person's, or the environment's."""
        proxy, url = self.proxy_of(endpoint), endpoint.base_url
        if proxy or endpoint.proxy == "" or endpoint.local or is_private(url):
            return proxy
        return None if direct(url, self._environ) else named(url, self._environ)

    def passwords(self, endpoint: Endpoint | None) -> list[str]:
        """Those in the addresses of an endpoint and of its proxy."""
        urls = (endpoint.base_url, self.way(endpoint) or "") if endpoint else ()
        found = [password for url in urls if (password := urlsplit(url).password)]
        return [*found, *map(unquote, found)]

    async def aclose(self) -> None:
        """Close every connection."""
        clients, self._of = list(self._of.values()), {}
        for client in clients:
            await client.aclose()

    async def warm(self) -> None:
        """Import httpx and make the TLS context, in a thread."""
        await self._tls(verify=True)

    async def _tls(self, verify: bool) -> ssl.SSLContext:
        if verify not in self._contexts:
            made = asyncio.to_thread(_context, verify, self._ca_file)
            self._contexts[verify] = asyncio.create_task(made)
        try:
            return await asyncio.shield(self._contexts[verify])
        except (OSError, ValueError) as error:
            self._contexts.pop(verify, None)
            told = clean_line(getattr(error, "strerror", None) or str(error), 120)
            file = self._ca_file or os.environ.get("SSL_CERT_FILE", "")
            where = f" in {clean_line(file, 120)}" if file else ""
            raise NetworkError(
                f"The certificates to trust{where} cannot be read: {told}."
            ) from None


def _context(verify: bool, ca_file: str) -> ssl.SSLContext:
    import httpx

    # A first question would import these on the event loop, tens of milliseconds each.
    importlib.import_module("providers.pacing")
    with contextlib.suppress(ImportError):
        importlib.import_module("anyio._backends._asyncio")
    context = httpx.create_ssl_context(verify=verify)
    if verify and ca_file:
        context.load_verify_locations(os.path.expanduser(ca_file))
    return context


def _through(proxy: str) -> Callable[[httpx.Request], Awaitable[None]]:
    """Notes on each request which proxy it goes through, for a failure to tell."""
    host = origin(proxy)

    async def note(request: httpx.Request) -> None:
        request.extensions["proxy"] = host

    return note


async def check_redirect(response: httpx.Response) -> None:
    """Refuse what would carry a key to another host, or turn a question into a GET.

    A picture's request carries no key, and who fetches it checks each address.
    """
    if not response.has_redirect_location or "redirects" in response.request.extensions:
        return
    import httpx

    from providers.failures import shown

    here, told = str(response.request.url), response.headers["location"]
    try:
        aim = httpx.URL(told)
        there = str(response.request.url.join(told))
    except httpx.InvalidURL:
        raise ProtocolError("The server redirects to an address that is none.") from None
    if aim.scheme and not aim.host:
        # httpx would take the host, but another port: where somebody else may listen.
        raise ProtocolError("The server redirects to an address that is none.")
    if not _same_place(here, there):
        raise NetworkError(
            f"The server redirects to {clean_line(origin(there), 80)}, and a key stays with its "
            "host. If that is right, put the new address into the endpoint's base_url.",
            status=response.status_code,
        )
    if response.request.method == "POST" and response.status_code in (301, 302, 303):
        raise ProtocolError(
            f"The server has moved to {shown(there)}; put that address into the "
            "endpoint's base_url.",
            status=response.status_code,
        )


def _same_place(here: str, there: str) -> bool:
    """The same host and port, or its encrypted twin."""
    a, b = origin(here), origin(there)
    secure = a.startswith("http://") and b == "https://" + a.removeprefix("http://")
    return bool(b) and (a == b or secure)
