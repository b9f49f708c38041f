"""`palaver keys`: where keys come from, one entered, one taken away. No key is ever printed."""

from __future__ import annotations

import asyncio
import getpass
import json
import sys

from chat.errors import AuthenticationError, ProviderError
from chat.settings import load
from chat.text import clean_line
from providers.endpoints import Endpoint
from providers.keys import clean_key
from providers.session import Session
from tui import paths
from tui.cli import put
from tui.cli.arguments import Keys, UsageError
from tui.cli.output import complain

_LONGEST = 1 << 16
"""Characters of standard input that are read."""


def run(wanted: Keys) -> int:
    """Returns 0, or 1 when nothing was kept or taken away."""
    folders = paths.folders()
    settings, problems = load(folders.settings)
    for problem in problems:
        complain(str(problem))
    session = Session.open(folders, settings)
    if wanted.action == "list":
        return put(_json(session) if wanted.json else _lines(session))
    endpoint = _endpoint(session, wanted.endpoint)
    try:
        if wanted.action == "rm":
            return asyncio.run(_remove(session, endpoint))
        return _set(session, endpoint, check=wanted.check)
    except OSError as error:
        complain(f"The key file cannot be written: {error.strerror or error}.")
        return 1


def _endpoint(session: Session, name: str) -> Endpoint:
    known = session.catalog.endpoints
    if name not in known:
        raise UsageError(f"there is no endpoint {clean_line(name)!r}; there are {', '.join(known)}")
    if not known[name].base_url:
        raise UsageError(f"{name} takes no key")
    return known[name]


def _set(session: Session, endpoint: Endpoint, *, check: bool) -> int:
    key = clean_key(_read(endpoint))
    if not key:
        complain("That is no key; nothing was kept.")
        return 1
    return asyncio.run(_kept(session, endpoint, key, check=check))


def _read(endpoint: Endpoint) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.read(_LONGEST).strip()
    if endpoint.key_page:
        print(f"A key can be had at {endpoint.key_page}", file=sys.stderr)
    try:
        return getpass.getpass(f"Key for {endpoint.name} (it is not shown): ", sys.stderr)
    except EOFError:
        return ""


async def _kept(session: Session, endpoint: Endpoint, key: str, *, check: bool) -> int:
    """A key that is refused is not kept; one that cannot be tried is, and that is said."""
    tried = "not tried"
    try:
        if check:
            await session.try_key(endpoint, key)
            tried = f"{endpoint.name} takes it"
    except AuthenticationError as error:
        complain(f"{endpoint.name} does not take this key: {error.sentence} Nothing was kept.")
        return 1
    except ProviderError as error:
        tried = f"it could not be tried: {error.sentence}"
    finally:
        await session.aclose()
    await session.keys.store(endpoint, key)
    other = session.keys.source(endpoint)
    if other != "entered":
        tried += f"; but the one from {other} is used"
    return put(f"The key of {endpoint.name} is kept ({tried}).\n")


async def _remove(session: Session, endpoint: Endpoint) -> int:
    if not await session.keys.remove(endpoint):
        complain(f"No key of {endpoint.name} is kept here{_still(session, endpoint)}.")
        return 1
    return put(f"The key of {endpoint.name} is gone{_still(session, endpoint)}.\n")


def _still(session: Session, endpoint: Endpoint) -> str:
    source = session.keys.source(endpoint)
    return f"; one still comes from {source}" if source else ""


def _rows(session: Session) -> list[tuple[Endpoint, str]]:
    """Endpoints that take a key, or have one."""
    sources = ((e, session.keys.source(e)) for e in session.catalog.endpoints.values())
    return [(e, source) for e, source in sources if e.base_url and (e.key_names or source)]


def _lines(session: Session) -> str:
    rows = _rows(session)
    width = max((len(endpoint.name) for endpoint, _ in rows), default=0)
    told = (
        f"{endpoint.name:<{width}}  {source or 'none · ' + ' or '.join(endpoint.key_names)}\n"
        for endpoint, source in rows
    )
    return "".join(told)


def _json(session: Session) -> str:
    rows = [
        {"endpoint": e.name, "key": bool(source), "source": source, "variables": list(e.key_names)}
        for e, source in _rows(session)
    ]
    return json.dumps(rows, indent=2) + "\n"
