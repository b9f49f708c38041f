"""What can be asked: endpoints and their models, by name, and why some cannot be used now."""

from __future__ import annotations

import asyncio
import difflib
import itertools
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Protocol

from chat.errors import (
    AuthenticationError,
    KeyCommandError,
    ModelNotSupportedError,
    NetworkError,
    ProtocolError,
    ServerError,
    TimeoutError,  # noqa: A004 - the error tree's own
)
from chat.text import clean_line
from providers import listing
from providers.abilities import completed
from providers.endpoints import Endpoint
from providers.keys import Keys
from providers.listing import Listing
from providers.models import Model, answers_by_name, named

MOST = 4000
"""Models of one endpoint: nobody has more, and the picker must be there at once."""


@dataclass(frozen=True, slots=True)
class Usable:
    """As far as is known: it has a key or needs none."""


@dataclass(frozen=True, slots=True)
class NeedsKey:
    """It has no key, or its key was refused."""

    names: tuple[str, ...]
    """Environment variables that would hold it."""
    page: str = ""
    """Where a person gets one."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """It did not answer, or the config's row of it is wrong."""

    reason: str


State = Usable | NeedsKey | Unreachable


class Lists(Protocol):
    """What `refresh` needs of a session."""

    async def list_models(self, endpoint: Endpoint) -> Sequence[Model]: ...


