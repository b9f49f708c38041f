"""`palaver models`: what can be asked, one name a line; the servers are asked at once."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import asdict
from typing import Any, assert_never

from chat.errors import ProviderError
from chat.settings import load
from chat.text import clean_line
from providers.address import bare
from providers.catalog import Catalog, NeedsKey, State, Unreachable, Usable
from providers.models import Model
from providers.session import Session
from tui import paths
from tui.cli import put
from tui.cli.arguments import Models, UsageError
from tui.cli.config import complain_of_config
from tui.cli.output import complain

PATIENCE = 15.0
"""Seconds for all servers together."""


def run(wanted: Models) -> int:
    """Returns 0, or 1 when an endpoint that was named cannot be used."""
    folders = paths.folders()
    settings, problems = load(folders.settings)
    session = Session.open(folders, settings)
    complain_of_config(problems, session, settings)
    unknown = [name for name in wanted.endpoints if name not in session.catalog.endpoints]
    if unknown:
        known = ", ".join(session.catalog.endpoints)
        raise UsageError(f"there is no endpoint {clean_line(unknown[0])!r}; there are {known}")
    names = list(wanted.endpoints or session.catalog.endpoints)
    taken = {} if wanted.cached else asyncio.run(_refresh(session, names))
    if wanted.check:
        return put(_checked(session, names, taken)) or _code(session.catalog, wanted)
    catalog = session.catalog
    written = put(_json(session, names) if wanted.json else _lines(catalog, names))
    return written or _code(catalog, wanted)


async def _refresh(session: Session, names: list[str]) -> dict[str, float]:
    """Ask all at once; the seconds that each took to answer."""
    taken: dict[str, float] = {}
    askable = [n for n in names if not isinstance(session.catalog.state(n), NeedsKey)]
    tasks = [asyncio.create_task(_refresh_one(session, name, taken)) for name in askable]
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=PATIENCE)
        for task in late:
            task.cancel()
    await session.aclose()
    return taken


async def _refresh_one(session: Session, name: str, taken: dict[str, float]) -> None:
    endpoint = session.catalog.endpoint(name)
    if endpoint.broken:
        return
    began = time.monotonic()
    try:
        await session.catalog.refresh(name, session)
        taken[name] = time.monotonic() - began
    except ProviderError as error:
        if not endpoint.local:
            complain(f"{name}: {clean_line(error.sentence)}")


def _checked(session: Session, names: list[str], taken: dict[str, float]) -> str:
    """A line an endpoint: whether it can be asked, how soon it answers, what went wrong last."""
    width = max((len(name) for name in names), default=0)
    lines: list[str] = []
    for name in names:
        state, health = _state(session.catalog.state(name)), session.health.of(name)
        seconds = (
            f"{taken[name]:.2f} s"
            if name in taken and session.catalog.endpoint(name).base_url
            else ""
        )
        first = f"first word {health.first:.1f} s" if health.first is not None else ""
        last = f"last failure: {health.why}" if health.failing else ""
        told = "ok" if state["usable"] else state["reason"]
        words = " · ".join(filter(None, (told, seconds, first, last)))
        lines.append(f"{name:<{width}}  {clean_line(words, 200)}\n")
    return "".join(lines)


def _lines(catalog: Catalog, names: list[str]) -> str:
    usable = [n for n in names if isinstance(catalog.state(n), Usable)]
    models = [model for name in usable for model in catalog.models(name)]
    width = min(max((len(str(model)) for model in models), default=0), 48)
    return "".join(f"{clean_line(str(m)):<{width}}  {_notes(m)}".rstrip() + "\n" for m in models)


def _notes(model: Model) -> str:
    able = (("draws", model.draws), ("sees", model.sees), ("thinks", model.thinks))
    words = [word for word, on in able if on]
    if model.context:
        words.append(f"{model.context // 1000}k")
    return " ".join(words)


def _json(session: Session, names: list[str]) -> str:
    return json.dumps([_endpoint(session, name) for name in names], indent=2) + "\n"


def _endpoint(session: Session, name: str) -> dict[str, Any]:
    catalog = session.catalog
    endpoint, health = catalog.endpoint(name), session.health.of(name)
    models = [{"full_name": str(model), **asdict(model)} for model in catalog.models(name)]
    return {
        "endpoint": name,
        "label": endpoint.label,
        "provider": endpoint.provider,
        "base_url": bare(endpoint.base_url),
        **_state(catalog.state(name)),
        "health": {**asdict(health), "first": health.first},
        "models": models,
    }


def _state(state: State) -> dict[str, Any]:
    match state:
        case Usable():
            return {"usable": True, "reason": ""}
        case NeedsKey(names=names):
            where = f" ({' or '.join(names)})" if names else ""
            return {"usable": False, "reason": f"needs a key{where}"}
        case Unreachable(reason=reason):
            return {"usable": False, "reason": reason}
        case _:
            assert_never(state)


def _code(catalog: Catalog, wanted: Models) -> int:
    code = 0
    for name in wanted.endpoints:
        state = _state(catalog.state(name))
        if not state["usable"]:
            complain(f"{name}: {state['reason']}")
            code = 1
    return code
