"""Pillow is imported by the threads that need it, never by what the screen imports."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.pty.terminal import ROOT


def imported(module: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, {module}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize("name", ["panel", "fullscreen", "thumbnail", "view", "darkroom"])
def test_widgets_do_not_import_pillow(name: str) -> None:
    assert "PIL" not in imported(f"tui.pictures.{name}")


def test_the_query_does_not_import_textual() -> None:
    assert not {"textual", "rich", "PIL"} & imported("tui.terminal.query")
