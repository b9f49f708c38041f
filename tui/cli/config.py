"""What is wrong in config.toml, said once on standard error; what is right is used."""

from __future__ import annotations

from collections.abc import Sequence

from chat.settings import Problem, Settings
from chat.text import clean_line
from providers import wires
from providers.session import Session
from tui.cli.output import complain


def complain_of_config(problems: Sequence[Problem], session: Session, settings: Settings) -> None:
    """The lines that are wrong, and the endpoints that nobody can ask."""
    for problem in problems:
        complain(clean_line(str(problem), 300))
    for name, row in settings.endpoints.items():
        if not row.broken and (wrong := _wrong(session, name)):
            complain(clean_line(f"endpoint {name}: {wrong}", 300))


def _wrong(session: Session, name: str) -> str:
    endpoint = session.catalog.endpoints.get(name)
    if endpoint is None or endpoint.broken:
        return endpoint.broken if endpoint else ""
    if endpoint.provider not in wires.names():
        known = ", ".join(wires.names())
        return f"there is no provider called {endpoint.provider!r}; there are {known}"
    return ""
