"""The command line: one file a command. Nothing is imported here; help texts are files."""

from __future__ import annotations

import os.path


def help_text(command: str) -> str:
    """The help of a command, as its file has it."""
    folder = os.path.join(os.path.dirname(__file__), "help")
    with open(os.path.join(folder, f"{command}.txt"), encoding="utf-8") as file:
        return file.read()
