"""The command `palaver`. What needs nothing imports nothing: version, help and paths come first."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0, 1 (failed), 2 (wrong usage) or 130."""
    words = sys.argv[1:] if arguments is None else arguments
    if words in (["--version"], ["-V"]):
        from tui import __version__

        return _print(f"palaver {__version__}\n")
    if words in (["--help"], ["-h"]):
        from tui.cli import help_text

        return _print(help_text("palaver"))
    if words == ["paths"]:
        from tui.cli.paths import table

        return _print(table())
    from tui.cli.run import run

    return run(words)


def _print(text: str) -> int:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has what it wanted; Python must not complain about it when it exits.
        import os

        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
