"""Asks the terminal once, before Textual is imported; the import is the wait.

    query = begin()                # writes the batch, where there is a terminal to ask
    import textual.app             # meanwhile the terminal answers
    terminal = query.finish()      # reads until DA, at most 0.3 s after `begin`
    App(driver_class=query.driver()).run()
    query.restore()                # in a `finally`; does no harm after a run

Keys typed meanwhile are kept and become the driver's first input. The tty stays without echo
until the driver takes it over, or until `restore`.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import struct
import termios
import time
from codecs import getincrementaldecoder
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui.terminal.replies import Replies, is_reply, query
from tui.terminal.sequences import Sequences
from tui.terminal.value import CELL, Terminal

if TYPE_CHECKING:
    from tui.terminal.driver import TerminalDriver

ENDINGS = (signal.SIGTERM, signal.SIGHUP)
"""Signals that ask the program to end."""

_EIGHT_BIT = ("-256color", "-kitty")
"""Ends of TERM that say that there are 256 colours; Rich has the same rule."""

PATIENCE = 0.3
"""Seconds, from `begin`."""


def begin(environ: Mapping[str, str] | None = None, *, read: int = 0, write: int = 1) -> Query:
    """Ask, if standard input and output are a terminal with a size."""
    environ = os.environ if environ is None else environ
    if is_served(environ):
        return Query(environ)
    if not (os.isatty(read) and os.isatty(write)) or environ.get("TERM") in ("dumb", "linux"):
        return Query(environ)
    if 0 in _size(read)[:2]:
        return Query(environ)
    try:
        asked = Query(environ, read, termios.tcgetattr(read))
    except (termios.error, OSError):
        return Query(environ)
    try:
        _quiet(read, asked.attributes or [])
        os.write(write, query(environ).encode())
    except (termios.error, OSError):
        return Query(environ)
    except BaseException:
        asked.restore()
        raise
    return asked


def is_served(environ: Mapping[str, str]) -> bool:
    """Whether a browser shows the app: textual-serve and textual-web name their driver so."""
    return "web_driver" in environ.get("TEXTUAL_DRIVER", "")


def unasked(environ: Mapping[str, str]) -> Terminal:
    """What the environment alone tells."""
    if is_served(environ):  # whatever terminal the server was started in
        return Terminal(served=True)
    return Terminal(
        tmux=bool(environ.get("TMUX")),
        truecolor=environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"),
        few="256" if environ.get("TERM", "").endswith(_EIGHT_BIT) else "16",
    )


class Query:
    """A batch on its way; without `fd` nothing was asked."""

    def __init__(
        self,
        environ: Mapping[str, str],
        fd: int | None = None,
        attributes: list[Any] | None = None,
    ) -> None:
        self.attributes = attributes
        """The tty's settings before the query (as `termios.tcgetattr` gives them)."""
        self.typed = ""
        """What a person typed meanwhile: the driver's first input."""
        known = unasked(environ)
        self.replies = Replies(known)
        self._fd = fd
        self._sequences = Sequences()
        self._deadline = time.monotonic() + PATIENCE
        self._tmux = known.tmux
        self._finished = False
        if fd is not None:
            width, height = _cell(fd)
            self.replies.add(f"\x1b[6;{height};{width}t")

    def finish(self, timeout: float | None = None) -> Terminal:
        """What the terminal answered until DA came or time was up (`timeout`: seconds from now)."""
        end = self._deadline if timeout is None else time.monotonic() + timeout
        decode = getincrementaldecoder("utf-8")("replace").decode
        while self._fd is not None and not self._answered:
            ready, _, _ = select.select([self._fd], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                break
            try:
                data = os.read(self._fd, 1 << 14)
            except OSError:
                data = b""
            if not data:
                break
            self._take(decode(data))
        self._finished = True
        self.typed += self._sequences.flush()
        if self._tmux and self.replies.graphics:
            self.replies.outer = _around_tmux()
        return self.replies.terminal()

    def driver(self) -> type[TerminalDriver] | None:
        """The driver class for the app, which goes on where this query ends; None: Textual's own
        choice, for a browser."""
        if self.replies.known.served:
            return None  # App() without one looks at TEXTUAL_DRIVER itself
        from tui.terminal.driver import driver_for

        return driver_for(self.replies.terminal(), typed=self.typed, attributes=self.attributes)

    def restore(self) -> None:
        """Give the tty its settings back, whatever happened."""
        if self._fd is not None and self.attributes is not None:
            # Replies that nobody has read must not be typed into the shell.
            when = termios.TCSANOW if self._finished else termios.TCSAFLUSH
            with contextlib.suppress(termios.error, OSError):
                termios.tcsetattr(self._fd, when, self.attributes)

    @property
    def _answered(self) -> bool:
        # tmux answers DA itself, before the terminal around it has seen the graphics query.
        return self.replies.done and (not self._tmux or self.replies.graphics)

    def _take(self, text: str) -> None:
        for token in self._sequences.feed(text):
            if is_reply(token):
                self.replies.add(token)
            else:
                self.typed += token


def _quiet(fd: int, attributes: list[Any]) -> None:
    """No echo and no lines, as the app will have it; Ctrl+C still ends the program."""
    changed = [*attributes[:6], list(attributes[6])]
    changed[0] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR | termios.IXON)
    changed[3] &= ~(termios.ECHO | termios.ICANON)
    changed[6][termios.VMIN], changed[6][termios.VTIME] = 1, 0
    termios.tcsetattr(fd, termios.TCSANOW, changed)


def _size(fd: int) -> tuple[int, int, int, int]:
    """Rows, columns, and the width and height of all in pixels (often 0)."""
    import fcntl

    try:
        answer = fcntl.ioctl(fd, termios.TIOCGWINSZ, b"\0" * 8)
    except OSError:
        return 0, 0, 0, 0
    rows, columns, width, height = struct.unpack("HHHH", answer)
    return rows, columns, width, height


def _cell(fd: int) -> tuple[int, int]:
    """A cell's pixels as the kernel knows them."""
    rows, columns, width, height = _size(fd)
    return (width // columns, height // rows) if width and height else CELL


def _around_tmux() -> str:
    """The version string of the terminal around tmux, which keeps that reply to itself; a bar, and
    what tmux takes it to be able to."""
    import subprocess

    try:
        done = subprocess.run(
            ["tmux", "display-message", "-p", "#{client_termtype}|#{client_termfeatures}"],
            capture_output=True,
            text=True,
            timeout=0.5,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
