"""The clipboard's roads, with stand-ins for the programs."""

from __future__ import annotations

import asyncio
import base64
import re
import time
from pathlib import Path

import pytest

from tests.support import wait_until
from tui import clipboard
from tui.terminal.value import Terminal

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


class Screen:
    """What `copy`, `send` and `paste` need of an app."""

    def __init__(self, terminal: Terminal | None = None) -> None:
        self._clipboard = ""
        self.terminal = terminal or Terminal()
        self._driver = self
        self.written: list[str] = []

    @property
    def clipboard(self) -> str:
        return self._clipboard

    def write(self, data: str) -> None:
        self.written.append(data)

    @property
    def sent(self) -> str:
        """What a terminal takes out of the last sequence."""
        found = re.fullmatch("\x1b]52;c;([A-Za-z0-9+/=]*)\x07", self.written[-1])
        assert found is not None
        return base64.b64decode(found[1]).decode()


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def environ(folder: Path, **more: str) -> dict[str, str]:
    return {"PATH": str(folder), **more}


async def test_the_native_tool_takes_it(bin_folder: Path, tmp_path: Path) -> None:
    program(bin_folder, "wl-copy", f"/bin/cat > {tmp_path}/held")
    app = Screen()
    road = await clipboard.copy("grün \ud800", app, environ(bin_folder, WAYLAND_DISPLAY="w"))
    assert road == "wl-copy"
    assert (tmp_path / "held").read_text() == "grün \ufffd"
    assert app.written == []


async def test_a_tool_without_its_screen_is_not_asked(bin_folder: Path) -> None:
    program(bin_folder, "xclip", "exit 0")
    app = Screen()
    assert await clipboard.copy("text", app, environ(bin_folder)) == ""
    assert app.written == [], "nothing is sent that was not asked for"


async def test_the_next_road_after_a_failure(bin_folder: Path, tmp_path: Path) -> None:
    program(bin_folder, "xclip", "exit 1")
    script = f"""case $1 in
        load-buffer) echo "$@" > {tmp_path}/asked; /bin/cat > {tmp_path}/held;;
        *) /bin/cat {tmp_path}/held;;
    esac"""
    program(bin_folder, "tmux", script)
    app = Screen()
    road = await clipboard.copy("text", app, environ(bin_folder, DISPLAY=":0", TMUX="x"))
    assert road == "tmux buffer, sent on to the terminal"
    assert (tmp_path / "asked").read_text() == "load-buffer -w -\n"
    assert (tmp_path / "held").read_text() == "text"


async def test_a_tool_that_hangs_does_not_hold_us(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "PATIENCE", 0.2)
    program(bin_folder, "wl-copy", "exec /bin/sleep 60")
    began = time.monotonic()
    road = await clipboard.copy("x", Screen(), environ(bin_folder, WAYLAND_DISPLAY="w"))
    assert road == ""
    assert time.monotonic() - began < 5


async def test_a_daemon_left_behind_does_not_hold_us(bin_folder: Path) -> None:
    program(bin_folder, "wl-copy", "/bin/cat > /dev/null; /bin/sleep 3 &")
    began = time.monotonic()
    road = await clipboard.copy("x", Screen(), environ(bin_folder, WAYLAND_DISPLAY="w"))
    assert road == "wl-copy"
    assert time.monotonic() - began < 1.9


