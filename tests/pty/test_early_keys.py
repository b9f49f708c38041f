"""Who types while palaver starts loses nothing: not before the paint, not while it wakes up."""

from __future__ import annotations

import string
import time
from pathlib import Path

import pytest

from tests.pty.terminal import ENTER, LEFT, Terminal

_KEYS = string.ascii_letters + string.digits
_STARTING = 4.0
"""Seconds of typing: beyond the start, which takes one or two."""
_ASLEEP = 0.2
"""Seconds after the first paint in which the services are being opened."""


def _typed(terminal: Terminal, text: str, gap: float) -> None:
    for letter in text:
        terminal.type(letter)
        end = time.monotonic() + gap
        while (left := end - time.monotonic()) > 0:
            terminal.pump(left)


@pytest.mark.parametrize("gap", [0.02, 0.06, 0.12])
def test_letters_from_the_first_moment_on_stay_in_order(home: Path, gap: float) -> None:
    keys = _KEYS[: int(_STARTING / gap)]
    with Terminal(size=(120, 30)) as terminal:
        _typed(terminal, keys, gap)
        terminal.wait(keys)


def test_letters_that_were_there_before_the_program_read(home: Path) -> None:
    with Terminal(size=(120, 30)) as terminal:
        terminal.type(_KEYS)
        terminal.wait(_KEYS)


def test_the_cursor_stays_where_it_was_put_while_the_services_open(home: Path) -> None:
    with Terminal(size=(120, 30)) as terminal:
        terminal.wait("sk anything")
        _typed(terminal, "wrld", 0.01)
        for _ in range(3):
            terminal.type(LEFT)
        _typed(terminal, "o", _ASLEEP * 5)
        terminal.wait("world")


def test_a_question_sent_at_once_is_answered(home: Path) -> None:
    with Terminal(size=(120, 30)) as terminal:
        terminal.wait("sk anything")
        _typed(terminal, "keys", 0.01)
        terminal.pump(0.05)
        terminal.type(ENTER)
        terminal.wait("you", "keys", "guide", gone=["Ask how palaver works"])


def test_a_command_given_at_once_is_run(home: Path) -> None:
    with Terminal(size=(120, 30)) as terminal:
        terminal.wait("sk anything")
        _typed(terminal, "/help", 0.01)
        terminal.pump(0.05)
        terminal.type(ENTER)
        terminal.wait("All actions")
