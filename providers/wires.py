"""Which module speaks which wire; imported only when it is first spoken."""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from chat.errors import NotSupportedError
from providers.models import Model

_WIRES = {
    "aichats": ("providers.aichats", "AiChats"),
    "amigochat": ("providers.amigochat", "AmigoChat"),
    "flowgpt": ("providers.flowgpt", "FlowGpt"),
    "autonomousai": ("providers.autonomousai", "AutonomousAI"),
    "anthropic": ("providers.anthropic", "Anthropic"),
    "gemini": ("providers.gemini", "Gemini"),
    "guide": ("providers.guide", "Guide"),
    "ollama": ("providers.ollama", "Ollama"),
    "sdwebui": ("providers.sdwebui", "SDWebUI"),
    "pollinations": ("providers.pollinations", "Pollinations"),
    "openai": ("providers.openai", "OpenAI"),
}
"""By name: the module and the provider class in it."""

Lister = Callable[..., Awaitable[Sequence[Model]]]


def names() -> tuple[str, ...]:
    """The names that `provider = "…"` may have."""
    return tuple(_WIRES)


def classes() -> dict[str, str]:
    """The provider classes: by name, the module each is in."""
    return {provider: module for module, provider in _WIRES.values()}


def wire(name: str) -> Any:
    """The provider class of a wire. Imports it: not on the event loop the first time."""
    if name not in _WIRES:
        known = ", ".join(_WIRES)
        raise NotSupportedError(f"There is no provider called {name!r}; there are {known}.")
    module, provider = _WIRES[name]
    return getattr(importlib.import_module(module), provider)


def lister(name: str) -> Lister | None:
    """What lists the models of a server that speaks this wire; None where servers do not tell."""
    return getattr(wire(name), "models_of", None)
