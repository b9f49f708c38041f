"""Small questions to a server beside its models: which server it is, whether it takes a key."""

from __future__ import annotations

from collections.abc import Sequence

import httpx

from chat.errors import NetworkError, ProviderError
from providers.base import secrets
from providers.endpoints import Endpoint
from providers.http import Call, answered, got

_GLANCE = 5.0
"""Seconds that a server may take to show its sign."""


async def tell_apart(
    client: httpx.AsyncClient, endpoint: Endpoint, neighbours: Sequence[Endpoint]
) -> None:
    """`NetworkError` when what answers at an assumed address is one of the `neighbours` there: one
    that the person named, or whose sign is shown."""
    others = [other for other in neighbours if other.name != endpoint.name]
    if any(not other.assumed for other in others):
        raise _another()
    if endpoint.sign:
        if not await _shows(client, endpoint, endpoint.sign):
            raise _another()
        return
    for other in others:
        if other.sign and await _shows(client, endpoint, other.sign):
            raise _another()


async def check_key(client: httpx.AsyncClient, endpoint: Endpoint, key: str) -> None:
    """Ask for what only the key's owner may see: this server lists its models to everybody."""
    call = Call(
        f"{endpoint.base_url.rstrip('/')}/{endpoint.key_check}",
        headers={**endpoint.headers, "authorization": f"Bearer {key}"},
        timeout=30.0,
    )
    try:
        async with answered(client, call):
            return
    except ProviderError as error:
        error.place(endpoint.name)
        error.hide(*secrets(key, endpoint.headers))
        raise


async def _shows(client: httpx.AsyncClient, endpoint: Endpoint, sign: str) -> bool:
    try:
        await got(client, Call(endpoint.host + sign, None, endpoint.headers, _GLANCE))
    except ProviderError:
        return False
    return True


def _another() -> NetworkError:
    return NetworkError("It is another server that answers there.")
