"""The slash commands, as data: the prompt completes them, help lists them, the app runs them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_GIVEN = re.compile(r"/([a-z]+)(?:\s+(.*))?\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Command:
    """`name` is without the slash; `argument` says what may follow, empty for nothing."""

    name: str
    help: str
    argument: str = ""
    needed: bool = False
    """Whether the command is useless without its argument."""


COMMANDS: tuple[Command, ...] = (
    Command("help", "Every key and command"),
    Command("model", "Pick a model, or switch to the one named", "[model]"),
    Command("new", "A new conversation"),
    Command("rename", "Give this conversation another title", "[title]"),
    Command("system", "The system prompt of this conversation", "[text]"),
    Command("set", "A parameter of this conversation", "[name=value]"),
    Command("retry", "Answer the last question again"),
    Command("edit", "Edit the last question and ask again"),
    Command(
        "image", "Draw once, then back to this model", "[3:2 n=4 seed=7] <prompt>", needed=True
    ),
    Command("attach", "Attach a text file or a picture", "<file>", needed=True),
    Command("pictures", "All pictures of all conversations"),
    Command("copy", "Copy the last answer"),
    Command("export", "This conversation as a Markdown file", "[file]"),
    Command("doctor", "What works in this terminal, and what to set"),
    Command("theme", "Another theme", "[name]"),
    Command("quit", "Quit; nothing is lost"),
)


@dataclass(frozen=True, slots=True)
class Given:
    """A command as it was typed."""

    name: str
    argument: str


def given(text: str) -> Given | None:
    """What `text` asks for if it has the form of a command, known or not; None for a message.

    A path (`/etc/hosts`) is a message, and so is a line that only begins with two slashes.
    """
    match = _GIVEN.match(text.strip())
    if match is None:
        return None
    return Given(match[1], (match[2] or "").strip())


def named(name: str, commands: Sequence[Command] = COMMANDS) -> Command | None:
    """The command of exactly that name."""
    return next((command for command in commands if command.name == name), None)


def matching(typed: str, commands: Sequence[Command] = COMMANDS) -> list[Command]:
    """Commands for the letters typed after the slash: beginnings first, then the others."""
    typed = typed.lower()
    first = [command for command in commands if command.name.startswith(typed)]
    return first + [c for c in commands if typed in c.name and c not in first]
