"""Asking again while nothing has been said: after 408, 409, 429, 5xx and lost connections.

Each wait is a `Status` that a person sees. Once a chunk that says something is out, never.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

from chat.chunks import Chunk, Status
from chat.errors import CertificateError, NetworkError, ProviderError, RateLimitError, ServerError

ATTEMPTS = 3
PATIENCE = 60.0
"""Seconds that are waited when a server asks for it; longer is told at once."""
LOADING = 600.0
"""Seconds a server may load its model."""

_AGAIN = {408, 409, 425, 429}


async def retried(
    attempt: Callable[[], AsyncGenerator[Chunk, None]],
    secrets: Sequence[str] = (),
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> AsyncGenerator[Chunk, None]:
    """The chunks of `attempt()`, asked again up to `ATTEMPTS` times in all.

    `secrets` are in no sentence that is shown while it waits.
    """
    number, since = 1, time.monotonic()
    while True:
        source = attempt()
        said = False
        try:
            async for chunk in source:
                said = said or not isinstance(chunk, Status)
                yield chunk
            return
        except ProviderError as error:
            error.hide(*secrets)
            loading = _loading(error) and time.monotonic() - since < LOADING
            if said or not (loading or (number < ATTEMPTS and worth_it(error))):
                raise
            wait = 2.0 if loading else pause(error, number)
            number += not loading
            status = Status(_sentence(error, loading=loading), until=time.time() + wait)
        finally:
            await source.aclose()
        yield status
        await sleep(wait)


def worth_it(error: ProviderError) -> bool:
    """Whether the same request may go through in a moment."""
    if (error.retry_after or 0.0) > PATIENCE:
        return False
    match error:
        case CertificateError():
            return False
        case NetworkError():
            return error.status is None
        case RateLimitError():
            return True
        case ServerError():
            return error.status is not None and (error.status in _AGAIN or error.status >= 500)
        case _:
            return False


def pause(error: ProviderError, number: int) -> float:
    """Seconds before the next attempt: what the server asks for, else longer each time."""
    if error.retry_after is not None:
        return max(0.05, error.retry_after)
    return 0.5 * 2 ** (number - 1) * random.uniform(0.75, 1.25)


def _loading(error: ProviderError) -> bool:
    return error.status == 503 and "loading" in f"{error.sentence} {error.excerpt}".lower()


def _sentence(error: ProviderError, *, loading: bool) -> str:
    if loading:
        return "The server is loading the model."
    return error.sentence
