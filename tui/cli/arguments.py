"""What was typed, as frozen values. The first word that is a command is one."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

from tui.cli import help_text

COMMANDS = ("ask", "models", "keys", "export", "pictures", "doctor", "paths")
_TAKES_VALUE = ("-m", "--model")
_WORDLESS = ("paths", "doctor")


class UsageError(Exception):
    """Wrong usage; its text is the sentence."""


@dataclass(frozen=True, slots=True)
class Open:
    """Open the app."""

    model: str = ""
    go_on: bool = False
    question: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to standard output."""

    question: str = ""
    model: str = ""
    system: str | None = None
    attach: tuple[str, ...] = ()
    output: str = ""
    parameters: tuple[tuple[str, Any], ...] = ()
    save: bool = True
    json: bool = False


@dataclass(frozen=True, slots=True)
class Models:
    """List what can be asked."""

    endpoints: tuple[str, ...] = ()
    json: bool = False
    cached: bool = False
    check: bool = False


@dataclass(frozen=True, slots=True)
class Keys:
    """Tell, enter or take away an endpoint's key."""

    action: Literal["list", "set", "rm"] = "list"
    endpoint: str = ""
    json: bool = False
    check: bool = True


@dataclass(frozen=True, slots=True)
class Export:
    """Take conversations out as Markdown."""

    conversation: str = ""
    """Its number or words of its title; empty: the last one."""
    every: bool = False
    output: str = ""
    branches: bool = False
    reasoning: bool = True


@dataclass(frozen=True, slots=True)
class Pictures:
    """List the pictures that `words` find, or tell what made the one in `file`."""

    words: str = ""
    file: str = ""
    json: bool = False


@dataclass(frozen=True, slots=True)
class Doctor:
    """Tell what works in this terminal, and what to set where something does not."""

    json: bool = False


@dataclass(frozen=True, slots=True)
class Paths:
    """Tell where everything is."""

    json: bool = False


@dataclass(frozen=True, slots=True)
class Print:
    """Print a help or the version."""

    what: str


Command = Open | Ask | Models | Keys | Export | Pictures | Doctor | Paths | Print


def parse(words: Sequence[str]) -> Command:
    """The command that `words` mean. Raises `UsageError`."""
    name, rest = _split(list(words))
    end = rest.index("--") if "--" in rest else len(rest)
    given = _parser(name).parse_intermixed_args(rest[:end])
    words_after = rest[end + 1 :]
    if words_after and name in _WORDLESS:
        raise UsageError(f"unrecognized arguments: {' '.join(words_after)}")
    if given.help:
        return Print(name)
    if getattr(given, "version", False):
        return Print("version")
    plain = [*getattr(given, "words", ()), *words_after]
    question = " ".join(plain).strip()
    match name:
        case "ask":
            return Ask(
                question,
                given.model,
                given.system,
                tuple(given.attach),
                given.output,
                tuple(map(_parameter, given.parameter)),
                not given.no_save,
                given.json,
            )
        case "models":
            return Models(tuple(plain), given.json, given.cached, given.check)
        case "keys":
            return _keys(plain, given)
        case "export":
            return _export(question, given)
        case "pictures":
            return _pictures(plain, given)
        case "doctor":
            return Doctor(given.json)
        case "paths":
            return Paths(given.json)
        case _:
            return Open(given.model, given.go_on, question)


def _split(words: list[str]) -> tuple[str, list[str]]:
    """The command's name (or `palaver`) and the other words."""
    skip = False
    for index, word in enumerate(words):
        if skip:
            skip = False
        elif word == "--":
            break
        elif word in _TAKES_VALUE:
            skip = True
        elif not word.startswith("-") or word == "-":
            if word in COMMANDS:
                return word, words[:index] + words[index + 1 :]
            break
    return "palaver", words


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


def _parser(name: str) -> argparse.ArgumentParser:
    parser = _Parser(prog="palaver", add_help=False, allow_abbrev=False)
    add = parser.add_argument
    add("-h", "--help", action="store_true")
    if name in ("palaver", "ask"):
        add("-m", "--model", default="")
    if name in ("palaver", "export"):
        add("-c", "--continue", dest="go_on", action="store_true")
    if name not in ("palaver", "export"):
        add("--json", action="store_true")
    match name:
        case "ask":
            add("-s", "--system")
            add("-a", "--attach", action="append", default=[])
            add("-o", "--output", default="")
            add("-p", "--parameter", action="append", default=[])
            add("--no-save", action="store_true")
        case "models":
            add("--cached", action="store_true")
            add("--check", action="store_true")
        case "keys":
            add("--no-check", action="store_true")
        case "palaver":
            add("-V", "--version", action="store_true")
        case "export":
            add("-o", "--output", default="")
            add("--all", action="store_true")
            add("--branches", action="store_true")
            add("--no-reasoning", action="store_true")
    if name not in _WORDLESS:
        add("words", nargs="*")
    return parser


def _keys(words: Sequence[str], given: argparse.Namespace) -> Keys:
    match words:
        case [] | ["list"]:
            return Keys("list", json=given.json)
        case ["set" | "rm" as action, endpoint]:
            return Keys(action, endpoint, given.json, not given.no_check)
        case ["set" | "rm" as action]:
            raise UsageError(f"keys {action} expects the name of an endpoint")
        case ["set", _, *_]:
            raise UsageError("a key is no argument: it would stay in the shell's history; type it")
        case _:
            raise UsageError("keys expects list, set ENDPOINT or rm ENDPOINT")


def _pictures(words: Sequence[str], given: argparse.Namespace) -> Pictures:
    match words:
        case ["info", file]:
            return Pictures(file=file, json=given.json)
        case ["info", *_]:
            raise UsageError("pictures info expects one file")
        case _:
            return Pictures(" ".join(words), json=given.json)


def _export(conversation: str, given: argparse.Namespace) -> Export:
    if bool(conversation) + given.go_on + given.all > 1:
        raise UsageError("export expects one conversation, -c for the last one, or --all")
    if given.all and given.output == "-":
        raise UsageError("--all writes a file for each conversation: -o FOLDER")
    return Export(conversation, given.all, given.output, given.branches, not given.no_reasoning)


def _parameter(text: str) -> tuple[str, Any]:
    """`name=value`; the value is JSON where it can be (numbers, true, lists), else text."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip().isidentifier():
        raise UsageError(f"-p expects name=value, not {text!r}")
    try:
        return name.strip(), json.loads(value)
    except ValueError:
        return name.strip(), value


def usage_of(words: Sequence[str]) -> str:
    """The usage lines of the command that was meant."""
    lines = help_text(_split(list(words))[0]).splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("usage:"))
    end = next((i for i in range(start, len(lines)) if not lines[i].strip()), len(lines))
    return "\n".join(lines[start:end])
