"""The program comes, is resized in mid-answer and goes; the terminal is as it was."""

from __future__ import annotations

import os
import shlex
import signal
import termios
import time
from pathlib import Path

import pytest

from tests.pty.stage import ask, beside, lab, palaver, write
from tests.pty.terminal import ESC, PALAVER, Terminal, ctrl
from tests.support import wait_for
from tests.terminal.answers import TERMINALS

MODES = ("1049", "1000", "1002", "1003", "1006", "1015", "1004", "2004", "2031", "2048")


def is_clean(terminal: Terminal, before: list) -> None:
    """Every mode that was switched on is off again, and the line is a shell's."""
    raw = bytes(terminal.raw)
    for mode in MODES:
        on, off = raw.rfind(f"\x1b[?{mode}h".encode()), raw.rfind(f"\x1b[?{mode}l".encode())
        assert on <= off, f"mode {mode} is left on"
    assert raw.rfind(b"\x1b[?25h") >= raw.rfind(b"\x1b[?25l"), "the cursor is hidden"
    assert raw.rfind(b"\x1b[<u") >= raw.rfind(b"\x1b[>1u"), "kitty's keys are left on"
    assert termios.tcgetattr(terminal.fd)[:4] == before[:4]


@pytest.mark.parametrize("sure", [False, True], ids=["after", "during"])
def test_ask_resize_quit(sure: bool) -> None:
    """Quitting while an answer streams asks once more; either way nothing is left behind."""
    with lab(rate=30, tokens=80 if not sure else 900) as server, beside(server) as terminal:
        ask(terminal, "tell me a lot")
        terminal.wait("token5 ")
        for columns, rows in ((60, 15), (120, 40), (39, 9), (100, 20), (80, 24)):
            terminal.resize(columns, rows)
            if columns < 40:
                terminal.wait("palaver needs 40x10", gone=["token"])
            else:
                terminal.wait("token", "Ask anything", "^P actions", gone=["palaver needs"])
        if sure:
            terminal.type(ctrl("q"))
            terminal.wait("1 answer still coming")
        else:
            terminal.wait("token79", gone=["Esc stop"])
        terminal.type(ctrl("q"))
        assert terminal.wait_exit() == 0
        is_clean(terminal, shell_line())


def shell_line() -> list:
    """The line settings of a pty that nobody has touched."""
    with Terminal(["cat"]) as terminal:
        return termios.tcgetattr(terminal.fd)


def test_late_replies_type_nothing() -> None:
    with palaver() as terminal:
        terminal.settle()
        for answer, _ in TERMINALS.values():
            terminal.type(answer)
        terminal.type("\x1b[?2026;2$y\x1b[?2048;0$y\x1b[?997;1n\x1b[6;20;10t\x1b[4;480;800t")
        terminal.type("\x1b]4;1;rgb:ffff/0000/0000\x07\x1b[?0u\x1b[I\x1b[O")
        terminal.type("only this")
        terminal.wait("┃ only this")
        terminal.settle()
        prompt = next(line for line in terminal.lines if line.startswith("┃"))
        assert prompt == "┃ only this"
        assert "guide (help" in terminal.lines[-1]


def test_keys_that_come_together_act_in_their_order() -> None:
    """A slow line delivers several keys at once."""
    with palaver() as terminal:
        terminal.type("abcx\x7fd")
        terminal.wait("┃ abcd")
        terminal.type("\x01X\x05Y")
        terminal.wait("┃ XabcdY")
        terminal.type("\x15gone")
        terminal.wait("┃ gone", gone=["XabcdY"])


def test_esc_followed_at_once_by_a_letter() -> None:
    """It stops the answer, and the letter is typed."""
    with lab(rate=30, tokens=900) as server, beside(server) as terminal:
        ask(terminal, "tell me a lot")
        terminal.wait("token5 ")
        terminal.type(ESC + "h")
        terminal.wait("■ stopped", "┃ h", gone=["Esc stop"])
        wait_for(lambda: server.closed_early == 1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["term", "hup"])
def test_a_signal_ends_it_as_quitting_does(number: int) -> None:
    """The answer so far and the draft are kept, the terminal is left clean."""
    with lab(rate=30, tokens=900) as server, beside(server) as terminal:
        ask(terminal, "tell me a lot")
        terminal.wait("token5 ")
        write(terminal, "half a thought")
        os.kill(terminal.pid, number)
        assert terminal.wait_exit() == 128 + number
        if number == signal.SIGTERM:
            is_clean(terminal, shell_line())
        with palaver("-c") as again:
            again.wait("token5 ", "stopped", "half a thought")


@pytest.mark.parametrize("after", [0.0, 0.05, 0.1, 0.2, 0.3, 0.5])
def test_a_signal_while_it_starts_leaves_the_line_as_it_was(after: float) -> None:
    before = shell_line()
    with Terminal() as terminal:
        wait_for(lambda: bool(terminal.pump(0.01) and terminal.raw))
        end = time.monotonic() + after
        while (left := end - time.monotonic()) > 0:
            terminal.pump(left)
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.wait_exit() == 128 + signal.SIGTERM
        is_clean(terminal, before)


def test_a_terminal_that_is_gone_ends_it() -> None:
    """Its window was closed: nothing can be written any more, and nothing hangs."""
    with lab(rate=30, tokens=900) as server, beside(server) as terminal:
        ask(terminal, "tell me a lot")
        terminal.wait("token5 ")
        terminal.hang_up()
        terminal.wait_exit()
        with palaver("-c") as again:
            again.wait("token5 ", "stopped")


def test_the_screen_is_whole_after_it_was_suspended() -> None:
    with palaver() as terminal:
        write(terminal, "a thought")
        os.kill(terminal.pid, signal.SIGTSTP)
        wait_for(lambda: bool(terminal.pump(0.02) and terminal.stopped))
        terminal.resize(70, 20)
        terminal.clear()
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.wait("a thought", "^P actions", "Ask how palaver works")


@pytest.mark.parametrize("after", [0.0, 0.05, 0.1, 0.2])
def test_what_is_typed_and_left_at_once_is_a_draft(after: float) -> None:
    with Terminal() as terminal:
        terminal.wait("sk anything")
        terminal.type("a thought")
        terminal.pump(after)
        terminal.type(ctrl("q"))
        assert terminal.wait_exit() == 0
    with palaver() as again:
        again.wait("a thought")


def test_a_key_for_what_is_not_there_yet_waits() -> None:
    """And what is typed behind it is for the picker it opens."""
    with Terminal() as terminal:
        terminal.wait("sk anything")
        terminal.type(ctrl("l"))
        terminal.type("canv")
        terminal.wait("canvas", "› canv")


def test_errors_led_into_a_file_leave_the_screen_to_palaver(tmp_path: Path) -> None:
    told = tmp_path / "told"
    line = f"exec {shlex.join(PALAVER)} 2>{shlex.quote(str(told))}"
    with Terminal(["sh", "-c", line]) as terminal:
        terminal.wait("^L model", timeout=40)
        write(terminal, "it is there")
        terminal.type(ctrl("q"))
        assert terminal.wait_exit() == 0
    assert told.read_text() == ""