async def test_a_picture_before_a_text(bin_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cat.png").write_bytes(PNG)
    script = f"""case "$*" in
        --list-types) echo text/plain; echo image/png;;
        "--type image/png") /bin/cat {tmp_path}/cat.png;;
        *) echo text;;
    esac"""
    program(bin_folder, "wl-copy", "exit 0")
    program(bin_folder, "wl-paste", script)
    assert await clipboard.paste(Screen(), environ(bin_folder, WAYLAND_DISPLAY="w")) == PNG


async def test_what_only_calls_itself_a_picture_is_none(bin_folder: Path) -> None:
    script = """case "$*" in
        --list-types) echo image/png;;
        "--type image/png") echo not a picture;;
        *) printf text;;
    esac"""
    program(bin_folder, "wl-copy", "exit 0")
    program(bin_folder, "wl-paste", script)
    assert await clipboard.paste(Screen(), environ(bin_folder, WAYLAND_DISPLAY="w")) == "text"


async def test_without_a_tool_it_is_what_was_copied_here(bin_folder: Path) -> None:
    app = Screen()
    assert await clipboard.paste(app, environ(bin_folder)) is None
    await clipboard.copy("mine", app, environ(bin_folder))
    assert await clipboard.paste(app, environ(bin_folder)) == "mine"


async def test_a_picture_goes_to_a_tool_that_takes_one(bin_folder: Path, tmp_path: Path) -> None:
    program(bin_folder, "xsel", "exit 1")
    program(bin_folder, "xclip", f'echo "$@" > {tmp_path}/words; /bin/cat > {tmp_path}/held')
    road = await clipboard.copy_picture(b"\x89PNG", environ(bin_folder, DISPLAY=":1"))
    assert road == "xclip"
    assert (tmp_path / "held").read_bytes() == b"\x89PNG"
    assert (tmp_path / "words").read_text() == "-selection clipboard -t image/png\n"


async def test_without_one_nothing_takes_a_picture(bin_folder: Path) -> None:
    program(bin_folder, "pbcopy", "exit 0")
    assert await clipboard.copy_picture(b"\x89PNG", environ(bin_folder)) == ""


LIAR = """case "$*" in
    *-o*) printf 'what was there before';;
    *) /bin/cat > /dev/null;;
esac"""


@pytest.mark.parametrize("name", ["xclip", "pbcopy"])
async def test_a_tool_that_ends_well_without_taking_it_is_noticed(
    bin_folder: Path, name: str
) -> None:
    program(bin_folder, name, LIAR)
    program(bin_folder, "pbpaste", "printf 'what was there before'")
    road = await clipboard.copy("text", Screen(), environ(bin_folder, DISPLAY=":9"))
    assert road == ""


async def test_tmux_before_3_2_has_its_buffer_only(bin_folder: Path, tmp_path: Path) -> None:
    script = f"""case "$*" in
        *-w*) exit 1;;
        load-buffer*) /bin/cat > {tmp_path}/held;;
        *) /bin/cat {tmp_path}/held;;
    esac"""
    program(bin_folder, "tmux", script)
    assert await clipboard.copy("x", Screen(), environ(bin_folder, TMUX="x")) == "tmux buffer"


async def test_windows_is_given_what_it_reads(bin_folder: Path, tmp_path: Path) -> None:
    program(bin_folder, "clip.exe", f"/bin/cat > {tmp_path}/held")
    road = await clipboard.copy("grün 雨", Screen(), environ(bin_folder, WSL_DISTRO_NAME="d"))
    assert road == "clip.exe"
    held = (tmp_path / "held").read_bytes()
    assert held[:2] in (b"\xff\xfe", b"\xfe\xff")
    assert held.decode("utf-16") == "grün 雨"


def test_the_terminal_is_sent_it_in_one_piece() -> None:
    app = Screen()
    assert clipboard.send("grün \ud800\x1b]", app, {})
    assert app.sent == "grün \ufffd\x1b]"


def test_too_much_for_the_terminal_is_not_sent() -> None:
    app = Screen()
    assert clipboard.send("x" * clipboard.OSC_52, app, {})
    assert not clipboard.send("x" * (clipboard.OSC_52 + 1), app, {})
    assert len(app.written) == 1
    large = Screen(Terminal(name="kitty"))
    assert clipboard.send("x" * (clipboard.OSC_52 + 1), large, {"TERM": "xterm-kitty"})
    assert not clipboard.send("x" * 800_000, large, {})


def test_gnu_screen_passes_it_on_in_pieces() -> None:
    app = Screen()
    assert clipboard.send("word " * 400, app, {"STY": "1.pts"})
    pieces = re.findall("\x1bP(.*?)\x1b\\\\", app.written[0], re.DOTALL)
    assert all(len(piece) < 768 for piece in pieces)
    app.written.append("".join(pieces))
    assert app.sent == "word " * 400


@pytest.mark.parametrize(
    ("road", "display", "far"),
    [
        ("pbcopy", "", True),
        ("wl-copy", "", True),
        ("xclip", ":0", True),
        ("xclip", "localhost:10.0", False),
        ("tmux buffer, sent on to the terminal", "", False),
    ],
)
def test_over_ssh_a_clipboard_may_be_where_nobody_sits(road: str, display: str, far: bool) -> None:
    known = {"DISPLAY": display}
    assert clipboard.is_far(road, known | {"SSH_CONNECTION": "1.2.3.4 5"}) == far
    assert not clipboard.is_far(road, known)


async def test_a_tool_that_nobody_waits_for_any_more_is_ended(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    copying = asyncio.create_task(
        clipboard.run(["sh", "-c", f"echo $$ > {told}; exec sleep 60"], b"text")
    )
    await wait_until(lambda: told.exists() and told.read_text().strip())
    copying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await copying
    await wait_until(lambda: not Path(f"/proc/{told.read_text().strip()}").exists())