class Catalog:
    """Names in, models out."""

    def __init__(self, endpoints: Mapping[str, Endpoint], keys: Keys, cache: Path) -> None:
        self.endpoints = dict(endpoints)
        self._keys, self._cache = keys, cache
        self._listed: dict[str, Listing | None] = {}
        self._silent: dict[str, str] = {}
        self._answered: set[str] = set()
        self._refused: set[str] = set()

    def endpoint(self, name: str) -> Endpoint:
        """The endpoint of that name; `ModelNotSupportedError` with the nearest ones."""
        if name not in self.endpoints:
            raise ModelNotSupportedError(
                f"There is no endpoint called {clean_line(name, 60)!r}."
                + _nearest(name, self.endpoints),
                endpoint=name,
            )
        return self.endpoints[name]

    def at(self, host: str) -> list[Endpoint]:
        """The endpoints at one scheme, host and port."""
        return [endpoint for endpoint in self.endpoints.values() if endpoint.host == host]

    def models(self, name: str) -> list[Model]:
        """Known models of an endpoint: its rows, then what its server last listed."""
        endpoint = self.endpoint(name)
        listed = self._listing(endpoint)
        rows = {model.id: model for model in endpoint.models}
        if listed is None or endpoint.closed:
            return [completed(model) for model in rows.values()]
        server = {model.id: model for model in listed.models}
        known = [_completed(row, server.get(id_)) for id_, row in rows.items()]
        known += [model for id_, model in server.items() if id_ not in rows]
        return [completed(model) for model in known]

    def age(self, name: str) -> float | None:
        """Seconds since its server listed its models; None if it never did."""
        listed = self._listing(self.endpoint(name))
        return listed.age if listed else None

    def state(self, name: str) -> State:
        """Whether an endpoint can be asked now."""
        endpoint = self.endpoint(name)
        if reason := endpoint.broken or endpoint.gone:
            return Unreachable(reason)
        keyless = endpoint.needs_key and not self._keys.known(endpoint)
        if keyless or name in self._refused:
            return NeedsKey(self._keys.variables(endpoint), endpoint.key_page)
        if name in self._silent:
            return Unreachable(self._silent[name])
        if endpoint.assumed and name not in self._answered:
            return Unreachable("is not running")
        return Usable()

    def usable(self) -> list[Endpoint]:
        """The endpoints that can be asked now."""
        return [e for name, e in self.endpoints.items() if isinstance(self.state(name), Usable)]

    def resolve(self, name: str) -> Model:
        """The model meant by `endpoint/model`, by an endpoint's name or by a bare model name.

        `ModelNotSupportedError` with the nearest names, or with all that fit if several do.
        """
        first, slash, rest = name.partition("/")
        if slash and first in self.endpoints and rest:
            return self._at(self.endpoints[first], rest)
        found = self._offers(name, self._candidates()) or self._offers(name, self._keyless())
        if len(found) == 1:
            return found[0]
        if found:
            raise ModelNotSupportedError(
                f"{clean_line(name, 80)!r} is offered by several endpoints: "
                f"{', '.join(map(str, found))}.",
                model=name,
            )
        if name in self.endpoints:
            return self._default(self.endpoints[name])
        raise ModelNotSupportedError(
            f"No endpoint offers a model called {clean_line(name, 80)!r}."
            + _nearest(name, self._names()),
            model=name,
        )

    def default(self, name: str) -> Model | None:
        """An endpoint's first model that chats, if any is known."""
        return next((model for model in self.models(name) if model.chats), None)

    def first_keyed(self) -> Model | None:
        """The default model of the first endpoint that has a key of its own."""
        for endpoint in self.usable():
            if endpoint.needs_key and (model := self.default(endpoint.name)) is not None:
                return model
        return None

    async def refresh(self, name: str, lists: Lists) -> list[Model]:
        """Ask an endpoint for its models and keep them. `ProviderError` when it does not answer."""
        endpoint = self.endpoint(name)
        if endpoint.closed or endpoint.gone:
            return self.models(name)
        try:
            found = await lists.list_models(endpoint)
        except AuthenticationError:
            self._refused.add(name)
            raise
        except (KeyCommandError, NetworkError, TimeoutError, ServerError, ProtocolError) as error:
            self._silent[name] = error.sentence
            raise
        fine = await asyncio.to_thread(_fine, found, name)
        self.accepted(name)
        self._listed[name] = Listing(time.time(), tuple(fine))
        try:
            await asyncio.to_thread(listing.write, self._cache, endpoint, fine)
        except OSError:
            # Without its cache the list is asked for again next time; nothing is lost.
            return self.models(name)
        return self.models(name)

    def accepted(self, name: str) -> None:
        """An endpoint answered: what was wrong with it no longer is."""
        self._silent.pop(name, None)
        self._refused.discard(name)
        self._answered.add(name)

    def _at(self, endpoint: Endpoint, id_: str) -> Model:
        known = self.models(endpoint.name)
        found = next((model for model in known if model.id == id_), None)
        if found is None and endpoint.closed:
            raise ModelNotSupportedError(
                f"{endpoint.name} has no model called {clean_line(id_, 80)!r}."
                + _nearest(id_, [model.id for model in known]),
                endpoint=endpoint.name,
                model=id_,
            )
        return found or completed(named(id_, endpoint.name))

    def _default(self, endpoint: Endpoint) -> Model:
        drawing = (model for model in self.models(endpoint.name) if model.draws)
        model = self.default(endpoint.name) or next(drawing, None)
        if model is None:
            raise ModelNotSupportedError(
                f"No model of {endpoint.name} is known yet; name one, as {endpoint.name}/….",
                endpoint=endpoint.name,
            )
        return model

    def _offers(self, id_: str, endpoints: Sequence[Endpoint]) -> list[Model]:
        return [m for e in endpoints for m in self.models(e.name) if m.id == id_]

    def _keyless(self) -> list[Endpoint]:
        """Endpoints that lack only a key: asking one of their models says so."""
        names = self.endpoints
        return [names[name] for name in names if isinstance(self.state(name), NeedsKey)]

    def _candidates(self) -> list[Endpoint]:
        """Where a bare name is looked up; a local server may just not have been asked yet."""
        return [
            endpoint
            for name, endpoint in self.endpoints.items()
            if not endpoint.broken and not isinstance(self.state(name), NeedsKey)
        ]

    def _names(self) -> list[str]:
        return [
            text
            for endpoint in self.endpoints.values()
            for model in self.models(endpoint.name)
            for text in (str(model), model.id)
        ]

    def _listing(self, endpoint: Endpoint) -> Listing | None:
        if endpoint.name not in self._listed:
            self._listed[endpoint.name] = listing.read(self._cache, endpoint)
        return self._listed[endpoint.name]


def _fine(found: Sequence[Model], endpoint: str) -> list[Model]:
    able = (replace(m, endpoint=endpoint) for m in found if answers_by_name(m.id))
    return list(itertools.islice(able, MOST))


def _completed(row: Model, server: Model | None) -> Model:
    """What the row leaves open, as the server says it."""
    if server is None:
        return row
    names = [field.name for field in fields(Model) if getattr(row, field.name) in (None, "")]
    return replace(row, **{name: getattr(server, name) for name in names})


def _nearest(name: str, known: Sequence[str] | Mapping[str, object]) -> str:
    near = difflib.get_close_matches(name, list(known), 3, 0.5)
    return f" Did you mean {' or '.join(near)}?" if near else ""
