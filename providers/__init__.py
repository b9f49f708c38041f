"""How each wire is spoken: one file a wire, over httpx. Imports chat, never tui.

The providers and the failures they raise are there by name (`from providers import OpenAI`),
loaded when they are first asked for.
"""

from __future__ import annotations

import importlib
from typing import Any

_PROVIDERS = {
    "AiChats": "providers.aichats",
    "AmigoChat": "providers.amigochat",
    "FlowGpt": "providers.flowgpt",
    "AutonomousAI": "providers.autonomousai",
    "Anthropic": "providers.anthropic",
    "Gemini": "providers.gemini",
    "Guide": "providers.guide",
    "Ollama": "providers.ollama",
    "SDWebUI": "providers.sdwebui",
    "Pollinations": "providers.pollinations",
    "OpenAI": "providers.openai",
}


def __getattr__(name: str) -> Any:
    if name in _PROVIDERS:
        return getattr(importlib.import_module(_PROVIDERS[name]), name)
    if name.endswith("Error"):
        errors = importlib.import_module("chat.errors")
        if hasattr(errors, name):
            return getattr(errors, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *_PROVIDERS]
