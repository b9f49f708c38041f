"""What is wrong in config.toml, said once on standard error; what is right is used."""

from __future__ import annotations

from collections.abc import Sequence

from chat.settings import Problem, Settings
from chat.text import clean_line
from providers.endpoints import unusable
from providers.session import Session
from tui.cli.output import complain


def complain_of_config(problems: Sequence[Problem], session: Session, settings: Settings) -> None:
    """The lines that are wrong, and the endpoints that nobody can ask."""
    for problem in problems:
        complain(clean_line(str(problem), 300))
    for name, wrong in unusable(session.catalog.endpoints, settings.endpoints):
        complain(clean_line(f"endpoint {name}: {wrong}", 300))
