"""A parsed command line, run: each command in its own module, each failure as one sentence."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import assert_never

from tui.cli import help_text, put
from tui.cli.arguments import (
    Ask,
    Command,
    Doctor,
    Export,
    Keys,
    Models,
    Open,
    Paths,
    Pictures,
    Print,
    UsageError,
    parse,
    usage_of,
)

WRONG_USAGE = 2


def run(words: Sequence[str]) -> int:
    """Run the command; returns the exit code."""
    try:
        return _run(parse(words))
    except UsageError as error:
        print(f"palaver: {error}\n{usage_of(words)}", file=sys.stderr)
        return WRONG_USAGE
    except KeyboardInterrupt:
        return 130


def _run(command: Command) -> int:
    match command:
        case Open():
            from tui.cli import start

            return start.run(command)
        case Ask():
            from tui.cli import ask

            return ask.run(command)
        case Models():
            from tui.cli import models

            return models.run(command)
        case Keys():
            from tui.cli import keys

            return keys.run(command)
        case Export():
            from tui.cli import export

            return export.run(command)
        case Pictures():
            from tui.cli import pictures

            return pictures.run(command)
        case Doctor():
            from tui.cli import doctor

            return doctor.run(command)
        case Paths():
            from tui.cli import paths

            return put(paths.as_json() if command.json else paths.table())
        case Print(what="version"):
            from tui import __version__

            return put(f"palaver {__version__}\n")
        case Print(what=what):
            return put(help_text(what))
        case _:
            assert_never(command)
