"""What servers taught about their models (parameters they refuse), kept between starts.

A missing or broken file is an empty one: it is learned again.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, cast


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

    def save(self) -> None:
        """Write whole, then rename. Blocking; `OSError` when the folder cannot be written."""
        import tomli_w

        tables = {name: table for name, table in (self._tables or {}).items() if table}
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        temporary.write_text(tomli_w.dumps(tables), "utf-8")
        temporary.replace(self._file)


def _read(file: Path) -> dict[str, dict[str, Any]]:
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {k: cast("dict[str, Any]", v) for k, v in data.items() if isinstance(v, dict)}
