"""What the person wrote in config.toml, as frozen values, and what was wrong with it.

A wrong line costs that line and nothing more; nothing here raises for what a file holds.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from chat import tolerant
from chat.text import clean_line


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """One model of an endpoint, as the person describes it; None is "not said"."""

    id: str
    name: str = ""
    draws: bool | None = None
    sees: bool | None = None
    thinks: bool | None = None
    context: int | None = None
    """Tokens."""


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """One `[endpoints.name]`; what is None is left to the built-in row of that name."""

    name: str
    provider: str | None = None
    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    """A key, or `${NAME}` of an environment variable."""
    api_key_cmd: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    models: tuple[ModelSettings, ...] | None = None
    label: str | None = None
    proxy: str | None = field(default=None, repr=False)
    timeout: float | None = None
    """Seconds of silence."""
    http2: bool | None = None
    verify: bool | None = None
    """False: any certificate is taken."""
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    broken: str = ""
    """Why it is not to be used: a sentence. Half an endpoint could send a key to the wrong host."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a picture may be; its longer side in pixels."""

    picture_mb: int = 64
    picture_megapixels: int = 40
    picture_side: int = 32_768


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything of config.toml."""

    model: str = ""
    system: str = ""
    theme: str = ""
    pictures: str = "panel"
    images: str = "auto"
    proxy: str = field(default="", repr=False)
    ca_file: str = ""
    """Certificates (PEM) that are trusted beside the usual ones."""
    limits: Limits = field(default_factory=Limits)
    endpoints: Mapping[str, EndpointSettings] = field(default_factory=dict[str, EndpointSettings])


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file of the person's."""

    file: Path
    line: int
    """From 1; 0 where it cannot be told."""
    field: str
    """Dotted, e.g. `endpoints.lab.timeout`; empty for a line that is not TOML."""
    sentence: str

    def __str__(self) -> str:
        where = f"{self.file.name}:{self.line}" if self.line else self.file.name
        return f"{where}: {self.field + ': ' if self.field else ''}{self.sentence}"


PICTURES = ("panel", "transcript", "off")
IMAGES = ("auto", "kitty", "sixel", "quadrant", "half", "off")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_LARGEST = 1 << 20
_CRITICAL = ("provider", "base_url", "api_key", "api_key_cmd", "headers", "proxy", "verify")
"""Fields without which an endpoint would be another one."""

Check = Callable[[Any], str]
"""Gives what was expected, or the empty string when the value is fine."""


def _text(value: Any) -> str:
    return "" if isinstance(value, str) else "expected a text in quotes"


def _flag(value: Any) -> str:
    return "" if isinstance(value, bool) else "expected true or false"


def _seconds(value: Any) -> str:
    number = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1e6
    return "" if number else "expected a number of seconds above 0"


def _count(value: Any) -> str:
    number = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return "" if number else "expected a whole number above 0"


def _address(value: Any) -> str:
    if not isinstance(value, str):
        return "expected a text in quotes"
    return "" if is_address(value) else "expected an address like http://127.0.0.1:8000/v1"


def is_address(text: str) -> bool:
    """Whether `text` is an http address: a host, a port that is one, nothing odd."""
    if re.fullmatch(r"https?://[^/\s?#\\]+[^\s?#]*", text) is None or not text.isprintable():
        return False
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _table(value: Any) -> str:
    return "" if isinstance(value, dict) else "expected a table"


def _texts(value: Any) -> str:
    fine = isinstance(value, dict) and all(
        isinstance(item, str) for item in cast("dict[str, Any]", value).values()
    )
    return "" if fine else "expected a table of texts"


def _list(value: Any) -> str:
    return "" if isinstance(value, list) else "expected a list"


def _one_of(*choices: str) -> Check:
    def check(value: Any) -> str:
        return "" if value in choices else f"expected one of {', '.join(choices)}"

    return check


_TOP: Mapping[str, Check] = {
    "model": _text,
    "system": _text,
    "theme": _text,
    "pictures": _one_of(*PICTURES),
    "images": _one_of(*IMAGES),
    "proxy": _text,
    "ca_file": _text,
    "limits": _table,
    "endpoints": _table,
}
_LIMITS: Mapping[str, Check] = dict.fromkeys(Limits.__slots__, _count)
_ENDPOINT: Mapping[str, Check] = {
    "provider": _text,
    "base_url": _address,
    "api_key": _text,
    "api_key_cmd": _text,
    "headers": _texts,
    "models": _list,
    "label": _text,
    "proxy": _text,
    "timeout": _seconds,
    "http2": _flag,
    "verify": _flag,
    "parameters": _table,
}
_MODEL: Mapping[str, Check] = {
    "id": _text,
    "name": _text,
    "draws": _flag,
    "sees": _flag,
    "thinks": _flag,
    "context": _count,
}


