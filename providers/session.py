"""From a model and a list of messages to chunks: the wire, the key, the client, the pictures.

One a process. It knows no screen and no conversation, and imports nothing heavy until it is asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chat.errors import (
    AuthenticationError,
    ContentFilterError,
    ContextTooLongError,
    ModelNotSupportedError,
    NotSupportedError,
    ProviderError,
    RequestError,
)
from chat.messages import Picture
from chat.paths import Folders
from chat.pictures import Limits, PictureStore
from chat.settings import Settings
from providers.catalog import Catalog
from providers.clients import Clients
from providers.drawing import Fitted, fitted
from providers.endpoints import Endpoint, endpoints, is_private
from providers.health import Record
from providers.keys import Keys, clean_key
from providers.learned import Learned
from providers.listening import listening
from providers.making import Stopwatch, seed_in
from providers.models import Model
from providers.parameters import free
from providers.wires import lister, wire

if TYPE_CHECKING:
    from chat.chunks import Chunk
    from chat.turn import Keep


_NOT_ITS = (ContentFilterError, ContextTooLongError, NotSupportedError, RequestError)
"""Failures of a question: they say nothing of how the endpoint is."""


class Session:
    """Asks models. `aclose` when the program ends."""

    def __init__(
        self,
        catalog: Catalog,
        keys: Keys,
        clients: Clients,
        pictures: PictureStore,
        learned: Learned,
        health: Record,
    ) -> None:
        self.catalog, self.health = catalog, health
        self.keys = keys
        self.pictures = pictures
        self._clients, self._learned = clients, learned

    @classmethod
    def open(
        cls,
        folders: Folders,
        settings: Settings,
        environ: Mapping[str, str] = os.environ,
    ) -> Session:
        """The session of these settings. Reads two small files, opens nothing."""
        pictures = PictureStore(folders.pictures, _limits(settings))
        keys = Keys(environ, folders.keys)
        catalog = Catalog(endpoints(settings.endpoints, environ), keys, folders.models)
        clients = Clients(settings.proxy, environ, settings.ca_file)
        return cls(
            catalog, keys, clients, pictures, Learned(folders.learned), Record(folders.health)
        )

    def model(self, name: str) -> Model:
        """The model of that name; `ModelNotSupportedError` where there is none."""
        return self.catalog.resolve(name)

    def drawing(self, model: Model, wished: Mapping[str, Any]) -> Fitted:
        """The parameters of an order for pictures as `model` takes them, and what it does not."""
        refused = self._learned.of(str(model)).get("dropped", ())
        return fitted(self.catalog.endpoint(model.endpoint).provider, model.id, wished, refused)

    async def ask(
        self,
        model: Model,
        messages: Sequence[Mapping[str, Any]],
        parameters: Mapping[str, Any] | None = None,
    ) -> AsyncIterator[Chunk]:
        """The answer's chunks. Nothing is sent before the first is asked for.

        `ProviderError`s tell endpoint and model, and never show the key.
        """
        key: str | None = None
        began, first = time.monotonic(), None
        try:
            endpoint = self._endpoint(model)
            key = await self._key(endpoint)
            learned = self._learned.of(str(model))
            before = dict(learned)
            provider = await asyncio.to_thread(wire, endpoint.provider)
            source = provider.create_async_generator(
                **free({"stream": True, **endpoint.parameters, **(parameters or {})}),
                **await self._arguments(endpoint, key),
                model=model.id,
                messages=messages,
                draws=model.draws,
                endpoint=endpoint.name,
                learned=learned,
            )
            try:
                async for chunk in source:
                    if first is None and _says(chunk):
                        first = time.monotonic() - began
                    yield chunk
            finally:
                await source.aclose()
                if learned != before:
                    await self._remember()
            await self.health.succeeded(endpoint.name, None if model.draws else first)
        except ProviderError as error:
            error.place(model.endpoint, model.id)
            error.hide(
                key or "", *self._clients.passwords(self.catalog.endpoints.get(model.endpoint))
            )
            if not isinstance(error, _NOT_ITS):
                await self.health.failed(model.endpoint, error.sentence)
            if isinstance(error, AuthenticationError) and key is not None:
                self.keys.forget(self.catalog.endpoint(model.endpoint))
            raise

    def keep_for(self, model: Model, parameters: Mapping[str, Any] | None = None) -> Keep:
        """What keeps the pictures of one of this model's answers, for its turn that begins now.

        To the parameters come `seconds`, and the `seed` where the picture's file tells it.
        """
        watch = Stopwatch()

        async def keep(image: str | bytes, prompt: str, source: str | None) -> Picture:
            made: dict[str, Any] = {**(parameters or {}), "seconds": watch.lap()}
            data = image if isinstance(image, bytes) else await self.fetch(image, model)
            if (seed := seed_in(data)) is not None:
                made["seed"] = seed
            return await asyncio.to_thread(
                self.pictures.keep,
                data,
                prompt=prompt,
                endpoint=model.endpoint,
                model=model.id,
                parameters=made,
                source=source or "",
            )

        return keep

    async def fetch(self, image: str, model: Model) -> bytes:
        """The bytes of a picture that `model` gave as a URL or data URI. Raises `PictureError`."""
        fetch = (await _late("fetch")).fetch
        endpoint = self.catalog.endpoint(model.endpoint)
        client = await self._clients.pictures(endpoint)
        return await fetch(
            image,
            client,
            private=endpoint.local or is_private(endpoint.base_url),
            proxied=self._clients.way(endpoint) is not None,
            limit=self.pictures.limits.size,
        )

    async def list_models(self, endpoint: Endpoint, key: str | None = None) -> Sequence[Model]:
        """What the endpoint's server lists now. Raises `ProviderError`."""
        try:
            _whole(endpoint)
            key = key or await self._key(endpoint)
            listed = await asyncio.to_thread(lister, endpoint.provider)
            if listed is None:
                return endpoint.models
            await self._tell_apart(endpoint)
            given = await self._arguments(endpoint, key)
            return await listed(**given, endpoint=endpoint.name)
        except ProviderError as error:
            error.place(endpoint.name)
            error.hide(key or "", *self._clients.passwords(endpoint))
            raise

    async def try_key(self, endpoint: Endpoint, key: str) -> None:
        """Ask the endpoint whether it takes `key`; it is not kept here (`keys.store` does).

        `AuthenticationError` if it does not; another `ProviderError` if it could not be asked.
        """
        key = clean_key(key)
        if not key:
            raise AuthenticationError("That is no key.", endpoint=endpoint.name)
        _whole(endpoint)
        if endpoint.key_check == "models":
            await self.list_models(endpoint, key)
        else:
            signs = await _late("signs")
            await signs.check_key(await self._clients.of(endpoint), endpoint, key)
        self.catalog.accepted(endpoint.name)

    async def find_local(self) -> Model | None:
        """The first model of the first server found on this machine; asks all at once."""
        local = [e for e in self.catalog.endpoints.values() if e.local and not e.broken]
        await asyncio.gather(*(self._look(endpoint.name) for endpoint in local))
        models = (
            self.catalog.default(endpoint.name)
            for endpoint in self.catalog.usable()
            if endpoint.local
        )
        return next((model for model in models if model is not None), None)

    async def runs(self, endpoint: Endpoint) -> bool:
        """Whether a server of this machine may answer: learned without an HTTP client."""
        return self._clients.proxy_of(endpoint) is not None or await listening(endpoint.base_url)

    async def warm(self, model: Model) -> None:
        """Import and make what a question to `model` needs, off the loop. What is wrong, the
        question itself will tell."""
        with contextlib.suppress(ProviderError):
            endpoint = self._endpoint(model)
            await asyncio.to_thread(wire, endpoint.provider)
            if endpoint.base_url:
                await self._clients.warm()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._clients.aclose()

    def _endpoint(self, model: Model) -> Endpoint:
        endpoint = self.catalog.endpoint(model.endpoint)
        _whole(endpoint)
        if endpoint.gone:
            raise ModelNotSupportedError(f"{endpoint.label or endpoint.name} {endpoint.gone}.")
        return endpoint

    async def _key(self, endpoint: Endpoint) -> str | None:
        key = await self.keys.find(endpoint)
        if key is None and endpoint.needs_key:
            raise AuthenticationError(f"{endpoint.label or endpoint.name} needs a key.")
        return key

    async def _arguments(self, endpoint: Endpoint, key: str | None) -> dict[str, Any]:
        if not endpoint.base_url:
            return {}
        return {
            "client": await self._clients.of(endpoint),
            "base_url": endpoint.base_url,
            "api_key": key,
            "headers": dict(endpoint.headers),
            "timeout": endpoint.timeout,
        }

    async def _tell_apart(self, endpoint: Endpoint) -> None:
        neighbours = self.catalog.at(endpoint.host)
        if endpoint.assumed and len(neighbours) > 1:
            signs = await _late("signs")
            await signs.tell_apart(await self._clients.of(endpoint), endpoint, neighbours)

    async def _look(self, name: str) -> None:
        try:
            await self.catalog.refresh(name, self)
        except ProviderError:
            # The catalog keeps the reason, and the picker shows it beside the endpoint.
            return

    async def _remember(self) -> None:
        with contextlib.suppress(OSError):  # it stays learned while the program runs
            await self._learned.save()


def _whole(endpoint: Endpoint) -> None:
    """Half an endpoint is not asked for anything: its key could go to the wrong host."""
    if endpoint.broken:
        raise NotSupportedError(f"{endpoint.name} cannot be used: {endpoint.broken}.")


def _says(chunk: Chunk) -> bool:
    return type(chunk).__name__ in ("str", "Reasoning", "ImageResponse")


def _limits(settings: Settings) -> Limits:
    given = settings.limits
    return Limits(given.picture_megapixels * 1_000_000, given.picture_side, given.picture_mb << 20)


async def _late(name: str) -> Any:
    """A module that imports httpx, which takes a thread some time."""
    return await asyncio.to_thread(importlib.import_module, f"providers.{name}")
