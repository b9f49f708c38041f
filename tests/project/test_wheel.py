"""What people install: the wheel, outside the checkout, without the tests beside it."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest

import tui
from tests.project.conftest import ROOT, Installed

pytestmark = pytest.mark.xdist_group("wheel")

PACKAGES = ("chat", "providers", "tui", "themes")


def _palaver(installed: Installed, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(installed.bin / "palaver"), *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def test_the_packages_come_from_the_wheel(installed: Installed, tmp_path: Path) -> None:
    code = "import chat, providers, tui, themes\nfor m in (chat, providers, tui, themes):"
    code += "\n    print(m.__file__)"
    python = str(installed.bin / "python")
    told = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    for line in told.stdout.splitlines():
        assert Path(line).is_relative_to(installed.site)


def test_the_version_is_the_packages_own(installed: Installed, tmp_path: Path) -> None:
    done = _palaver(installed, tmp_path, "--version")
    assert (done.returncode, done.stdout) == (0, f"palaver {tui.__version__}\n")
    assert installed.wheel.name.startswith(f"palaver-{tui.__version__}-py3")


def test_help_is_there(installed: Installed, tmp_path: Path) -> None:
    for words in (["--help"], ["ask", "--help"], ["models", "--help"], ["paths", "--help"]):
        done = _palaver(installed, tmp_path, *words)
        assert done.returncode == 0, done.stderr
        assert "usage: palaver" in done.stdout


def test_paths_are_the_persons(installed: Installed, tmp_path: Path, home: Path) -> None:
    done = _palaver(installed, tmp_path, "paths")
    assert done.returncode == 0, done.stderr
    assert str(home / "config" / "config.toml") in done.stdout
    assert str(ROOT) not in done.stdout.replace(str(home), "")


def test_the_guide_answers(installed: Installed, tmp_path: Path, home: Path) -> None:
    done = _palaver(installed, tmp_path, "ask", "-m", "guide/guide", "which keys are there?")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) > 100
    assert (home / "data" / "palaver.db").exists()


def test_the_canvas_draws(installed: Installed, tmp_path: Path) -> None:
    words = ("-m", "guide/canvas", "-p", "size=256x256", "-o", "boat.png", "a boat at night")
    done = _palaver(installed, tmp_path, "ask", *words)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "boat.png").read_bytes().startswith(b"\x89PNG")


def test_every_data_file_is_in_it_and_no_test(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as wheel:
        names = set(wheel.namelist())
    wanted = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    assert wanted <= names
    suffixes = {Path(name).suffix for name in wanted}
    assert {".toml", ".md", ".txt", ".tcss"} <= suffixes
    others = {name for name in names if not name.startswith((*PACKAGES, "palaver-"))}
    assert not others
