"""What a model can probably do, by its name: used where neither a row nor its server says it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources

from providers.models import Model


@dataclass(frozen=True, slots=True)
class Family:
    """Models whose names fit `pattern`; None is "nobody knows"."""

    pattern: re.Pattern[str]
    sees: bool | None = None
    thinks: bool | None = None
    context: int | None = None
    """Tokens."""


@cache
def families() -> tuple[Family, ...]:
    """The rows of abilities.toml, in their order. Reads the file once."""
    text = (resources.files("providers") / "abilities.toml").read_text("utf-8")
    return tuple(
        Family(re.compile(row["pattern"]), row.get("sees"), row.get("thinks"), row.get("context"))
        for row in tomllib.loads(text)["family"]
    )


@lru_cache(4096)
def completed(model: Model) -> Model:
    """`model` with what its row and its server leave open."""
    if model.draws or None not in (model.sees, model.thinks, model.context):
        return model
    name = model.id.lower()
    family = next((f for f in families() if f.pattern.search(name)), None)
    if family is None:
        return model
    return replace(
        model,
        sees=family.sees if model.sees is None else model.sees,
        thinks=family.thinks if model.thinks is None else model.thinks,
        context=family.context if model.context is None else model.context,
    )
