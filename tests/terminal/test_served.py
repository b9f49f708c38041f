"""In a browser: the app runs in pipes, asks nothing, takes keys, draws pictures as symbols."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from select import select

import pytest

DRIVER = "textual.drivers.web_driver:WebDriver"


class Served:
    """The app as textual-serve runs it; `seen` is what the browser has got."""

    def __init__(self, *words: str) -> None:
        environ = {**os.environ, "TEXTUAL_DRIVER": DRIVER, "COLUMNS": "100", "ROWS": "30"}
        environ |= {"TEXTUAL_COLOR_SYSTEM": "truecolor", "COLORTERM": "truecolor"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tui", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**environ, "TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1", "TMUX": ""},
        )
        self.seen = b""

    def until(self, words: bytes, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while words not in self.seen:
            left = end - time.monotonic()
            assert left > 0, self.seen[-2000:]
            assert self.process.stdout is not None
            if select([self.process.stdout], [], [], left)[0]:
                data = os.read(self.process.stdout.fileno(), 1 << 16)
                assert data, (self.process.stderr.read(), self.seen[-2000:])
                self.seen += data

    def type(self, text: str) -> None:
        data = text.encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"D" + len(data).to_bytes(4, "big") + data)
        self.process.stdin.flush()


@pytest.fixture
def served() -> Iterator[Served]:
    found = Served("-m", "guide/canvas")
    yield found
    found.process.kill()
    found.process.communicate()


def test_a_picture_is_drawn_in_symbols_and_nothing_is_asked(served: Served) -> None:
    served.until(b"__GANGLION__")
    served.until("┃".encode())
    served.type("a boat")  # so few keys at once are typing; more would be a paste, Enter and all
    served.until(b"boat")
    served.type("\r")
    served.until("▀".encode(), 60)
    for asked in (b"\x1b_G", b"\x1b[c", b"\x1b[>0q", b"\x1bP"):
        assert asked not in served.seen
    served.until(b" seed ", 60)
    served.type("\x11")
    served.until(b'{"type": "exit"}')
    assert served.process.wait(20) == 0
