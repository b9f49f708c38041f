"""The wheel, built once from this checkout and installed into an environment of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Installed:
    """Where the wheel landed: `bin` has the command, `site` the packages."""

    wheel: Path
    bin: Path
    site: Path


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Palaver from its wheel; what it depends on comes from the environment of the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "-q", "-w", "--no-isolation", "-o", folder, ROOT)
    (wheel,) = folder.glob("palaver-*.whl")
    target = folder / "venv"
    if uv := shutil.which("uv"):
        _run(uv, "venv", "-q", "--offline", "--python", sys.executable, target)
        python = target / "bin" / "python"
        _run(uv, "pip", "install", "-q", "--offline", "--no-deps", "--python", python, wheel)
    else:
        _run(sys.executable, "-m", "venv", target)
        pip = (target / "bin" / "python", "-m", "pip", "--disable-pip-version-check")
        _run(*pip, "install", "-q", "--no-index", "--no-deps", wheel)
    (site,) = target.glob("lib/python*/site-packages")
    # A folder named in a .pth file is searched, its own .pth files are not read: the editable
    # install of the checkout stays out of sight.
    (site / "tools.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    return Installed(wheel, target / "bin", site)


def _run(*argv: object) -> None:
    done = subprocess.run([str(word) for word in argv], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
