"""Our driver in a real pty: nothing late is typed, and the terminal is left as it was."""

from __future__ import annotations

import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal
from tests.support import wait_for
from tests.terminal.answers import TERMINALS

APP = [sys.executable, str(Path(__file__).with_name("small_app.py"))]


@pytest.fixture
def small() -> Iterator[Terminal]:
    with Terminal(APP, size=(80, 40)) as terminal:
        terminal.wait("ready")
        terminal.settle()
        yield terminal


def test_late_replies_type_nothing(small: Terminal) -> None:
    for answer, _ in TERMINALS.values():
        small.type(answer)
    small.type("x")
    small.wait("x")
    small.settle()
    assert small.lines[1].strip("▊▎ ") == "x"
    assert "key:" not in small.text.replace("key:x", "")


def test_late_replies_are_believed(small: Terminal) -> None:
    small.type("\x1b_Gi=31;OK\x1b\\\x1bP>|kitty(0.41.1)\x1b\\\x1b[6;30;15t")
    small.wait("now:kitty (15, 30)")


def test_light_is_reported_and_the_colours_are_asked_again(small: Terminal) -> None:
    small.answers = False
    small.raw.clear()
    small.type("\x1b[?997;2n")
    small.wait("False")
    wait_for(lambda: small.pump() and b"\x1b]11;?" in small.raw, what="the ground is asked")
    small.type("\x1b]11;rgb:ffff/ffff/ffff\x1b\\")
    small.wait("#ffffff False")


def test_escape_is_heard_within_a_tenth_of_a_second(small: Terminal) -> None:
    started = time.monotonic()
    small.type("\x1b")
    small.wait("key:escape")
    assert time.monotonic() - started < 0.5  # Textual's own driver: 0.1 to 0.2 s more


def test_alt_enter_is_a_newline_and_alt_letter_two_keys(small: Terminal) -> None:
    small.type("\x1b\r")
    small.wait("key:ctrl+j")
    small.type("\x1bh")
    small.wait("key:escape")


def test_keys_typed_before_the_app_is_there_reach_it() -> None:
    with Terminal(APP, size=(80, 40)) as terminal:
        wait_for(lambda: terminal.pump() and b"\x1b[c" in terminal.raw)
        terminal.type("early")
        terminal.wait("ready", "early")


def test_a_changed_font_is_noticed(small: Terminal) -> None:
    small.raw.clear()
    small.resize(100, 30)
    wait_for(lambda: small.pump() and b"\x1b[16t" in small.raw, what="the cell is asked again")


def test_the_terminal_is_left_clean(small: Terminal) -> None:
    before = termios.tcgetattr(small.fd)
    small.type("\x11")
    assert small.wait_exit() == 0
    after = bytes(small.raw)
    for mode in (b"1049", b"1000", b"1003", b"1006", b"1004", b"2004", b"2031"):
        assert after.rindex(b"?" + mode + b"l") > after.rindex(b"?" + mode + b"h"), mode
    assert after.rindex(b"?25h") > after.rindex(b"?25l")
    assert after.rindex(b"?7h") > after.rindex(b"?7l")
    assert before[3] & termios.ECHO == 0  # the app's settings …
    assert termios.tcgetattr(small.fd)[3] & termios.ECHO  # … and a shell's


def test_what_is_still_on_its_way_at_the_end_is_read() -> None:
    with Terminal(APP, size=(80, 40)) as terminal:
        terminal.wait("ready")
        terminal.settle()
        terminal.raw.clear()
        terminal.type("\x11")
        wait_for(lambda: terminal.pump() and b"\x1b[c" in terminal.raw)
        assert terminal.wait_exit() == 0


def test_a_crash_before_the_app_gives_the_echo_back() -> None:
    with Terminal([*APP, "--crash"], size=(80, 40)) as terminal:
        assert terminal.wait_exit() == 3
        assert termios.tcgetattr(terminal.fd)[3] & termios.ECHO


def test_kittys_pictures_are_deleted_at_the_end(small: Terminal) -> None:
    small.type(TERMINALS["kitty 0.41"][0])
    small.wait("now:kitty")
    small.type("\x11")
    assert small.wait_exit() == 0
    assert b"\x1b_Ga=d,d=A,q=2\x1b\\" in small.raw
