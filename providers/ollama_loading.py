"""What is told while Ollama loads a model: "loading 4.1 GB"; the screen counts the seconds.

Which models are loaded is asked just before the question is: a model that is being loaded is
already among them. Where the server does not tell, nothing is said.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import Any

import httpx

from chat.chunks import Chunk, Status
from chat.errors import ProviderError
from providers.http import Call, got
from providers.values import items, table, whole

EVERY = 1.0
"""Seconds between two sentences, and before the first."""
PATIENCE = 10.0


class Loading:
    """Of one question to `model`."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        base_url: str,
        headers: Mapping[str, str],
        model: str,
    ) -> None:
        self._client, self._base, self._headers = client, base_url, headers
        self._model = _whole_name(model)

    async def told(self, source: AsyncGenerator[Chunk, None]) -> AsyncGenerator[Chunk, None]:
        """The chunks of `source`; before the first that says something, what it waits for."""
        about = asyncio.create_task(self._about())
        # The task above is to send its request first.
        await asyncio.sleep(0)
        first: asyncio.Task[Chunk | None] | None = None
        try:
            while True:
                first = first or asyncio.ensure_future(anext(source, None))
                await asyncio.wait({first}, timeout=EVERY)
                if first.done():
                    chunk, first = first.result(), None
                    if chunk is None:
                        return
                    yield chunk
                    if not isinstance(chunk, Status):
                        break
                elif about.done() and (what := about.result()):
                    yield Status(f"loading {what}")
            async for chunk in source:
                yield chunk
        finally:
            for task in (about, first):
                if task is not None:
                    await _ended(task)
            await source.aclose()

    async def _about(self) -> str:
        """What is being loaded; empty where nothing is, or nobody knows."""
        try:
            if self._model in _sizes(await self._got("/api/ps")):
                return ""
            size = _sizes(await self._got("/api/tags")).get(self._model)
        except ProviderError:
            return ""
        # A model without a size is elsewhere, or there is none.
        return _measured(size) if size else ""

    async def _got(self, path: str) -> Any:
        return await got(self._client, Call(self._base + path, None, self._headers, PATIENCE))


async def _ended(task: asyncio.Task[Any]) -> None:
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled():
        # Nobody is left to be told, but asyncio complains of an exception nobody looked at.
        task.exception()


def _sizes(payload: Any) -> dict[str, int | None]:
    """Bytes by whole name; None for a model that runs on another machine."""
    sizes: dict[str, int | None] = {}
    for row in map(table, items(table(payload).get("models"))):
        name = row.get("model") or row.get("name")
        size = None if row.get("remote_host") else whole(row.get("size"))
        sizes[_whole_name(str(name))] = size
    return sizes


def _whole_name(model: str) -> str:
    return model if ":" in model.rpartition("/")[2] else model + ":latest"


def _measured(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e8 else f"{size / 1e6:.0f} MB"
