"""What README and help promise is true: every command parses, every key is an action's."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat.settings import load
from tests.project.conftest import ROOT
from tui.actions import ACTIONS
from tui.chat_screen import ChatScreen
from tui.cli.arguments import COMMANDS, parse
from tui.commands import COMMANDS as SLASH
from tui.reading import Reader

README = (ROOT / "README.md").read_text(encoding="utf-8")
KEYS = (ROOT / "providers/guide/topics/03-keys.md").read_text(encoding="utf-8")
EDITING = {"Home", "End", "^A", "^E", "^U", "^K", "^W", "^D", "^X", "^V", "^Y", "?", "↑", "↓"}
"""Keys of text fields; Textual's own or the prompt's, tested there."""


def _blocks(language: str) -> Iterator[str]:
    yield from re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def _lines() -> list[str]:
    return [
        line.partition("  #")[0].strip() for block in _blocks("sh") for line in block.split("\n")
    ]


def _shown() -> set[str]:
    """Every key of the table of actions, as the README writes it."""
    return {key for action in ACTIONS for key in action.shown.split()}


def test_the_readme_has_commands() -> None:
    assert len([line for line in _lines() if "palaver" in line]) >= 5


@pytest.mark.parametrize("line", [line for line in _lines() if "palaver" in line])
def test_each_command_of_the_readme_parses(line: str) -> None:
    words = shlex.split(line.partition("<")[0])
    words = words[words.index("palaver") + 1 :] if "palaver" in words else []
    parse(words)


@pytest.mark.parametrize("line", [line for line in _lines() if line.startswith("make ")])
def test_each_target_of_the_readme_is_there(line: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{line.split()[1]}:", makefile, re.MULTILINE)


def test_the_help_names_every_command() -> None:
    told = (ROOT / "tui/cli/help/palaver.txt").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert re.search(rf"^  {name}\b", told, re.MULTILINE)
        assert (ROOT / f"tui/cli/help/{name}.txt").exists()


def test_the_endpoint_of_the_readme_is_read_without_a_problem(tmp_path: Path) -> None:
    (block,) = _blocks("toml")
    assert len(block.strip().splitlines()) == 4
    assert tomllib.loads(block)
    path = tmp_path / "config.toml"
    path.write_text(block, encoding="utf-8")
    settings, problems = load(path)
    assert not problems
    assert "lab" in set(settings.endpoints)


def test_each_picture_and_link_of_the_readme_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("http") or (ROOT / target).exists(), target


def test_each_key_of_the_readme_is_an_actions() -> None:
    table = README.partition("## Keys")[2].partition("##")[0]
    named = set(re.findall(r"\^[A-Z]\b|\bF1\b|\bEsc\b|\bTab\b|\bEnter\b", table))
    named |= {key for run in re.findall(r"`([^`]+)`", table) for key in run.split()}
    assert named - {"/", "@"} <= _shown() | EDITING | {f"/{c.name}" for c in SLASH}


def test_each_key_of_the_help_page_is_an_actions() -> None:
    first = KEYS.partition("\n## ")[0]
    named = set(re.findall(r"`([^`]+)`", first))
    named = {key.replace("Ctrl+", "^") for run in named for key in run.split()}
    assert named <= _shown() | EDITING


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: f"{action.place}-{action.name}")
def test_each_key_of_an_action_is_in_the_help_page(action: object) -> None:
    from tui.actions import Action

    assert isinstance(action, Action)
    told = KEYS.replace("Ctrl+", "^")
    for key in action.shown.split():
        assert f"`{key}`" in told or re.search(
            rf"`[^`\n]*(?<!\S){re.escape(key)}(?!\S)[^`\n]*`", told
        )


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: f"{action.place}-{action.name}")
def test_each_action_is_a_method(action: object) -> None:
    """Those of the prompt are its own; all others are methods of screen or reader."""
    from tui.actions import Action

    assert isinstance(action, Action)
    name = f"action_{action.name}"
    if action.place == "reading":
        assert hasattr(Reader, name) or hasattr(ChatScreen, name)
    elif action.place == "anywhere":
        assert hasattr(ChatScreen, name)


@pytest.mark.parametrize("command", SLASH, ids=lambda command: command.name)
def test_each_slash_command_is_in_the_help(command: object) -> None:
    from tui.commands import Command

    assert isinstance(command, Command)
    pages = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "providers/guide/topics").glob("*.md")
    )
    assert f"/{command.name}" in pages
