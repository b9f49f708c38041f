"""How each endpoint has fared: the last success, the last failure, how soon answers began.

Kept between starts; a missing or broken file is an empty one. What is written is a few numbers an
endpoint, and never a word of what was asked. Other palavers write the file, too: each notes what
happened in what stands there.
"""

from __future__ import annotations

import asyncio
import statistics
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from chat.files import write_whole
from chat.instance import alone
from chat.text import clean_line
from providers.values import items

KEPT = 20
"""Answers whose first word's time is remembered."""


@dataclass(frozen=True, slots=True)
class Health:
    """Of one endpoint; Unix seconds, None where it never happened."""

    succeeded: float | None = None
    failed: float | None = None
    why: str = ""
    """The sentence of the last failure."""
    firsts: tuple[float, ...] = ()
    """Seconds to the first word, the newest last."""

    @property
    def first(self) -> float | None:
        """The median of them."""
        return statistics.median(self.firsts) if self.firsts else None

    @property
    def failing(self) -> bool:
        """Whether the last thing that happened was a failure."""
        return self.failed is not None and self.failed >= (self.succeeded or 0.0)


class Record:
    """One `Health` an endpoint."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._of: dict[str, Health] | None = None

    def of(self, endpoint: str) -> Health:
        """How `endpoint` has fared. Reads the file the first time."""
        return self._known().get(endpoint, Health())

    async def succeeded(self, endpoint: str, first: float | None) -> None:
        """An answer came; its first word after `first` seconds."""
        now = time.time()

        def fared(health: Health) -> Health:
            firsts = health.firsts if first is None else (*health.firsts, round(first, 3))[-KEPT:]
            # A clock that went back must not leave a failure the last that happened.
            failed = health.failed if (health.failed or 0.0) < now else None
            return replace(health, succeeded=now, failed=failed, firsts=firsts)

        await self._note(endpoint, fared)

    async def failed(self, endpoint: str, why: str) -> None:
        """It could not be had, for the reason `why`."""
        told, now = clean_line(why, 200), time.time()
        await self._note(endpoint, lambda health: replace(health, failed=now, why=told))

    def _known(self) -> dict[str, Health]:
        if self._of is None:
            self._of = _read(self._file)
        return self._of

    async def _note(self, endpoint: str, change: Callable[[Health], Health]) -> None:
        self._known()[endpoint] = change(self.of(endpoint))
        try:
            await asyncio.to_thread(_write, self._file, endpoint, change)
        except OSError:
            # It is known for as long as the program runs.
            return


def _write(file: Path, endpoint: str, change: Callable[[Health], Health]) -> None:
    with alone(file.parent):
        known = _read(file)
        known[endpoint] = change(known.get(endpoint, Health()))
        _replace(file, known)


def _replace(file: Path, known: dict[str, Health]) -> None:
    import tomli_w

    tables = {
        name: {
            key: value
            for key, value in (
                ("succeeded", health.succeeded),
                ("failed", health.failed),
                ("why", health.why),
                ("firsts", list(health.firsts)),
            )
            if value
        }
        for name, health in known.items()
    }
    write_whole(file, tomli_w.dumps(tables).encode())


def _read(file: Path) -> dict[str, Health]:
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {
        name: _health(cast("dict[str, Any]", table))
        for name, table in data.items()
        if isinstance(table, dict)
    }


def _health(table: dict[str, Any]) -> Health:
    why = table.get("why")
    return Health(
        _number(table.get("succeeded")),
        _number(table.get("failed")),
        clean_line(why, 200) if isinstance(why, str) else "",
        tuple(n for n in map(_number, items(table.get("firsts"))) if n is not None)[-KEPT:],
    )


def _number(value: Any) -> float | None:
    fine = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e12
    return float(value) if fine else None
