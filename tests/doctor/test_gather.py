"""Looking at a machine leaves it as it was; what does not answer costs a moment and no more."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from tests.support import wait_until
from tui.doctor.diagnosis import diagnose
from tui.doctor.drawing import text
from tui.doctor.facts import Clipboard
from tui.doctor.gather import clipboard, gather
from tui.terminal.value import Terminal

_XCLIP = """#!/bin/sh
case "$*" in
    *TARGETS*) cat "$BOARD.types" 2>/dev/null;;
    *-o*) cat "$BOARD" 2>/dev/null;;
    *) cat > "$BOARD.new"; cat "$BOARD.new" >> "$BOARD.log"; echo >> "$BOARD.log"
       cp "$BOARD.new" "$BOARD";;
esac
"""
_TMUX = """#!/bin/sh
echo "$*" >> "$BOARD.tmux"
case "$1" in
    display-message)
        printf '/dev/pts/7|3.4|kitty(0.41.1)|xterm-kitty|RGB,clipboard|1|'
        echo '1|external|off|0|tmux-256color|0';;
    show-messages) printf 'Terminal 0: x for /dev/pts/6, flags=0x0:\\n 1: Ms: (string) x\\n'
        printf 'Terminal 1: x for /dev/pts/7, flags=0x0:\\n 223: Tc: (flag) true\\n';;
    load-buffer) cat > "$BOARD.buffer";;
    save-buffer) cat "$BOARD.buffer";;
esac
"""


@pytest.fixture
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the made-up clipboard holds."""
    for name, script in (("xclip", _XCLIP), ("tmux", _TMUX)):
        (tmp_path / name).write_text(script)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("BOARD", str(tmp_path / "board"))
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    for name in ("WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "TMUX", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "board"


def environ(board: Path, **more: str) -> dict[str, str]:
    return {"PATH": str(board.parent), "BOARD": str(board), **more}


async def test_a_text_comes_back_and_what_was_there_is_there_again(board: Path) -> None:
    board.write_text("mine")
    (board.parent / "board.types").write_text("TARGETS\nUTF8_STRING\ntext/plain;charset=utf-8\n")
    found = await clipboard(environ(board, DISPLAY=":0"))
    assert found == Clipboard("xclip", back=True, pictures=True)
    assert board.read_text() == "mine"
    assert (board.parent / "board.log").read_text().split("\n")[0] == "palaver doctor"


@pytest.mark.parametrize("kinds", ["TARGETS\nimage/png\n", "TARGETS\ntext/html\nUTF8_STRING\n"])
async def test_what_could_not_be_put_back_is_not_touched(board: Path, kinds: str) -> None:
    board.write_text("mine")
    (board.parent / "board.types").write_text(kinds)
    found = await clipboard(environ(board, DISPLAY=":0"))
    assert (found.road, found.back) == ("xclip", None)
    assert not (board.parent / "board.log").exists()


async def test_a_program_that_keeps_nothing(board: Path) -> None:
    (board.parent / "xclip").write_text("#!/bin/sh\ncat >/dev/null\n")
    found = await clipboard(environ(board, DISPLAY=":0"))
    assert (found.road, found.back) == ("xclip", False)


async def test_tmux_has_a_buffer_of_its_own_and_the_terminals_clipboard_stays(board: Path) -> None:
    found = await clipboard(environ(board, TMUX="x"))
    assert found.back is True
    assert found.road.startswith("tmux")
    told = (board.parent / "board.tmux").read_text()
    assert "-w" not in told
    assert told.splitlines()[-1] == "delete-buffer -b palaver-doctor"


async def test_nothing_there(board: Path) -> None:
    assert await clipboard({"PATH": "/nowhere"}) == Clipboard()


async def test_what_tmux_tells(board: Path) -> None:
    facts = await gather(Terminal(tmux=True), (80, 24), environ=environ(board, TMUX="x"))
    assert facts.tmux is not None
    assert (facts.tmux.version, facts.tmux.outer) == ("3.4", "kitty(0.41.1)")
    assert facts.tmux.features == ("RGB", "clipboard")
    assert facts.tmux.colours is True
    assert facts.tmux.options["allow-passthrough"] == "on"
    assert facts.tmux.options["escape-time"] == "0"
    assert facts.tmux.options["focus-events"] == "off"


@pytest.mark.parametrize("script", ["exit 1", "echo nonsense", "printf '\\377|||'"])
async def test_a_tmux_that_says_something_else(board: Path, script: str) -> None:
    (board.parent / "tmux").write_text(f"#!/bin/sh\n{script}\n")
    facts = await gather(Terminal(tmux=True), (80, 24), environ=environ(board, TMUX="x"))
    assert facts.tmux is not None
    assert facts.tmux.version == ""
    assert diagnose(facts)


async def test_no_secret_and_no_escape_is_in_a_report(board: Path) -> None:
    hostile = environ(
        board,
        OPENAI_API_KEY="sk-secret",
        SSH_CONNECTION="10.9.8.7 22",
        TERM="xterm\x1b[2J",
        DISPLAY="",
        PALAVER_HOME=str(board.parent / "ho\x1bme"),
    )
    facts = await gather(Terminal(), (80, 24), environ=hostile, problems=["x\x1b[2Jy: odd"])
    report = text(diagnose(facts))
    for secret in ("sk-secret", "10.9.8.7", "\x1b"):
        assert secret not in report
    assert "OPENAI_API_KEY" not in facts.environ


async def test_a_folder_that_is_a_file(board: Path) -> None:
    (board.parent / "home").write_text("")
    facts = await gather(
        None, (0, 0), environ=environ(board, PALAVER_HOME=str(board.parent / "home"))
    )
    assert {place.name for place in facts.places if "not a folder" in place.problem} == {
        "settings folder",
        "data folder",
        "cache folder",
        "state folder",
    }


async def test_who_leaves_in_the_middle_has_his_clipboard_again(board: Path) -> None:
    slow = 'if grep -q doctor "$BOARD"; then sleep 0.5; fi; cat "$BOARD";;'
    script = _XCLIP.replace('cat "$BOARD" 2>/dev/null;;', slow)
    assert slow in script
    (board.parent / "xclip").write_text(script)
    board.write_text("mine")
    (board.parent / "board.types").write_text("UTF8_STRING\n")
    looking = asyncio.create_task(clipboard(environ(board, DISPLAY=":0")))
    await wait_until(lambda: board.read_text() == "palaver doctor")
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    assert board.read_text() == "mine"
