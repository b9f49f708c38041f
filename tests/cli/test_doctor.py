"""`palaver doctor`: readable rows, honest exit codes, with a terminal and without one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pty.terminal import PALAVER, Terminal
from tui import paths
from tui.cli.arguments import Doctor, UsageError, parse

QUIET = {"DISPLAY": None, "WAYLAND_DISPLAY": None, "TMUX": None, "SSH_CONNECTION": None}


def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Without any terminal: a session of its own has none."""
    clean = {name: value for name, value in os.environ.items() if name not in QUIET}
    return subprocess.run(
        [sys.executable, "-m", "tui", "doctor", *words],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        env={**clean, **environ},
        timeout=60,
    )


def test_what_is_typed() -> None:
    assert parse(["doctor"]) == Doctor()
    assert parse(["doctor", "--json"]) == Doctor(json=True)
    with pytest.raises(UsageError):
        parse(["doctor", "who"])


def test_without_a_terminal_it_says_so_and_nothing_is_broken() -> None:
    done = run()
    assert done.returncode == 0, done.stdout
    assert "there is none here" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_json() -> None:
    told = json.loads(run("--json").stdout)
    assert told["summary"]
    assert {"section", "name", "state", "told", "set"} == set(told["rows"][0])


def test_a_broken_folder_is_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run(PALAVER_HOME=str(tmp_path / "file"))
    assert done.returncode == 1
    assert "is not a folder" in " ".join(done.stdout.split())
    assert f"mv {tmp_path}/file {tmp_path}/file.old" in done.stdout
    assert "4 things keep palaver from working." in done.stdout


def test_what_is_wrong_in_the_settings_is_told() -> None:
    file = paths.folders().settings
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('modle = "x"\n[endpoints.odd]\nprovider = "nobody"\n')
    done = run()
    assert done.returncode == 0
    assert "config.toml:1: modle: is not a setting; did you mean model?" in done.stdout
    assert "endpoint odd" in done.stdout


def test_in_a_terminal_the_picture_is_shown_and_the_shell_gets_nothing() -> None:
    with Terminal([*PALAVER, "doctor"], size=(100, 60), env=QUIET) as terminal:
        terminal.wait("xterm 379", "blocks of four", "10×20 pixels", "Nothing is broken")
        assert terminal.wait_exit() == 0
        assert "\x1b[38;2;" in bytes(terminal.raw).decode()
        assert any(mark in terminal.text for mark in "▀▄█▌▐▚")
        assert "[?64" not in terminal.text


def test_no_color_has_none_and_a_dumb_terminal_is_broken() -> None:
    with Terminal([*PALAVER, "doctor"], size=(100, 60), env={**QUIET, "TERM": "dumb"}) as terminal:
        assert terminal.wait_exit() == 1
        assert b"\x1b[3" not in terminal.raw
    with Terminal([*PALAVER, "doctor"], size=(100, 60), env={**QUIET, "NO_COLOR": "1"}) as terminal:
        assert terminal.wait_exit() == 0
        assert "none: NO_COLOR is set" in terminal.text


def test_rows_into_a_file_still_tell_of_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    program = f"{sys.executable} -m tui doctor > {file}; echo done"
    with Terminal(["sh", "-c", program], env=QUIET) as terminal:
        terminal.wait("done")
    assert "xterm 379" in file.read_text()
    assert "\x1b" not in file.read_text()
