"""A real pseudo-terminal with a screen behind it: type keys, read what a person would see.

It answers the queries that a terminal answers (DA, the colours, the cell size), so that what is
tested is what happens in a terminal and not a timeout.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyte

ROOT = Path(__file__).resolve().parents[2]
PALAVER = [sys.executable, "-m", "tui"]

ENTER, ESC, TAB, UP, DOWN, LEFT, RIGHT = "\r", "\x1b", "\t", "\x1b[A", "\x1b[B", "\x1b[D", "\x1b[C"
PAGE_UP, PAGE_DOWN = "\x1b[5~", "\x1b[6~"


def ctrl(letter: str) -> str:
    return chr(ord(letter.upper()) - 64)


class _Screen(pyte.Screen):
    """pyte takes private sequences that it does not know (kitty's, XTVERSION) as the plain ones."""

    def report_device_attributes(self, mode: int = 0, **kwargs: object) -> None:
        return

    def set_margins(self, *args: int, **kwargs: object) -> None:
        if not kwargs.get("private"):
            super().set_margins(*args)

    def select_graphic_rendition(self, *attrs: int, **kwargs: object) -> None:
        if not kwargs.get("private"):
            super().select_graphic_rendition(*attrs)


class Terminal:
    """One program in one pty. Use it as a context manager: it kills what is left."""

    def __init__(
        self,
        argv: Sequence[str] = PALAVER,
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str | None] | None = None,
        answers: bool = True,
        cwd: Path = ROOT,
    ) -> None:
        self.columns, self.rows = size
        self.raw = bytearray()
        """Everything the program wrote."""
        self.answers = answers
        self.status: int | None = None
        self._screen = _Screen(self.columns, self.rows)
        self._stream = pyte.ByteStream(self._screen)
        self._pending = b""
        self._undrawn = bytearray()
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        environment["PYTHONPATH"] = str(ROOT)
        # A runner may have set these for its own output; they would overrule the pty's size.
        size_names: dict[str, str | None] = {"COLUMNS": None, "LINES": None}
        for name, value in (size_names | dict(env or {})).items():
            if value is None:
                environment.pop(name, None)
            else:
                environment[name] = value
        self.started = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(cwd)
            try:
                # The size must be there before the program looks.
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
                os.execvpe(argv[0], list(argv), environment)
            finally:
                os._exit(127)
        os.set_blocking(self.fd, False)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        os.close(self.fd)

    # -- what a person does

    def type(self, text: str) -> None:
        """Write `text` as keys, all of it, reading meanwhile so that nobody blocks."""
        data = text.encode("utf-8", "surrogatepass")
        while data:
            self.skim(0)
            try:
                data = data[os.write(self.fd, data[:1024]) :]
            except BlockingIOError:
                self.skim(0.01)

    def paste(self, text: str) -> None:
        """A bracketed paste."""
        self.type(f"\x1b[200~{text}\x1b[201~")

    def click(self, column: int, row: int) -> None:
        """Press and release the left button over a cell, counted from 0 (SGR mouse)."""
        self.type(f"\x1b[<0;{column + 1};{row + 1}M\x1b[<0;{column + 1};{row + 1}m")

    def resize(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self._screen.resize(rows, columns)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)

    def hang_up(self) -> None:
        """The terminal is gone, as when its window is closed."""
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, self.fd)
        os.close(nothing)

    def clear(self) -> None:
        """Somebody else's screen: nothing of what was drawn stands there."""
        self._screen.reset()
        self._screen.resize(self.rows, self.columns)

    @property
    def stopped(self) -> bool:
        """Whether the program is suspended."""
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"

    def kill(self, number: int = signal.SIGKILL) -> None:
        if self.status is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)
            _, status = os.waitpid(self.pid, 0)
            self.status = os.waitstatus_to_exitcode(status)

    # -- what a person sees

    def pump(self, seconds: float = 0.02) -> bool:
        """Read what has come, waiting at most `seconds` for it; False once the program is gone."""
        alive = self.skim(seconds)
        self.draw()
        return alive

    def skim(self, seconds: float = 0.02) -> bool:
        """`pump`, but nothing is drawn until `draw`: drawing costs more than many programs."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return self.alive
        try:
            data = os.read(self.fd, 1 << 16)
        except BlockingIOError:
            return self.alive
        except OSError:
            data = b""
        if not data:
            return self.alive
        self.raw += data
        self._undrawn += data
        if self.answers:
            self._answer(data)
        return True

    def draw(self, size: int | None = None) -> None:
        """Draw what was read and is not drawn yet, or the first `size` bytes of it."""
        data = bytes(self._undrawn[:size])
        del self._undrawn[:size]
        # pyte has no APC strings: kitty's would be printed.
        if data:
            self._stream.feed(re.sub(rb"\x1b_[^\x1b]*\x1b\\|\x1bP[^\x1b]*\x1b\\", b"", data))

    @property
    def alive(self) -> bool:
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is None

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def cells(self) -> list[list[tuple[object, ...]]]:
        """Every cell: its character and how it looks."""
        buffer = self._screen.buffer
        return [[tuple(buffer[y][x]) for x in range(self.columns)] for y in range(self.rows)]

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row, counted from 0."""
        return self._screen.cursor.x, self._screen.cursor.y

    def find(self, text: str) -> tuple[int, int] | None:
        """Column and row of the first cell of `text`, or None."""
        for row, line in enumerate(self.lines):
            column = line.find(text)
            if column >= 0:
                return column, row
        return None

    def wait(self, *texts: str, timeout: float = 20.0, gone: Sequence[str] = ()) -> None:
        """Until all of `texts` are on the screen and none of `gone` is."""
        end = time.monotonic() + timeout
        while True:
            shown = self.text
            if all(text in shown for text in texts) and not any(text in shown for text in gone):
                return
            if time.monotonic() > end or not self.pump(0.05):
                wanted = f"{texts} there, {tuple(gone)} gone"
                raise AssertionError(f"not within {timeout} s: {wanted}\n{self.text}")

    def wait_exit(self, timeout: float = 20.0) -> int:
        """Until the program has ended; its exit code (negative: the signal)."""
        end = time.monotonic() + timeout
        while self.alive:
            if time.monotonic() > end:
                raise AssertionError(f"still running after {timeout} s\n{self.text}")
            self.pump(0.05)
        while select.select([self.fd], [], [], 0)[0] and self._drain():
            pass
        assert self.status is not None
        return self.status

    def _drain(self) -> bool:
        before = len(self.raw)
        self.pump(0)
        return len(self.raw) > before

    def settle(self, quiet: float = 0.15, timeout: float = 5.0) -> None:
        """Until nothing has been written for `quiet` seconds."""
        end = last = time.monotonic()
        end += timeout
        while time.monotonic() - last < quiet and time.monotonic() < end:
            before = len(self.raw)
            self.pump(0.02)
            if len(self.raw) != before:
                last = time.monotonic()

    def _answer(self, data: bytes) -> None:
        asked = self._pending + data
        for query, reply in _REPLIES:
            for _ in range(len(re.findall(query, asked))):
                os.write(self.fd, reply)
            asked = re.sub(query, b"", asked)
        self._pending = asked[-24:] if b"\x1b" in asked[-24:] else b""


_REPLIES = (
    (rb"\x1b\]10;\?(?:\x07|\x1b\\)", b"\x1b]10;rgb:e6e6/e6e6/e6e6\x1b\\"),
    (rb"\x1b\]11;\?(?:\x07|\x1b\\)", b"\x1b]11;rgb:1414/1616/1b1b\x1b\\"),
    (rb"\x1b\[>0?q", b"\x1bP>|XTerm(379)\x1b\\"),
    (rb"\x1b\[16t", b"\x1b[6;20;10t"),
    (rb"\x1b\[\?2026\$p", b"\x1b[?2026;2$y"),
    (rb"\x1b\[0?c", b"\x1b[?64;1;2;6;9;15;18;21;22c"),
)
