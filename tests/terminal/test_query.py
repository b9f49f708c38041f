"""The query in a real pty: what is read, what is left for the app, how long it takes."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import termios
import time
from collections.abc import Iterator

import pytest

from tests.terminal.answers import TERMINALS
from tui.terminal.query import PATIENCE, Query, begin, unasked
from tui.terminal.value import Terminal, forced


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """The terminal's end of a pty and the program's."""
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    yield outer, inner
    os.close(outer)
    os.close(inner)


def asked(inner: int, environ: dict[str, str] | None = None) -> Query:
    return begin(
        {"COLORTERM": "truecolor"} if environ is None else environ, read=inner, write=inner
    )


def test_an_answer_ends_the_wait(ends: tuple[int, int]) -> None:
    outer, inner = ends
    query = asked(inner)
    assert os.read(outer, 4096).endswith(b"\x1b[c")
    answer, _ = TERMINALS["kitty 0.41"]
    os.write(outer, answer.encode())
    started = time.monotonic()
    terminal = query.finish()
    assert time.monotonic() - started < 0.1
    assert terminal.kitty
    assert (terminal.ground, terminal.truecolor) == ("#14161b", True)
    query.restore()


def test_silence_is_given_up_and_told_by_the_environment(ends: tuple[int, int]) -> None:
    _, inner = ends
    query = asked(inner, {})
    started = time.monotonic()
    assert query.finish() == Terminal(truecolor=False, few="16")
    assert time.monotonic() - started < PATIENCE + 0.1
    query.restore()


def test_the_import_is_the_wait(ends: tuple[int, int]) -> None:
    _, inner = ends
    query = asked(inner)
    time.sleep(PATIENCE)
    started = time.monotonic()
    query.finish()
    assert time.monotonic() - started < 0.05
    query.restore()


def test_keys_typed_meanwhile_are_kept(ends: tuple[int, int]) -> None:
    outer, inner = ends
    query = asked(inner)
    os.write(outer, "hé".encode() + b"\x1b[?62;4cllo\r\x1b[A")
    terminal = query.finish()
    assert terminal.sixel
    assert query.typed.startswith("hé")
    assert query.typed in ("héllo\r\x1b[A", "hé")
    query.restore()


def test_the_tty_is_quiet_until_it_is_given_back(ends: tuple[int, int]) -> None:
    _, inner = ends
    before = termios.tcgetattr(inner)
    query = asked(inner)
    assert not termios.tcgetattr(inner)[3] & termios.ECHO
    query.finish(0)
    query.restore()
    assert termios.tcgetattr(inner) == before
    query.restore()
    assert termios.tcgetattr(inner) == before


def test_the_cell_is_the_kernels_until_the_terminal_tells(ends: tuple[int, int]) -> None:
    outer, inner = ends
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 960, 480))
    query = asked(inner)
    os.write(outer, b"\x1b[?62c")
    assert query.finish().cell == (12, 20)
    query.restore()


def test_no_size_no_question(ends: tuple[int, int]) -> None:
    _, inner = ends
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 0, 0, 0, 0))
    before = termios.tcgetattr(inner)
    query = asked(inner)
    assert query.attributes is None
    assert termios.tcgetattr(inner) == before
    assert query.finish() == Terminal(few="16")


@pytest.mark.parametrize("term", ["dumb", "linux"])
def test_terminals_that_would_print_the_question_are_not_asked(
    ends: tuple[int, int], term: str
) -> None:
    _, inner = ends
    assert asked(inner, {"TERM": term}).attributes is None


def test_a_pipe_is_not_asked() -> None:
    read, write = os.pipe()
    query = begin({}, read=read, write=write)
    assert query.finish() == Terminal(truecolor=False, few="16")
    query.restore()
    os.close(read)
    os.close(write)


def test_a_browser_is_not_asked_and_has_symbols(ends: tuple[int, int]) -> None:
    _, inner = ends
    environ = {"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver", "TMUX": "x"}
    query = asked(inner, environ)
    assert query.attributes is None
    terminal = query.finish()
    assert terminal == Terminal(served=True)
    assert query.driver() is None
    modes = {setting: terminal.mode(setting) for setting in ("auto", "kitty", "sixel", "half")}
    assert modes == dict.fromkeys(("auto", "kitty", "sixel"), "quadrant") | {"half": "half"}
    assert terminal.mode("off") == "off"


def test_what_the_environment_tells() -> None:
    assert unasked({"TMUX": "x", "COLORTERM": "24bit"}) == Terminal(tmux=True, few="16")
    assert unasked({"TERM": "xterm-256color"}).colours == "256"
    assert unasked({"TERM": "xterm-kitty"}).colours == "256"
    assert unasked({"TERM": "xterm"}).colours == "16"
    assert unasked({"TERM": "xterm", "COLORTERM": "truecolor"}).colours == "all"


@pytest.mark.parametrize("told", ["", "auto", "kitty", "sixel", "quadrant", "half", "off", "best"])
def test_a_mode_is_forced_by_the_environment(told: str) -> None:
    known = told if told not in ("", "best") else None
    assert forced({"PALAVER_IMAGES": told}) == known
    assert forced({}) is None


def test_in_tmux_it_waits_for_the_terminal_around_it(
    ends: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.terminal.query._around_tmux", lambda: "kitty(0.41.1)|256,RGB,title")
    outer, inner = ends
    query = asked(inner, {"TMUX": "x"})
    os.write(outer, b"\x1bP>|tmux 3.3a\x1b\\\x1b[?1;2c\x1b_Gi=31;OK\x1b\\")
    assert query.finish().kitty
    assert query.finish().colours == "all"
    query.restore()


def test_the_driver_goes_on_where_the_query_ends(ends: tuple[int, int]) -> None:
    outer, inner = ends
    query = asked(inner)
    os.write(outer, b"a\x1b[?62;4c")
    terminal = query.finish()
    driver = query.driver()
    assert (driver.terminal, driver.typed) == (terminal, "a")
    assert driver.attributes == query.attributes
    query.restore()


def test_replies_that_were_not_read_are_not_left_for_the_shell(ends: tuple[int, int]) -> None:
    outer, inner = ends
    query = asked(inner)
    os.write(outer, b"\x1b[?62;4c\n")
    time.sleep(0.02)
    query.restore()
    os.set_blocking(inner, False)
    with pytest.raises(BlockingIOError):
        os.read(inner, 100)
