"""The command `palaver`. What needs nothing imports nothing: version, help and paths come first."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0, 1 (failed), 2 (wrong usage) or 130."""
    words = sys.argv[1:] if arguments is None else arguments
    if words in (["--version"], ["-V"]):
        from tui import __version__
        from tui.cli import put

        return put(f"palaver {__version__}\n")
    if words in (["--help"], ["-h"]):
        from tui.cli import help_text, put

        return put(help_text("palaver"))
    if words == ["paths"]:
        from tui.cli import put
        from tui.cli.paths import table

        return put(table())
    if not words and sys.stdin.isatty() and sys.stdout.isatty():
        return _open()
    from tui.cli.run import run

    return run(words)


def _open() -> int:
    """The app, when nothing is said: there is nothing to parse, and argparse costs time."""
    from tui.start import run

    try:
        return run()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
