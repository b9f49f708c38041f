"""What is copied really is in the clipboards of X11, of tmux and of a terminal."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty.display import Display
from tests.pty.stage import CONFIG, configure, home, lab, palaver
from tests.pty.terminal import ENTER, PALAVER, TAB, Terminal, ctrl
from tests.pty.tmux import Tmux
from tests.support import requires, wait_for
from tests.support_server import Server

ANSWER = """The **first** line, grün and 雨.

```sh
ls -l
du -sh
```

The [last](https://a.example) line."""
SAID = f"{ANSWER} "
"""As the server says it: a space after each word."""
NOWHERE = {"DISPLAY": None, "WAYLAND_DISPLAY": None, "TMUX": None, "SSH_CONNECTION": None}
"""No program can take anything: only the terminal is left."""


@pytest.fixture
def server() -> Iterator[Server]:
    with lab(text=ANSWER, rate=0) as server:
        configure(CONFIG.format(url=server.url))
        yield server


def answered(**env: str | None) -> Terminal:
    """The program with the answer on its screen."""
    terminal = palaver("-m", "lab/lab-small", size=(100, 30), **env)
    terminal.type("go")
    terminal.settle()
    terminal.type(ENTER)
    terminal.wait("The last line.", gone=["Esc stop"])
    return terminal


def drag(terminal: Terminal, first: str, last: str) -> None:
    """Press on the beginning of `first`, release at the end of `last`."""
    (x, y), end = terminal.find(first) or (0, 0), terminal.find(last) or (0, 0)
    right, below = end[0] + len(last), end[1] + 1
    terminal.type(f"\x1b[<0;{x + 1};{y + 1}M\x1b[<32;{x + 3};{y + 1}M")
    terminal.type(f"\x1b[<32;{right};{below}M\x1b[<0;{right};{below}m")


def read(terminal: Terminal, key: str) -> None:
    """Press `key` where it is no letter of a question."""
    terminal.type(TAB)
    terminal.wait("y copy")
    terminal.type(key)


def sent(terminal: Terminal) -> list[str]:
    """What a terminal took for its clipboard."""
    found = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", bytes(terminal.raw))
    return [base64.b64decode(each).decode() for each in found]


@requires("Xvfb", "xvfb")
@requires("xclip")
@pytest.mark.usefixtures("server")
def test_the_clipboard_of_x11() -> None:
    with Display() as display, answered(**NOWHERE | {"DISPLAY": display.name}) as terminal:
        drag(terminal, "first line", "du -sh")
        terminal.settle()
        terminal.type(ctrl("c"))
        terminal.wait("Copied the selection (xclip)")
        assert display.clipboard == "first line, grün and 雨.\n\nls -l\ndu -sh"
        terminal.type(ctrl("c"))
        terminal.wait("Copied the Markdown of the selection (xclip)")
        assert display.clipboard == ANSWER.partition("\n\nThe [last]")[0]
        terminal.type("\x1b")
        terminal.settle()
        read(terminal, "c")
        terminal.wait("Copied the code (xclip)")
        assert display.clipboard == "ls -l\ndu -sh"
        assert sent(terminal) == [], "no other road was taken"


@requires("xclip")
@pytest.mark.usefixtures("server")
def test_a_display_that_is_gone_is_noticed() -> None:
    """The terminal is sent it instead, and it is kept, because nobody knows whether it took it."""
    with answered(**NOWHERE | {"DISPLAY": ":987"}) as terminal:
        read(terminal, "y")
        terminal.wait("to the terminal (OSC 52)", "copied.txt")
        assert "Copied" not in terminal.text
        assert sent(terminal) == [SAID]
    (kept,) = home().rglob("copied.txt")
    assert kept.read_text() == SAID


@requires("tmux")
@pytest.mark.usefixtures("server")
def test_tmux() -> None:
    environ = {"PALAVER_HOME": str(home()), "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    with Tmux(["-m", "lab/lab-small"], (100, 30), **environ) as tmux:
        tmux.see("Ask anything", "^L model")
        tmux.write("go")
        tmux.keys("Enter")
        tmux.see("The last", "^L model")
        tmux.keys("Tab")
        tmux.see("y copy")
        tmux.keys("y")
        tmux.see("Copied the message (tmux buffer")
        assert tmux.run("show-buffer").rstrip("\n") == SAID


@requires("Xvfb", "xvfb")
@requires("xclip")
@pytest.mark.skipif(shutil.which("kitty") is None, reason="kitty is missing: apt install kitty")
@pytest.mark.usefixtures("server")
def test_kitty(tmp_path: Path) -> None:
    """By OSC 52 alone: the program knows no display, its terminal does."""
    socket = f"unix:{tmp_path}/kitty"
    with Display() as display:
        environ = {**display.environ, "LIBGL_ALWAYS_SOFTWARE": "1", "PALAVER_HOME": str(home())}
        words = ("--config", "NONE", "-o", "allow_remote_control=yes", "--listen-on", socket)
        inside = ("env", "-u", "DISPLAY", *PALAVER, "-m", "lab/lab-small")
        with subprocess.Popen(
            ["kitty", *words, *inside],
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[2],
        ) as kitty:
            try:
                walk(socket)
                wait_for(lambda: display.clipboard == SAID, timeout=20, what="the clipboard")
            finally:
                kitty.terminate()


def walk(socket: str) -> None:
    """Ask, and copy the answer."""

    def control(*words: str) -> str:
        done = subprocess.run(
            ["kitty", "@", "--to", socket, *words], capture_output=True, text=True, timeout=20
        )
        return done.stdout

    def see(text: str) -> None:
        wait_for(lambda: text in control("get-text"), timeout=40, what=text)

    see("^L model")
    control("send-text", "go")
    see("┃ go")
    control("send-text", "\\r")
    see("The last line.")
    control("send-text", "\\t")
    see("y copy")
    control("send-text", "y")
    see("OSC 52")


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("known", [True, False])
def test_links_are_told_to_terminals_that_know_them(known: bool) -> None:
    told = dict.fromkeys(("KONSOLE_VERSION", "WT_SESSION", "ALACRITTY_WINDOW_ID", "STY"))
    version = "7600" if known else None
    with answered(**NOWHERE | told | {"VTE_VERSION": version}) as terminal:
        found = re.findall(rb"\x1b\]8;id=[0-9a-f]{8};(.*?)\x1b\\", bytes(terminal.raw))
        assert set(found) == ({b"https://a.example"} if known else set())
        assert terminal.raw.count(b"\x1b]8;;\x1b\\") == len(found), "each is closed"
