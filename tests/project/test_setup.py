"""`scripts/setup` says in one sentence what is missing, whatever machine it runs on."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.project.conftest import ROOT

OLD = "exit 1"
BARE = 'case "$2" in *version_info*) exit 0 ;; *) echo no such module >&2; exit 1 ;; esac'
"""Fake interpreters: one too old for its version check, one new enough without a venv module."""


def _setup(folder: Path, **programs: str) -> subprocess.CompletedProcess[str]:
    """Run the script in `folder` where these programs alone are on the PATH."""
    programs_folder = folder / "bin"
    programs_folder.mkdir()
    for name in ("touch", "rm", "mkdir", "chmod"):
        os.symlink(shutil.which(name) or name, programs_folder / name)
    for name, body in programs.items():
        path = programs_folder / name
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)
    return subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / "setup"), "run"],
        cwd=folder,
        env={"PATH": str(programs_folder), "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=30,
    )


@pytest.mark.parametrize(
    ("programs", "words"),
    [
        ({}, ("Python 3.11 or newer", "apt install python3")),
        ({"python3": OLD, "python": OLD}, ("Python 3.11 or newer", "apt install python3")),
        ({"python3": BARE}, ("python3 has no venv module", "apt install python3-venv")),
        ({"uv": OLD}, ("uv found no Python 3.11 or newer", "uv python install")),
    ],
    ids=["no python", "an old python", "no venv module", "uv without python"],
)
def test_one_sentence_says_what_is_missing(
    tmp_path: Path, programs: dict[str, str], words: tuple[str, ...]
) -> None:
    done = _setup(tmp_path, **programs)
    assert done.returncode == 1
    assert not done.stdout
    (line,) = done.stderr.splitlines()
    assert line.startswith("palaver: ")
    assert line.endswith(".")
    for word in words:
        assert word in line
    assert not (tmp_path / ".venv").exists()


MADE = """case "$2" in
  *version_info* | *ensurepip*) exit 0 ;;
  venv)
    mkdir -p .venv/bin
    printf '#!/bin/sh\\necho "$@" > asked\\n' > .venv/bin/python
    chmod +x .venv/bin/python ;;
esac"""
"""A fake interpreter that makes an environment; its python writes down what it is asked for."""


def test_a_newer_python_beside_an_old_one_is_taken(tmp_path: Path) -> None:
    done = _setup(tmp_path, **{"python3": OLD, "python3.12": MADE})
    assert (done.returncode, done.stderr) == (0, "")
    assert "install" in (tmp_path / "asked").read_text(encoding="utf-8")
    assert (tmp_path / ".venv" / "run.stamp").exists()


def test_uv_never_writes_a_lock(tmp_path: Path) -> None:
    """Only `uv venv` and `uv pip install` are used: a lock file would hold addresses."""
    done = _setup(tmp_path, uv='mkdir -p .venv; echo "$@" >> asked')
    assert done.returncode == 0, done.stderr
    asked = (tmp_path / "asked").read_text(encoding="utf-8").splitlines()
    assert [line.split()[0] for line in asked] == ["venv", "pip"]
