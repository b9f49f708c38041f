"""The files themselves: short ones, that name no machine and nothing but the project."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.conftest import ROOT

PACKAGES = ("chat", "providers", "tui", "themes")
LONGEST = 300
_SKIPPED = {".git", ".venv", "__pycache__", "build", "dist"}
_BINARY = {".png", ".jpg", ".gif", ".webp", ".avif", ".pyc", ".db"}


def _files() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part not in (".ci", ".gitignore") for part in parts)
        if path.is_file() and not hidden and not _SKIPPED & set(parts):
            yield path


def _texts() -> Iterator[tuple[str, str]]:
    for path in _files():
        if path.suffix not in _BINARY:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def _sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (path for path in sorted((ROOT / package).rglob("*.py")))


FOREIGN = {
    "a package registry": "|".join(
        (r"py" r"pi\.org", r"python" r"hosted\.org", r"npm" r"js\.(?:org|com)", r"crates\.io")
    ),
    "a path of one machine": r"(?<![\w.])/(?:ro" r"ot|wo" r"rk)/|/tmp/st" r"ub",
    "an issue's number": r"(?i)\bissues?\s*#?\d+\b|\(#\d+\)",
    "how it was made": r"(?i)\bwork" r"place\b|\bthis ses" r"sion\b|\b(?:sub-?)agents?\b",
}
"""Patterns, cut in pieces so that this file is none of its own finds."""


@pytest.mark.parametrize("what", FOREIGN)
def test_the_repository_speaks_of_nothing_else(what: str) -> None:
    pattern = re.compile(FOREIGN[what])
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in _texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found


def test_no_source_file_is_long_without_saying_why() -> None:
    """More than 300 lines need a reason in the module's docstring ("long because …")."""
    wrong: list[str] = []
    for path in _sources():
        text = path.read_text(encoding="utf-8")
        told = ast.get_docstring(ast.parse(text)) or ""
        lines = text.count("\n")
        if lines > LONGEST and "long because" not in " ".join(told.lower().split()):
            wrong.append(f"{path.relative_to(ROOT)}: {lines} lines")
    assert not wrong


def test_every_module_states_its_decision() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in _sources()
        if (tree := ast.parse(path.read_text(encoding="utf-8"))).body
        and not ast.get_docstring(tree)
    ]
    assert not wrong
