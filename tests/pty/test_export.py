"""Exporting in a real terminal: the app's notice, and the shell beside it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.export.parser import parse
from tests.pty.stage import ask, beside, lab, write
from tests.pty.terminal import ENTER, PALAVER, TAB, Terminal, ctrl
from tests.support import wait_for

HOSTILE = "It is \x1b[31mred\x1b]0;owned\x07 and\r\nfine."


def test_out_of_the_app_and_out_of_the_shell(tmp_path: Path) -> None:
    """`/export` completes a folder; what the shell writes to a terminal is harmless, into a pipe it
    is what was said."""
    (tmp_path / "notes").mkdir()
    with lab(text=HOSTILE, rate=0) as server, beside(server, cwd=tmp_path) as terminal:
        ask(terminal, "what colour?")
        terminal.wait("fine.", gone=["Esc stop"])
        write(terminal, "/export no")
        terminal.wait("notes/", "/export no")
        terminal.settle(0.1)  # in one burst with the letters a Tab would be pasted
        terminal.type(TAB)
        terminal.wait("/export notes/")
        terminal.type(ENTER)
        terminal.wait("Exported to notes/what-colour.md.")
        terminal.type(ctrl("q"))
        assert terminal.wait_exit() == 0
    file = tmp_path / "notes" / "what-colour.md"
    assert parse(_read(file))[1].texts == [f"{HOSTILE} "]
    with Terminal([*PALAVER, "export", "-o", "-"], cwd=tmp_path) as shell:
        assert shell.wait_exit() == 0
        shell.pump()
        assert "It is red and" in shell.text
        assert b"\x1b[31m" not in shell.raw
        assert b"owned\x07" not in shell.raw
    with Terminal([*PALAVER, "export"], cwd=tmp_path, env={"XDG_DOWNLOAD_DIR": "notes"}) as shell:
        assert shell.wait_exit() == 0
        wait_for(lambda: shell.pump() or "notes/what-colour-2.md" in shell.text, timeout=5)
    assert _read(tmp_path / "notes" / "what-colour-2.md") == _read(file)
    piped = subprocess.run([*PALAVER, "export"], capture_output=True, check=True, cwd=tmp_path)
    assert piped.stdout.decode() == _read(file)


def _read(file: Path) -> str:
    return file.read_bytes().decode()
