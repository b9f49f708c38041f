"""What palaver remembers between starts (state.toml): ours, rewritten whole, never the person's.

A missing or broken file is an empty one: nothing in it is worth an error.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from chat.files import write_whole

RECENTS = 5


@dataclass(frozen=True, slots=True)
class State:
    """`model` is `endpoint/model` as last used; `recents` has the newest first."""

    model: str = ""
    recents: tuple[str, ...] = ()
    list_open: bool = True
    panel_open: bool = True
    theme: str = ""
    draws: str = ""
    """The model that drew last, as `endpoint/model`."""

    def used(self, model: str) -> State:
        """With `model` the last one used."""
        others = tuple(name for name in self.recents if name != model)
        return replace(self, model=model, recents=(model, *others)[: RECENTS + 1])


def load(path: Path) -> State:
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return State()
    default = State()
    known: dict[str, Any] = {}
    for name, value in data.items():
        match getattr(default, name, None), value:
            case tuple(), list():
                known[name] = tuple(item for item in value if isinstance(item, str))
            case bool(), bool():
                known[name] = value
            case str(), str():
                known[name] = value
    return State(**known)


def save(path: Path, state: State) -> None:
    """Write whole, then rename. Blocking; `OSError` when the folder cannot be written."""
    import tomli_w

    data = {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(state).items()}
    write_whole(path, tomli_w.dumps(data).encode())
