"""The models a server listed, kept in the cache so that the picker has them at once."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, cast

from chat.files import write_whole
from providers.endpoints import Endpoint
from providers.models import Model

_FIELDS = {field.name for field in fields(Model)} - {"endpoint"}


@dataclass(frozen=True, slots=True)
class Listing:
    """What a server listed, and when (Unix seconds)."""

    at: float
    models: tuple[Model, ...]

    @property
    def age(self) -> float:
        """Seconds since."""
        return max(0.0, time.time() - self.at)


def read(folder: Path, endpoint: Endpoint) -> Listing | None:
    """The kept listing of this endpoint at this address; a broken file is none. Blocking, short."""
    try:
        kept: Any = json.loads((folder / f"{endpoint.name}.json").read_text("utf-8"))
        if kept["base_url"] != endpoint.base_url:
            return None
        models = tuple(_model(endpoint.name, item) for item in kept["models"])
        return Listing(float(kept["at"]), models)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(folder: Path, endpoint: Endpoint, models: Sequence[Model]) -> None:
    """Keep a listing. Blocking; `OSError` when the cache cannot be written."""
    items = [{k: v for k, v in asdict(model).items() if k in _FIELDS} for model in models]
    kept = {"at": time.time(), "base_url": endpoint.base_url, "models": items}
    write_whole(folder / f"{endpoint.name}.json", json.dumps(kept).encode())


def _model(endpoint: str, item: Any) -> Model:
    given = {k: v for k, v in cast("dict[str, Any]", item).items() if k in _FIELDS}
    if not isinstance(given.get("id"), str):
        raise ValueError("a model without an id")
    return Model(endpoint=endpoint, **given)
