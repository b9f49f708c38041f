"""Late replies type nothing, Esc comes at once, a paste is one message."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from tests.terminal.answers import TERMINALS
from tui.terminal.input import Input


class Ear:
    """An input with what came out of it."""

    def __init__(self, **options: object) -> None:
        self.replies: list[str] = []
        self.input = Input(self.replies.append, **options)  # type: ignore[arg-type]

    def __call__(self, *pieces: str) -> list[str]:
        return [name(message) for piece in pieces for message in self.input.feed(piece)]

    def later(self) -> list[str]:
        wait = self.input.wait()
        if wait is not None:
            time.sleep(wait + 0.002)
        return [name(message) for message in self.input.tick()]


def name(message: Message) -> str:
    match message:
        case events.Key():
            return message.key
        case events.Paste():
            return f"paste {message.text}"
        case _:
            return type(message).__name__


@pytest.mark.parametrize("terminal", TERMINALS)
def test_a_late_answer_types_nothing(terminal: str) -> None:
    answer, _ = TERMINALS[terminal]
    ear = Ear()
    assert ear("a" + answer + "b") == ["a", "b"]
    assert "".join(ear.replies) == answer


@pytest.mark.parametrize("terminal", ["kitty 0.41", "xterm as vt340"])
def test_a_late_answer_in_two_reads_types_nothing(terminal: str) -> None:
    answer, _ = TERMINALS[terminal]
    for at in range(1, len(answer)):
        ear = Ear()
        assert ear("a" + answer[:at], answer[at:] + "b") == ["a", "b"], at


def test_an_answer_that_breaks_off_types_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.terminal.input._BROKEN_DELAY", 0.01)
    ear = Ear()
    assert ear("\x1b]11;rgb:14") == []
    assert ear.later() == []
    assert ear("a") == ["a"]


def test_escape_is_waited_for_no_longer_than_a_person_notices() -> None:
    ear = Ear()
    assert ear("\x1b") == []
    wait = ear.input.wait()
    assert wait is not None
    assert 0 < wait <= 0.025


def test_escape_is_a_key_after_its_delay() -> None:
    ear = Ear(delay=0.02)
    assert ear("\x1b") == []
    wait = ear.input.wait()
    assert wait is not None
    assert wait <= 0.02
    assert ear.later() == ["escape"]
    assert ear.input.wait() is None


def test_escape_and_a_character_are_two_keys() -> None:
    """tmux makes one of an Esc and a letter soon after it."""
    assert Ear()("\x1bh") == ["escape", "h"]
    assert Ear()("\x1b?") == ["escape", "question_mark"]
    assert Ear(tmux=True)("\x1bf") == ["escape", "f"]


def test_outside_tmux_alt_b_and_f_are_words_as_terminals_mean_them() -> None:
    assert Ear()("\x1bb\x1bf") == ["ctrl+left", "ctrl+right"]


def test_escape_and_enter_are_a_newline() -> None:
    assert Ear()("\x1b\r") == ["ctrl+j"]
    assert Ear(tmux=True)("\x1b\r") == ["ctrl+j"]


def test_plain_keys() -> None:
    assert Ear()("aé\r\t\x7f\x11\x1b[A\x1b[1;5C\x1b[5~\x1bOP\x1b[Z") == [
        "a", "é", "enter", "tab", "backspace", "ctrl+q", "up", "ctrl+right", "pageup", "f1",
        "shift+tab",
    ]  # fmt: skip


def test_keys_of_kittys_protocol_and_no_lone_modifier() -> None:
    ear = Ear()
    assert ear("\x1b[97;1;97u\x1b[57443;3u\x1b[13;3u\x1b[27u\x1b[13;2u") == [
        "a", "alt+enter", "escape", "shift+enter",
    ]  # fmt: skip


def test_konsoles_shift_and_enter() -> None:
    assert Ear()("\x1bOM\r") == ["shift+enter", "enter"]


def test_keys_as_xterm_and_newer_tmux_tell_them() -> None:
    assert Ear()("\x1b[27;2;13~\x1b[27;3;120~a") == ["shift+enter", "alt+x", "a"]


@pytest.mark.parametrize("end", ["9999999u", "97;2;9999999u", "27;2;9999999~"])
def test_the_number_of_no_character_is_no_key(end: str) -> None:
    assert Ear()(f"\x1b[{end}a\x1b[<0;5;6M") == ["a", "MouseDown"]


def test_mouse_focus_and_modes_go_through() -> None:
    assert Ear()("\x1b[<0;5;6M\x1b[<0;5;6m\x1b[I\x1b[O\x1b[?2026;2$y") == [
        "MouseDown", "MouseUp", "AppFocus", "AppBlur", "TerminalSupportsSynchronizedOutput",
    ]  # fmt: skip


def test_an_unknown_sequence_types_nothing_and_the_next_key_is_itself() -> None:
    assert Ear()("\x1b[99;99!xa\x1b[<0;5;6Mb") == ["a", "MouseDown", "b"]


def test_a_paste_is_one_message() -> None:
    text = "one\r\ntwo\rthree\x00 \x1b[31m\x1b]x\x07"
    assert Ear()("a\x1b[200~" + text + "\x1b[201~b") == [
        "a", "paste one\ntwo\nthree \x1b[31m\x1b]x\x07", "b",
    ]  # fmt: skip


def test_a_paste_in_many_reads() -> None:
    ear = Ear()
    whole = "\x1b[200~" + "line\r" * 500 + "\x1b[201~"
    got = [key for at in range(0, len(whole), 7) for key in ear(whole[at : at + 7])]
    assert got == ["paste " + "line\n" * 500]


def test_a_paste_with_a_hostile_sequence_presses_no_key() -> None:
    assert Ear()("\x1b[200~\x1b]" + "x" * 100 + "\rrm\r\x1b[201~") == [
        "paste \x1b]" + "x" * 100 + "\nrm\n"
    ]


def test_a_paste_without_an_end_is_taken_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.terminal.input._PASTE_DELAY", 0.01)
    ear = Ear()
    assert ear("\x1b[200~half") == []
    assert ear.later() == ["paste half"]
    assert ear("\x1b[201~a") == ["a"]


def test_an_empty_paste() -> None:
    assert Ear()("\x1b[200~\x1b[201~") == ["paste "]


@given(st.lists(st.sampled_from(["\x1b", "[", "?", "a", "\r", ";", "1", "c", "\x07", "\\", "日"])))
def test_anything_is_survived(pieces: list[str]) -> None:
    ear = Ear()
    for piece in pieces:
        ear(piece)
    ear.later()
    assert ear("\x1b[201~\x07\x1b\\zz")[-1:] in (["z"], [])
