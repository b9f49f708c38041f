"""Endpoints: places where models are asked, as data. Built-in rows, then the person's own.

A key belongs to its endpoint's host: a built-in endpoint that the config moves to another host
keeps no built-in key names.
"""

from __future__ import annotations

import difflib
import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from chat.settings import EndpointSettings, ModelSettings, is_address
from chat.text import clean_line
from providers import wires
from providers.address import ollama_host
from providers.models import Model, named

SILENCE = 120.0
"""Seconds of silence after which an answer has failed, where the endpoint does not say."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A place: where it is, how it is spoken to, where its key comes from, what it offers."""

    name: str
    provider: str
    base_url: str = ""
    key_names: tuple[str, ...] = ()
    """Environment variables that hold its key."""
    api_key: str | None = field(default=None, repr=False)
    """As the person wrote it: a key, or `${NAME}`."""
    api_key_cmd: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    models: tuple[Model, ...] = ()
    label: str = ""
    local: bool = False
    """On this machine or in a private network: a key is sent only if one is named."""
    keyless: bool = False
    """Whether it answers without a key, too; one that is named is sent."""
    assumed: bool = False
    """Nobody named it: it is where such a server usually is, if one runs at all."""
    key_page: str = ""
    key_check: str = "models"
    """A path below the base URL that answers 401 to a wrong key."""
    sign: str = ""
    """A path that answers only at such a server: others may stand at the same port."""
    proxy: str | None = field(default=None, repr=False)
    """It may hold a password."""
    timeout: float = SILENCE
    http2: bool = False
    verify: bool = True
    """Whether its certificate must be one that is trusted; where not, that is shown."""
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    closed: bool = False
    """Whether no other models than `models` can be asked."""
    gone: str = ""
    """Why its public address is no longer asked, where that is so."""
    broken: str = ""
    """Why it cannot be used, as the config's mistake; empty if it can."""

    @property
    def needs_key(self) -> bool:
        """Whether asking without a key is pointless."""
        named = bool(self.api_key or self.api_key_cmd)
        return named or (bool(self.key_names) and not self.local and not self.keyless)

    @property
    def host(self) -> str:
        """Scheme, host and port: what a key belongs to."""
        return origin(self.base_url)


def origin(url: str) -> str:
    """`scheme://host[:port]` of a URL, in lower case, without a user; empty for what is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{'' if port in (None, usual) else f':{port}'}"


def is_private(url: str) -> bool:
    """Whether the URL's host, as written, is this machine or a private network."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".lan", ".internal"))
    return address.is_loopback or address.is_private


def built_in() -> dict[str, Endpoint]:
    """The rows of endpoints.toml. Reads the file: a millisecond."""
    text = (resources.files("providers") / "endpoints.toml").read_text("utf-8")
    return {name: _row(name, row) for name, row in tomllib.loads(text).items()}


def _row(name: str, row: dict[str, Any]) -> Endpoint:
    return Endpoint(
        name=name,
        provider=row["provider"],
        base_url=row.get("base_url", ""),
        key_names=tuple(row.get("keys", ())),
        models=tuple(_model(name, ModelSettings(**model)) for model in row.get("models", ())),
        label=row.get("label", name),
        local=row.get("local", False),
        keyless=row.get("keyless", False),
        assumed=row.get("local", False),
        key_page=row.get("key_page", ""),
        key_check=row.get("key_check", "models"),
        sign=row.get("sign", ""),
        headers=row.get("headers", {}),
        closed=row.get("closed", False),
        gone=row.get("gone", ""),
        timeout=row.get("timeout", SILENCE),
    )


def _model(endpoint: str, given: ModelSettings) -> Model:
    guess = named(given.id, endpoint)
    draws = guess.draws if given.draws is None else given.draws
    return Model(
        given.id, endpoint, not draws, draws, given.sees, given.thinks, given.context, given.name
    )


def endpoints(
    mine: Mapping[str, EndpointSettings], environ: Mapping[str, str]
) -> dict[str, Endpoint]:
    """All endpoints: the built-in ones as the person changed them, then the person's own."""
    all_of_them = built_in()
    moved = environ.get("OPENAI_BASE_URL", "").strip()
    if moved:
        all_of_them["openai"] = _moved(all_of_them["openai"], moved)
    if ollama := ollama_host(environ.get("OLLAMA_HOST", "")):
        all_of_them["ollama"] = _elsewhere(all_of_them["ollama"], ollama)
    for name, given in mine.items():
        row = all_of_them.get(name)
        all_of_them[name] = _changed(row, given) if row is not None else _own(given)
    return all_of_them


def _moved(row: Endpoint, base_url: str) -> Endpoint:
    """OPENAI_BASE_URL moves the endpoint and its key goes along: the person set both."""
    if not is_address(base_url):
        return replace(row, broken="OPENAI_BASE_URL is not an address")
    elsewhere = origin(base_url) != row.host
    return replace(
        row,
        base_url=base_url,
        models=() if elsewhere else row.models,
        local=is_private(base_url),
        key_page="" if elsewhere else row.key_page,
    )


def _elsewhere(row: Endpoint, base_url: str) -> Endpoint:
    """OLLAMA_HOST says where the server listens, not that it runs; on another machine it does."""
    if not is_address(base_url):
        return replace(row, broken="OLLAMA_HOST is not an address")
    local = is_private(base_url)
    return replace(row, base_url=base_url, local=local, assumed=local)


def _own(given: EndpointSettings) -> Endpoint:
    provider = given.provider or "openai"
    broken = given.broken or ("" if given.base_url else "its base_url is missing")
    base = given.base_url or ""
    row = Endpoint(given.name, provider, base, label=given.name, local=is_private(base))
    return _changed(row, replace(given, broken=broken))


def _changed(row: Endpoint, given: EndpointSettings) -> Endpoint:
    moved = given.base_url is not None and origin(given.base_url) != row.host
    if moved:
        row = replace(
            row, key_names=(), models=(), key_page="", local=is_private(given.base_url or "")
        )
    models = given.models
    return replace(
        row,
        provider=given.provider or row.provider,
        base_url=given.base_url or row.base_url,
        assumed=row.assumed and given.base_url is None,
        gone=row.gone if given.base_url is None else "",
        api_key=given.api_key,
        api_key_cmd=given.api_key_cmd,
        headers={**row.headers, **given.headers},
        models=row.models if models is None else tuple(_model(row.name, m) for m in models),
        label=given.label or row.label,
        proxy=given.proxy if given.proxy is not None else row.proxy,
        timeout=given.timeout or row.timeout,
        http2=row.http2 if given.http2 is None else given.http2,
        verify=row.verify if given.verify is None else given.verify,
        parameters={**row.parameters, **given.parameters},
        broken=given.broken or _unspoken(given.provider or row.provider),
    )


def _unspoken(provider: str) -> str:
    known = wires.names()
    if provider in known:
        return ""
    near = difflib.get_close_matches(provider, known, 1, 0.5)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
    return f"there is no provider called {clean_line(provider, 40)!r}; {hint}"


def unusable(
    known: Mapping[str, Endpoint], mine: Mapping[str, EndpointSettings]
) -> list[tuple[str, str]]:
    """The person's endpoints that are read right and yet cannot be asked, and why."""
    return [
        (name, known[name].broken)
        for name, row in mine.items()
        if not row.broken and name in known and known[name].broken
    ]
