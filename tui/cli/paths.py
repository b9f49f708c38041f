"""`palaver paths`: where everything is kept."""

from __future__ import annotations

from tui import paths


def table() -> str:
    """One line a place: its name and its path."""
    rows = paths.listing()
    width = max(len(name) for name, _ in rows)
    return "".join(f"{name:<{width}}  {_shown(path)}\n" for name, path in rows)


def as_json() -> str:
    import json

    return json.dumps(dict(paths.listing()), indent=2) + "\n"


def _shown(path: str) -> str:
    """A folder's name can hold anything; a terminal gets no control characters."""
    return path if path.isprintable() else ascii(path)
