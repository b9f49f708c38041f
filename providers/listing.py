"""The models a server listed, kept in the cache so that the picker has them at once.

A file that is broken, too large or not of ours is none: the list is asked for again.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, cast

from chat.files import write_whole
from chat.text import clean_line
from providers.address import bare
from providers.endpoints import Endpoint
from providers.models import Model
from providers.values import parsed, whole

_FIELDS = {field.name for field in fields(Model)} - {"endpoint"}
LARGEST = 32 << 20
"""Bytes of a file that is read."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a server listed, and when (Unix seconds)."""

    at: float
    models: tuple[Model, ...]

    @property
    def age(self) -> float:
        """Seconds since; endless for one from the future, whose time says nothing."""
        since = time.time() - self.at
        return since if since >= 0 else math.inf


def read(folder: Path, endpoint: Endpoint) -> Listing | None:
    """The kept listing of this endpoint at this address; a broken file is none. Blocking, short."""
    try:
        with (folder / f"{endpoint.name}.json").open("rb") as file:
            kept: Any = parsed(file.read(LARGEST + 1).decode("utf-8"))
        if kept["base_url"] != _place(endpoint):
            return None
        models = tuple(_model(endpoint.name, item) for item in kept["models"])
        return Listing(float(kept["at"]), models)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None


def write(folder: Path, endpoint: Endpoint, models: Sequence[Model]) -> None:
    """Keep a listing. Blocking; `OSError` when the cache cannot be written."""
    items = [{k: v for k, v in asdict(model).items() if k in _FIELDS} for model in models]
    kept = {"at": time.time(), "base_url": _place(endpoint), "models": items}
    write_whole(folder / f"{endpoint.name}.json", json.dumps(kept).encode())


def _model(endpoint: str, item: Any) -> Model:
    given = {k: v for k, v in cast("dict[str, Any]", item).items() if k in _FIELDS}
    id_, name, context = given["id"], given.pop("name", ""), given.pop("context", None)
    flags = [given.get(field) for field in ("chats", "draws", "sees", "thinks")]
    if not id_ or id_ != clean_line(id_, 300) or not {*map(type, flags)} <= {bool, type(None)}:
        raise ValueError("no model of ours")
    return Model(endpoint=endpoint, **given, name=clean_line(name, 80), context=whole(context))


def _place(endpoint: Endpoint) -> str:
    """The address that the list is of, without a password in it."""
    return bare(endpoint.base_url)
