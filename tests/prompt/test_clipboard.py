"""The clipboard's roads, with stand-ins for the programs."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tui import clipboard

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


class Screen:
    """What `copy` and `paste` need of an app."""

    def __init__(self) -> None:
        self.clipboard = ""
        self.written: list[str] = []

    def copy_to_clipboard(self, text: str) -> None:
        self.clipboard = text
        self.written.append(text)


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
    assert await clipboard.copy("text", app, environ(bin_folder)) == "OSC 52"
    assert app.written == ["text"]


async def test_the_next_road_after_a_failure(bin_folder: Path, tmp_path: Path) -> None:
    program(bin_folder, "xclip", "exit 1")
    program(bin_folder, "tmux", f'echo "$@" > {tmp_path}/asked; /bin/cat > {tmp_path}/held')
    app = Screen()
    road = await clipboard.copy("text", app, environ(bin_folder, DISPLAY=":0", TMUX="x"))
    assert road == "tmux"
    assert (tmp_path / "asked").read_text() == "load-buffer -w -\n"
    assert (tmp_path / "held").read_text() == "text"


async def test_a_tool_that_hangs_does_not_hold_us(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "PATIENCE", 0.2)
    program(bin_folder, "wl-copy", "exec /bin/sleep 60")
    began = time.monotonic()
    road = await clipboard.copy("x", Screen(), environ(bin_folder, WAYLAND_DISPLAY="w"))
    assert road == "OSC 52"
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
