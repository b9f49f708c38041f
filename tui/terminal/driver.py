"""Textual's driver with our input in front: no late reply is ever typed, Esc comes at once.

Imports Textual; `query` does not. What the terminal tells later (a late answer, a new cell size,
light or dark) reaches the app as `TerminalChanged`.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import sys
import threading
import time
from codecs import getincrementaldecoder
from collections.abc import Callable
from typing import Any, ClassVar

from textual import events
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui.terminal.input import ESCAPE_DELAY, Input
from tui.terminal.query import ENDINGS, unasked
from tui.terminal.replies import CELL_SIZE, COLOURS, Replies, in_tmux
from tui.terminal.value import Terminal

_SCHEME_ON, _SCHEME_OFF = "\x1b[?2031h", "\x1b[?2031l"
_DELETE_PICTURES = "\x1b_Ga=d,d=A,q=2\x1b\\"

_DA_REPLY = re.compile(rb"\x1b\[\?[0-9;]*c")
_FAREWELL = 0.15
"""Seconds to wait for it."""


class EndAsked(Message):
    """A signal asks the program to end; posted to the app, which leaves as for Ctrl+Q."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class TerminalChanged(Message):
    """The terminal told something new; posted to the app."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__()
        self.terminal = terminal


def driver_for(
    terminal: Terminal | None = None, *, typed: str = "", attributes: list[Any] | None = None
) -> type[TerminalDriver]:
    """A driver class for `App(driver_class=…)`: `typed` and `attributes` are the query's."""
    values = {"terminal": terminal, "typed": typed, "attributes": attributes}
    return type("TerminalDriver", (TerminalDriver,), values)


class TerminalDriver(LinuxDriver):
    """See the module."""

    terminal: ClassVar[Terminal | None] = None
    typed: ClassVar[str] = ""
    attributes: ClassVar[list[Any] | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not to standard error, as Textual does: `palaver 2>file` would show nothing at all.
        self._file = _Lasting(sys.__stdout__)
        known = self.terminal or unasked(os.environ)
        self._replies = Replies(known)
        self._told = known
        self._first = self.typed
        self._before = self.attributes
        self._delay = _escape_delay(os.environ.get("ESCDELAY"))
        self.exit_event = _Wake()
        self._resized = False
        self._answers = False
        self._frame: list[str] = []
        """What was written of a frame that has begun."""

    def write(self, data: str) -> None:
        """A frame goes out in one piece: each piece wakes the thread that writes, and that takes
        the interpreter away from the loop (a sixth of the time while an answer streams)."""
        asked = threading.current_thread() is self._key_thread
        if not asked and (data == SYNC_START or self._frame):
            self._frame.append(data)
            if data != SYNC_END:
                return
            data = "".join(self._frame)
            self._frame.clear()
        super().write(data)

    def start_application_mode(self) -> None:
        super().start_application_mode()
        self._answers = self._told != unasked(os.environ)
        if self._before is not None:  # the query had changed them already
            self.attrs_before, self._before = self._before, None
        self.write(_SCHEME_ON)
        for number in ENDINGS:
            self._loop.add_signal_handler(number, self._end_asked, number)

    def _sigcont_application(self, *_: Any) -> None:
        """Only after a suspension of ours: the kernel sends it with SIGHUP too, and a second
        start over a running one would leave threads that nobody ends."""
        if self._must_signal_resume:
            super()._sigcont_application()

    def _end_asked(self, number: int) -> None:
        if number == signal.SIGHUP:
            self._file.gone = True
        self.process_message(EndAsked(number))

    def disable_input(self) -> None:
        super().disable_input()
        if self._answers:
            self._answers = False
            self._drain()

    def _drain(self) -> None:
        """Read what is still on its way, until the answer to a last question: what came later
        would be typed into the shell."""
        self.write("\x1b[c")
        end = time.monotonic() + _FAREWELL
        got = b""
        while (left := end - time.monotonic()) > 0:
            if not select.select([self.fileno], [], [], left)[0]:
                return
            data = self._read()
            got = (got + data)[-64:]
            if not data or _DA_REPLY.search(got):
                return

    def stop_application_mode(self) -> None:
        self.write(_SCHEME_OFF)
        if self._told.kitty:
            self.write(in_tmux(_DELETE_PICTURES) if self._told.tmux else _DELETE_PICTURES)
        super().stop_application_mode()

    def run_input_thread(self) -> None:
        """Runs in Textual's input thread until `exit_event` is set."""
        source = Input(self._reply, delay=self._delay, tmux=self._told.tmux)
        decode = getincrementaldecoder("utf-8")("replace").decode
        first, self._first = self._first, ""
        self._send(source.feed(first))
        watched = [self.fileno, self.exit_event.fileno()]
        while not self.exit_event.is_set():
            ready, _, _ = select.select(watched, [], [], source.wait())
            if self.exit_event.fileno() in ready:
                self.exit_event.drain()
                self._ask_cell()
            if self.fileno in ready:
                data = self._read()
                if not data:
                    watched.remove(self.fileno)
                    self._loop.call_soon_threadsafe(self._app.exit)
                    continue
                self._send(source.feed(decode(data)))
            self._send(source.tick())

    def process_message(self, message: Message) -> None:
        if isinstance(message, events.Resize):
            self._resized = True
            self._ask_cell()
        super().process_message(message)

    def _get_terminal_size(self) -> tuple[int, int]:
        """Textual asks for it at the start and in its SIGWINCH handler: the font may be another.

        A signal handler must not wait for the writer's queue, so the input thread asks."""
        if self._key_thread is not None:
            self._resized = True
            self.exit_event.wake()
        return super()._get_terminal_size()

    def _ask_cell(self) -> None:
        if self._resized and (self._told.name or self._told.sixel):
            self.write(CELL_SIZE)
        self._resized = False

    def _read(self) -> bytes:
        with contextlib.suppress(OSError):  # the terminal is gone
            return os.read(self.fileno, 1 << 14)
        return b""

    def _send(self, messages: Any) -> None:
        for message in messages:
            self.process_message(message)

    def _reply(self, sequence: str) -> None:
        self._replies.add(sequence)
        if sequence.startswith("\x1b[?997;"):  # light or dark: what are the colours now?
            self.write(COLOURS)
        changed = self._replies.terminal()
        if changed != self._told:
            self._told = changed
            self.process_message(TerminalChanged(changed))


class _Lasting:
    """The terminal as a file; when it is gone, what is written goes nowhere."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.gone = False

    def write(self, text: str) -> None:
        self._survive(self._file.write, text)

    def flush(self) -> None:
        self._survive(self._file.flush)

    def fileno(self) -> int:
        return self._file.fileno()

    def _survive(self, act: Callable[..., Any], *text: str) -> None:
        """The thread that writes must not end: everybody would wait for it for ever."""
        if not self.gone:
            try:
                act(*text)
            except OSError:
                self.gone = True


class _Wake(threading.Event):
    """An event that a `select` sees: quitting does not wait for the next tick."""

    def __init__(self) -> None:
        super().__init__()
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)

    def fileno(self) -> int:
        return self._read

    def set(self) -> None:
        super().set()
        self.wake()

    def wake(self) -> None:
        """Safe in a signal handler."""
        with contextlib.suppress(BlockingIOError):
            os.write(self._write, b"\0")

    def drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._read, 4096)

    def __del__(self) -> None:
        os.close(self._read)
        os.close(self._write)


def _escape_delay(value: str | None) -> float:
    """Seconds; the person's ESCDELAY is in milliseconds."""
    try:
        return max(1, int(value or "")) / 1000
    except ValueError:
        return ESCAPE_DELAY
