"""The fast commands import nothing they do not need, and the folders are where they should be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui import paths
from tui.__main__ import main

HEAVY = ("textual", "httpx", "PIL", "argparse", "asyncio", "pathlib", "sqlite3", "platformdirs")


def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui", *words],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environ},
    )


@pytest.mark.parametrize("word", ["--version", "--help", "paths"])
def test_what_needs_nothing_imports_nothing(word: str):
    program = (
        "import sys; before = set(sys.modules); from tui.__main__ import main;"
        f"code = main([{word!r}]);"
        f"print(code, sorted(set({HEAVY!r}) & (set(sys.modules) - before)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "0 []"
    assert done.stdout


def test_the_version():
    from tui import __version__

    assert run("--version").stdout == f"palaver {__version__}\n"
    assert run("-V", "-c").stdout == f"palaver {__version__}\n"


def test_the_fast_and_the_slow_help_are_the_same():
    assert run("--help").stdout == run("-h", "-c").stdout


def test_a_closed_reader_is_no_traceback():
    program = f"{sys.executable} -m tui --help | true"
    done = subprocess.run(program, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_wrong_usage_is_told_with_the_usage():
    done = run("--what")
    assert done.returncode == 2
    assert "--what" in done.stderr
    assert "usage: palaver" in done.stderr
    assert done.stdout == ""


def test_the_app_needs_a_terminal():
    done = run("-m", "guide/guide")
    assert done.returncode == 2
    assert "palaver ask" in done.stderr


def test_a_home_of_its_own(tmp_path: Path):
    found = paths.folders({"PALAVER_HOME": str(tmp_path)})
    assert found == tuple(tmp_path / name for name in ("config", "data", "cache", "state"))
    assert found.database == tmp_path / "data" / "palaver.db"


@pytest.mark.skipif(sys.platform != "linux", reason="XDG is for Linux")
def test_xdg():
    found = paths.names({"HOME": "/h", "XDG_DATA_HOME": "/d", "XDG_CACHE_HOME": "relative"})
    assert found == (
        "/h/.config/palaver",
        "/d/palaver",
        "/h/.cache/palaver",
        "/h/.local/state/palaver",
    )


@pytest.mark.skipif(sys.platform != "linux", reason="platformdirs means other things elsewhere")
def test_the_fast_way_and_platformdirs_agree(monkeypatch: pytest.MonkeyPatch):
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    assert list(paths.names({"HOME": os.path.expanduser("~")})) == paths._elsewhere()


def test_paths(home: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["paths"]) == 0
    table = dict(line.split(None, 1) for line in capsys.readouterr().out.splitlines())
    assert table["config"] == str(home / "config" / "config.toml")
    assert main(["paths", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == table


def test_the_paths_are_those_that_are_used(home: Path):
    found = paths.folders()
    told = {name: Path(path) for name, path in paths.listing()}
    assert told["config"] == found.settings
    assert told["keys"] == found.keys
    assert told["database"] == found.database
    assert told["pictures"] == found.pictures
    assert told["themes"] == found.themes


def test_a_hostile_folder_reaches_no_terminal(capsys: pytest.CaptureFixture[str], monkeypatch):
    monkeypatch.setenv("PALAVER_HOME", "/tmp/\x1b[31mred")
    main(["paths"])
    assert "\x1b" not in capsys.readouterr().out
