"""`palaver`: open the app. A wrong model name is told here, before the screen is taken."""

from __future__ import annotations

import os
import sys

from tui.cli.arguments import Open, UsageError
from tui.terminal.query import is_served


def run(wish: Open) -> int:
    """Returns the app's exit code."""
    if not (is_served(os.environ) or (sys.stdin.isatty() and sys.stdout.isatty())):
        raise UsageError("the app needs a terminal; palaver ask does not")
    if wish.model:
        _check(wish.model)
    from tui.start import run as start

    return start(model=wish.model or None, cont=wish.go_on, prompt=wish.question or None)


def _check(model: str) -> None:
    from chat.errors import ModelNotSupportedError
    from chat.settings import load
    from providers.session import Session
    from tui.cli.config import complain_of_config
    from tui.paths import folders

    where = folders()
    settings, problems = load(where.settings)
    session = Session.open(where, settings)
    complain_of_config(problems, session, settings)
    try:
        session.model(model)
    except ModelNotSupportedError as error:
        raise UsageError(error.sentence) from None
