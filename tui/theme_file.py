"""A theme's TOML file: found, read, and what is wrong in it told with its line and field.

What is wrong costs that role and nothing more: the dark or light theme fills the gap.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from chat import tolerant
from chat.settings import Problem
from tui.colour import is_colour
from tui.theme import BUILT_IN, ROLES, built_in_file

_FLAGS = ("dark", "system")
_BASES = ("when_dark", "when_light")


def described(name: str, folder: Path | None) -> tuple[dict[str, Any], str, Path, list[Problem]]:
    """The theme's table, its text, its file, and what was wrong; empty where there is none."""
    file = (folder or Path()) / f"{name}.toml"
    try:
        text = _text(name, folder, file)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return {}, "", file, [Problem(file, 0, "", f"cannot be read: {reason}")]
    if text is None:
        return {}, "", file, [Problem(file, 0, "theme", f"there is no theme “{name}”")]
    data, faults = tolerant.parse(text)
    return data, text, file, [Problem(file, fault.line, "", fault.sentence) for fault in faults]


def roles(data: dict[str, Any], text: str, file: Path, problems: list[Problem]) -> dict[str, str]:
    """The roles that are colours; the rest is appended to `problems`."""
    found: dict[str, str] = {}
    for field, value in data.items():
        if field in ROLES and is_colour(value):
            found[field] = value
            continue
        if wrong := _wrong(field, value):
            problems.append(Problem(file, tolerant.line_of(text, (field,)), field, wrong))
    return found


def _wrong(field: str, value: object) -> str:
    if field in ROLES:
        return "must be a colour like “#1c1f23”"
    if field in _FLAGS:
        return "" if isinstance(value, bool) else "must be true or false"
    if field in _BASES:
        return "" if value in ("dark", "light") else "must be “dark” or “light”"
    return f"is no role; they are {', '.join(ROLES)}"


def _text(name: str, folder: Path | None, file: Path) -> str | None:
    # A name with a slash in it would be a file of somewhere else.
    if folder is not None and Path(name).name == name and file.is_file():
        return file.read_text("utf-8").removeprefix("\ufeff")
    if name in BUILT_IN:
        return built_in_file(name).read_text("utf-8")
    return None
