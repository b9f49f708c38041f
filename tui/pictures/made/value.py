"""What made a picture, as a frozen value, and the texts that stand for it in a file.

The JSON under `palaver` is what is read back; it is ASCII, so that no tool that prints it can be
harmed by a prompt. The other texts are for other tools and are cleaned.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chat.messages import Picture
from chat.text import clean, clean_line, repaired
from tui import __version__

KEY = "palaver"
_NO_XML = re.compile("[\ufffe\uffff]")
_NAMES = {
    "steps": "Steps",
    "sampler": "Sampler",
    "cfg_scale": "CFG scale",
    "guidance_scale": "CFG scale",
    "seed": "Seed",
    "size": "Size",
}
"""What other tools call a parameter; the first are looked for at the beginning of the line."""


@dataclass(frozen=True, slots=True)
class Made:
    """All of it as far as it is known; `time` is in Unix seconds, 0 where it is not known."""

    prompt: str = ""
    endpoint: str = ""
    model: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    time: float = 0.0
    software: str = f"palaver {__version__}"

    @property
    def speaker(self) -> str:
        return "/".join(filter(None, (self.endpoint, self.model)))


def of_picture(picture: Picture) -> Made | None:
    """None for what no model made: a photo that was attached stays as it came."""
    if not (picture.endpoint or picture.model):
        return None
    return Made(
        repaired(picture.prompt),
        picture.endpoint,
        picture.model,
        dict(picture.parameters),
        picture.created,
    )


def to_json(made: Made) -> str:
    told: dict[str, Any] = {
        "prompt": made.prompt,
        "endpoint": made.endpoint,
        "model": made.model,
        "parameters": dict(made.parameters),
        "time": _utc(made.time) if made.time else "",
        "software": made.software,
    }
    return json.dumps({name: value for name, value in told.items() if value}, default=str)


def from_json(text: str) -> Made | None:
    """None for what is not ours; a field of another type is left out."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    names = ("prompt", "endpoint", "model", "software")
    texts = {name: repaired(told[name]) for name in names if isinstance(told.get(name), str)}
    parameters = told.get("parameters")
    return Made(
        texts.get("prompt", ""),
        texts.get("endpoint", ""),
        texts.get("model", ""),
        parameters if isinstance(parameters, dict) else {},
        _seconds(told.get("time")),
        texts.get("software", ""),
    )


def texts(made: Made) -> dict[str, str]:
    """By the keys that other tools look for, and our own."""
    told = {
        "Description": _plain(made.prompt),
        "parameters": as_parameters(made),
        "Software": made.software,
        KEY: to_json(made),
    }
    return {name: text for name, text in told.items() if text}


def as_parameters(made: Made) -> str:
    """The prompt, then one line of `Name: value`, as most tools that draw write it."""
    rest = dict(made.parameters)
    negative = _plain(str(rest.pop("negative_prompt", "") or ""))
    known = [(shown, rest.pop(name)) for name, shown in _NAMES.items() if name in rest]
    facts = [*known, *rest.items(), ("Model", made.speaker)]
    line = ", ".join(
        f"{clean_line(name, 40)}: {_value(value)}"
        for name, value in facts
        if value not in ("", None)
    )
    lines = (_plain(made.prompt), f"Negative prompt: {negative}" if negative else "", line)
    return "\n".join(filter(None, lines))


def shortened(made: Made) -> Made:
    """With less of it, for a format that has no room for all; it ends with what always fits."""
    if len(made.prompt) > 1000:
        return replace(made, prompt=made.prompt[: len(made.prompt) // 2])
    short = clean_line(made.endpoint, 100), clean_line(made.model, 100)
    return replace(made, parameters={}, endpoint=short[0], model=short[1])


def _plain(text: str) -> str:
    return _NO_XML.sub("", clean(text))


def _value(value: Any) -> str:
    text = clean_line(value if isinstance(value, str) else json.dumps(value, default=str), 500)
    return json.dumps(text, ensure_ascii=False) if "," in text and text[:1] not in '[{"' else text


def _utc(seconds: float) -> str:
    try:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
    except (OverflowError, ValueError, OSError):
        return ""


def _seconds(told: object) -> float:
    from calendar import timegm

    try:
        return float(timegm(time.strptime(str(told)[:20], "%Y-%m-%dT%H:%M:%SZ")))
    except (ValueError, OverflowError):
        return 0.0
