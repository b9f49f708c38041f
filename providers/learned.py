"""What servers taught about their models (parameters they refuse), kept between starts.

A missing or broken file is an empty one: it is learned again.
"""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from chat.files import write_whole


class Learned:
    """One table a model, by its full name."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._tables: dict[str, dict[str, Any]] | None = None

    def of(self, model: str) -> dict[str, Any]:
        """The table of `model`; a wire adds to it. Reads the file the first time."""
        if self._tables is None:
            self._tables = _read(self._file)
        return self._tables.setdefault(model, {})

    async def save(self) -> None:
        """Write the tables as they are now. `OSError` when the folder cannot be written."""
        # A copy: other answers go on learning while the thread writes.
        tables = {name: dict(table) for name, table in (self._tables or {}).items() if table}
        await asyncio.to_thread(_write, self._file, tables)


def _write(file: Path, tables: dict[str, dict[str, Any]]) -> None:
    import tomli_w

    write_whole(file, tomli_w.dumps(tables).encode())


def _read(file: Path) -> dict[str, dict[str, Any]]:
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    tables = {k: cast("dict[str, Any]", v) for k, v in data.items() if isinstance(v, dict)}
    return {k: {n: v for n, v in table.items() if _fits(n, v)} for k, table in tables.items()}


def _fits(name: str, value: Any) -> bool:
    """Whether a lesson is of the shape that wires give it: a person may have edited the file."""
    match name:
        case "dropped":
            return isinstance(value, list) and _texts(cast("list[Any]", value))
        case "renamed":
            return isinstance(value, dict) and _texts(cast("dict[str, Any]", value).values())
        case "root" | "thinks":
            return isinstance(value, str)
        case "most":
            return type(value) is int
        case "no_system" | "alternate" | "nested_effort" | "draws_in_chat" | "thinks_plainly":
            return isinstance(value, bool)
        case _:
            return True  # a wire's own


def _texts(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) for value in values)
