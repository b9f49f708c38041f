"""Which class speaks which wire; imported only when it is first spoken."""

from __future__ import annotations

import importlib
from typing import Any

from chat.errors import NotSupportedError

_WIRES = {
    "guide": ("providers.guide", "Guide"),
    "openai": ("providers.openai", "OpenAI"),
}


def names() -> tuple[str, ...]:
    """The names that `provider = "…"` may have."""
    return tuple(_WIRES)


def wire(name: str) -> Any:
    """The provider class of a wire; `NotSupportedError` for a name that is none."""
    if name not in _WIRES:
        raise NotSupportedError(
            f"There is no provider called {name!r}; there are {', '.join(_WIRES)}."
        )
    module, attribute = _WIRES[name]
    return getattr(importlib.import_module(module), attribute)
