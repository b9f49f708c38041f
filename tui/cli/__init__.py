"""The command line: one file a command. Nothing is imported here; help texts are files."""

from __future__ import annotations

import os
import sys


def help_text(command: str) -> str:
    """The help of a command, as its file has it."""
    folder = os.path.join(os.path.dirname(__file__), "help")
    with open(os.path.join(folder, f"{command}.txt"), encoding="utf-8") as file:
        return file.read()


def put(text: str) -> int:
    """Write to standard output; the exit code: 1 if nobody reads it or it cannot be written."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # What is still buffered goes nowhere: Python would complain about it when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if not isinstance(error, BrokenPipeError):
            sys.stderr.write(f"palaver: {error.strerror}\n")
        return 1
    return 0
