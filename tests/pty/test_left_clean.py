"""The program comes, is resized in mid-answer and goes; the terminal is as it was."""

from __future__ import annotations

import termios

import pytest

from tests.pty.stage import ask, beside, lab, palaver
from tests.pty.terminal import ESC, Terminal, ctrl
from tests.support import wait_for
from tests.terminal.answers import TERMINALS

MODES = ("1049", "1000", "1002", "1003", "1006", "1015", "1004", "2004", "2031", "2048")


def is_clean(terminal: Terminal, before: list) -> None:
    """Every mode that was switched on is off again, and the line is a shell's."""
    raw = bytes(terminal.raw)
    for mode in MODES:
        on, off = raw.rfind(f"\x1b[?{mode}h".encode()), raw.rfind(f"\x1b[?{mode}l".encode())
        assert on <= off, f"mode {mode} is left on"
    assert raw.rindex(b"\x1b[?25h") > raw.rindex(b"\x1b[?25l"), "the cursor is hidden"
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
