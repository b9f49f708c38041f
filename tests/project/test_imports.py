"""Imports point one way, and nothing heavy is imported before there is something to see."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.conftest import ROOT

MAY = {
    "themes": frozenset[str](),
    "chat": frozenset({"chat"}),
    "providers": frozenset(
        {"chat", "providers", "httpx", "httpcore", "h11", "socksio", "PIL", "tomlkit", "tomli_w"}
    ),
}
"""What each package may import besides the standard library."""

HEAVY = (
    "httpx",
    "PIL",
    "markdown_it",
    "linkify_it",
    "pygments",
    "pylatexenc",
    "regex",
    "tomlkit",
    "tomli_w",
    "sqlite3",
    "providers.openai",
    "chat.store.store",
)


def _imported(package: str) -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                for name in node.names:
                    yield path.relative_to(ROOT), name.name
            elif isinstance(node, ast.ImportFrom):
                assert not node.level, f"{path}: a relative import"
                yield path.relative_to(ROOT), node.module or ""


@pytest.mark.parametrize("package", sorted(MAY))
def test_imports_point_one_way(package: str) -> None:
    wrong = [
        f"{path}: {name}"
        for path, name in _imported(package)
        if (top := name.partition(".")[0]) not in MAY[package]
        and top not in sys.stdlib_module_names
    ]
    assert not wrong


def test_pillow_is_the_canvas_alone_below_the_screen() -> None:
    wrong = [
        str(path)
        for path, name in _imported("providers")
        if name.startswith("PIL") and "guide" not in path.parts
    ]
    assert not wrong


def test_themes_are_data() -> None:
    assert not list(_imported("themes"))


def _modules(code: str, *argv: str) -> set[str]:
    """The modules there are after `code` ran in an interpreter of its own (or its `modules`)."""
    told = "\nimport json, sys\n"
    told += "sys.stderr.write(json.dumps(sorted(globals().get('modules') or sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code + told, *argv],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr))


@pytest.mark.parametrize("option", ["--version", "--help", "paths"])
def test_what_needs_nothing_imports_nothing(option: str) -> None:
    code = "import tui.__main__, sys\ntui.__main__.main(sys.argv[1:])"
    there = _modules(code, option)
    heavy = {"textual", "httpx", "PIL", "argparse", "asyncio", "platformdirs", "providers", "rich"}
    assert not there & heavy


def test_nothing_heavy_before_the_first_paint() -> None:
    """`opener` is called once the first frame is on the screen; what is there then was waited
    for. (What Textual itself imports, platformdirs and ssl, is no choice of ours.)"""
    there = _modules(_FIRST_PAINT)
    assert "tui.chat_screen" in there
    assert not there & set(HEAVY)


_FIRST_PAINT = """
import asyncio, sys, tempfile
from pathlib import Path

import tui.start
import tui.terminal.query
from chat.settings import load
from tui.app import PalaverApp
from tui.paths import folders
from tui.terminal.value import Terminal

modules = []

def opener(folders, settings):
    modules.extend(sys.modules)
    from tui.services import open_services
    return open_services(folders, settings)

async def main(home):
    where = folders({"PALAVER_HOME": home})
    settings, problems = load(where.settings)
    app = PalaverApp(where, settings, problems, Terminal(), opener=opener)
    async with app.run_test(size=(120, 40)) as pilot:
        while not modules:
            await pilot.pause()
            await asyncio.sleep(0.01)

with tempfile.TemporaryDirectory() as home:
    asyncio.run(main(home))
"""
