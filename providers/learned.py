"""What servers taught about their models (parameters they refuse), kept between starts.

A missing or broken file is an empty one: it is learned again. Other palavers write it, too: what
changed here is changed in the file as it stands, and nothing else of it.
"""

from __future__ import annotations

import asyncio
import copy
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from chat.files import write_whole
from chat.instance import alone

Tables = dict[str, dict[str, Any]]
_NONE = object()


class Learned:
    """One table a model, by its full name."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._tables: Tables | None = None
        self._saved: Tables = {}
        """The tables as they were read, or last written."""
        self._saving = asyncio.Lock()

    def of(self, model: str) -> dict[str, Any]:
        """The table of `model`; a wire adds to it. Reads the file the first time."""
        if self._tables is None:
            self._tables = _read(self._file)
            self._saved = copy.deepcopy(self._tables)
        return self._tables.setdefault(model, {})

    async def save(self) -> None:
        """Write what was learned since. `OSError` when the folder cannot be written."""
        async with self._saving:
            # A copy: other answers go on learning while the thread writes.
            tables = copy.deepcopy(self._tables or {})
            await asyncio.to_thread(_write, self._file, self._saved, tables)
            self._saved = tables


def _write(file: Path, before: Tables, now: Tables) -> None:
    import tomli_w

    with alone(file.parent):
        there = _read(file)
        for model, table in now.items():
            there[model] = _merged(before.get(model, {}), table, there.get(model, {}))
        kept = {model: table for model, table in there.items() if table}
        write_whole(file, tomli_w.dumps(kept).encode())


def _merged(before: dict[str, Any], now: dict[str, Any], there: dict[str, Any]) -> dict[str, Any]:
    """`there` with what changed from `before` to `now`."""
    merged = dict(there)
    for name in before.keys() | now.keys():
        old, new = before.get(name, _NONE), now.get(name, _NONE)
        if new is _NONE:
            merged.pop(name, None)
        elif new != old:
            merged[name] = _both(old, new, there.get(name))
    return merged


def _both(old: Any, new: Any, there: Any) -> Any:
    """Of a list what others have added stays; of all else the new value counts."""
    if not (isinstance(new, list) and isinstance(there, list)):
        return cast("Any", new)
    mine, others = cast("list[Any]", new), cast("list[Any]", there)
    known = cast("list[Any]", old) if isinstance(old, list) else []
    return [*mine, *(item for item in others if item not in known and item not in mine)]


def _read(file: Path) -> Tables:
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