def load(path: Path) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings in `path`; the defaults where it is missing. Blocking, a few milliseconds."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except FileNotFoundError:
        return Settings(), ()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Settings(), (Problem(path, 0, "", f"cannot be read: {reason}"),)
    if len(data) > _LARGEST:
        return Settings(), (Problem(path, 0, "", "is larger than 1 MB and was not read"),)
    return parse(data.decode("utf-8", "replace").removeprefix("\ufeff"), path)


def parse(text: str, path: Path) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings in `text`, which came from `path`."""
    document, faults = tolerant.parse(text)
    reader = _Reader(path, text)
    for fault in faults:
        left_out = f"; [{'.'.join(fault.table)}] is left out" if fault.table else ""
        told = f"{clean_line(fault.sentence, 100)}{left_out}"
        reader.problems.append(Problem(path, fault.line, "", told))
    return reader.settings(document, faults), tuple(reader.problems)


class _Reader:
    """Checks tables against what is expected and remembers what was wrong."""

    def __init__(self, path: Path, text: str) -> None:
        self.problems: list[Problem] = []
        self._path, self._text = path, text

    def settings(self, document: dict[str, Any], faults: tuple[tolerant.Fault, ...]) -> Settings:
        top = self._checked((), document, _TOP)
        limits = Limits(**self._checked(("limits",), top.pop("limits", {}), _LIMITS))
        tables: dict[str, Any] = top.pop("endpoints", {})
        endpoints = {
            name: endpoint
            for name, table in tables.items()
            if (endpoint := self._endpoint(name, table)) is not None
        }
        for fault in faults:
            if fault.table[:1] == ("endpoints",) and len(fault.table) > 1:
                name, told = fault.table[1], f"{self._path.name} line {fault.line} is not TOML"
                endpoints[name] = EndpointSettings(name, broken=told)
        return Settings(**top, limits=limits, endpoints=endpoints)

    def _endpoint(self, name: str, table: Any) -> EndpointSettings | None:
        path = ("endpoints", name)
        if _NAME.fullmatch(name) is None:
            self._say(path, "a name has a-z, 0-9, - and _ only, and begins with a letter or digit")
            return None
        if not isinstance(table, dict):
            self._say(path, "expected a table")
            return None
        given = cast("dict[str, Any]", table)
        known = self._checked(path, given, _ENDPOINT)
        wrong = [key for key in _CRITICAL if key in given and key not in known]
        broken = f"{self._path.name}: {name}.{wrong[0]} is wrong" if wrong else ""
        if "models" in known:
            known["models"] = self._models(path, known["models"])
        return EndpointSettings(name, **known, broken=broken)

    def _models(self, path: tuple[str, ...], items: list[Any]) -> tuple[ModelSettings, ...]:
        models: list[ModelSettings] = []
        for item in items:
            table = {"id": item} if isinstance(item, str) else item
            if not isinstance(table, dict) or "id" not in table:
                self._say((*path, "models"), "expected names, or tables with an id")
                continue
            known = self._checked((*path, "models"), cast("dict[str, Any]", table), _MODEL)
            if known.get("id"):
                models.append(ModelSettings(**known))
        return tuple(models)

    def _checked(
        self, path: tuple[str, ...], table: dict[str, Any], expected: Mapping[str, Check]
    ) -> dict[str, Any]:
        """The fields of `table` that are known and of the right type."""
        fine: dict[str, Any] = {}
        for key, value in table.items():
            check = expected.get(key)
            if check is None:
                near = difflib.get_close_matches(key, expected, 1, 0.6)
                hint = f"; did you mean {near[0]}?" if near else ""
                self._say((*path, key), f"is not a setting{hint}")
            elif wrong := check(value):
                self._say((*path, key), wrong)
            else:
                fine[key] = value
        return fine

    def _say(self, path: tuple[str, ...], sentence: str) -> None:
        field_name = clean_line(".".join(path), 80)
        line = tolerant.line_of(self._text, path)
        self.problems.append(Problem(self._path, line, field_name, sentence))
