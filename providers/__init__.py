"""How each wire is spoken: one file a wire, over httpx. Imports chat, never tui.

The providers and the failures they raise are there by name (`from providers import OpenAI`),
loaded when they are first asked for.
"""

from __future__ import annotations

import importlib
from typing import Any


def __getattr__(name: str) -> Any:
    if name[:1].isupper():
        wires = importlib.import_module("providers.wires")
        if name in wires.classes():
            return getattr(importlib.import_module(wires.classes()[name]), name)
        errors = importlib.import_module("chat.errors")
        if name.endswith("Error") and hasattr(errors, name):
            return getattr(errors, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *importlib.import_module("providers.wires").classes()]
