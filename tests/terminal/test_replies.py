"""What real terminals answer, and what is concluded from it."""

from __future__ import annotations

import pytest

from tests.terminal.answers import TERMINALS
from tui.terminal.replies import Replies, in_tmux, is_reply, query, split_version
from tui.terminal.sequences import Sequences
from tui.terminal.value import Terminal


def fold(text: str, known: Terminal | None = None, outer: str = "") -> Terminal:
    replies = Replies(known or Terminal(), outer=outer)
    for token in Sequences().feed(text):
        if is_reply(token):
            replies.add(token)
    return replies.terminal()


@pytest.mark.parametrize("name", TERMINALS)
def test_the_mode_of_each_terminal(name: str) -> None:
    answer, mode = TERMINALS[name]
    assert fold(answer).mode() == mode


def test_every_answer_is_taken_and_none_is_a_key() -> None:
    for answer, _ in TERMINALS.values():
        for token in Sequences().feed(answer):
            assert is_reply(token), token


@pytest.mark.parametrize(
    "key",
    ["\x1b[A", "\x1b[1;5C", "\x1b[3~", "\x1b[<0;1;1M", "\x1b[I", "\x1b[200~", "\x1b[104;3u",
     "\x1b[48;24;80;480;800t", "\x1b[?2026;2$y", "\x1b[?2048;1$y", "\x1bOP", "\x1b[1;2R"],
)  # fmt: skip
def test_keys_and_what_textual_asked_for_are_no_replies(key: str) -> None:
    assert not is_reply(key)


def test_colours_of_any_width() -> None:
    seen = fold("\x1b]10;rgb:f/8/0\x07\x1b]11;rgb:1414/1616/1b1b\x1b\\")
    assert (seen.text, seen.ground, seen.dark) == ("#ff8800", "#14161b", True)
    assert fold("\x1b]11;#FDF6E3\x07").ground == "#fdf6e3"
    assert fold("\x1b]11;#FDF6E3\x07").dark is False
    assert fold("\x1b]11;rgba:0000/0000/0000/ffff\x07").ground == "#000000"
    assert fold("\x1b]11;nonsense\x07").ground is None


@pytest.mark.parametrize(
    ("answer", "told"),
    [("\x1b[?0u", True), ("\x1b[>4;1m", True), ("\x1b[>4;0m", False), ("\x1b[?62c", False)],
)
def test_whether_shift_and_enter_arrives(answer: str, told: bool) -> None:
    assert fold(answer).keys is told


def test_only_xterm_is_asked_what_others_would_underline() -> None:
    assert "\x1b[?4m" in query({"XTERM_VERSION": "XTerm(379)"})
    assert "\x1b[?4m" not in query({"XTERM_VERSION": "XTerm(379)", "TMUX": "x"})
    assert "\x1b[?4m" not in query({"TERM": "xterm-256color"})


def test_light_and_dark_are_reported() -> None:
    assert fold("\x1b[?997;1n").dark is True
    assert fold("\x1b[?997;2n").dark is False


def test_a_cell_that_cannot_be_is_not_believed() -> None:
    assert fold("\x1b[6;18;9t").cell == (9, 18)
    assert fold("\x1b[6;0;0t").cell == (10, 20)
    assert fold("\x1b[6;9999;9999t").cell == (10, 20)


def test_the_limits_of_sixel() -> None:
    seen = fold("\x1b[?1;0;256S\x1b[?2;0;1000;800S")
    assert (seen.registers, seen.largest) == (256, (1000, 800))
    assert fold("\x1b[?1;0;4S").registers == 256
    assert fold("\x1b[?1;3;0S\x1b[?2;3;0S") == Terminal()


def test_in_tmux_the_terminal_around_it_decides() -> None:
    tmux = Terminal(tmux=True)
    answer = "\x1bP>|tmux 3.3a\x1b\\\x1b[?1;2c\x1b_Gi=31;OK\x1b\\"
    assert fold(answer, tmux, outer="kitty(0.41.1)").mode() == "kitty"
    assert fold(answer, tmux, outer="kitty(0.26.5)").mode() == "quadrant"
    assert fold(answer, tmux, outer="").mode() == "quadrant"


def test_a_forced_mode_wins() -> None:
    assert Terminal(kitty=True, sixel=True).mode() == "kitty"
    assert Terminal(kitty=True).mode("half") == "half"
    assert Terminal().mode("sixel") == "sixel"
    assert Terminal(sixel=True).mode("off") == "off"


@pytest.mark.parametrize(
    ("told", "name", "version"),
    [
        ("kitty(0.41.1)", "kitty", (0, 41, 1)),
        ("tmux 3.3a", "tmux", (3, 3)),
        ("Konsole 22.12.3", "konsole", (22, 12, 3)),
        ("XTerm(379)", "xterm", (379,)),
        ("ghostty 1.1.0", "ghostty", (1, 1, 0)),
        ("", "", ()),
        ("99 bottles", "", ()),
        ("x(" + "9" * 40 + ")", "x", (999999,)),
    ],
)
def test_versions(told: str, name: str, version: tuple[int, ...]) -> None:
    assert split_version(told) == (name, version)


def test_da_is_asked_last_and_tmux_gets_no_bare_graphics_query() -> None:
    assert query({}).endswith("\x1b[c")
    assert "\x1b_G" in query({})
    inside = query({"TMUX": "/run/tmux"})
    assert inside.startswith("\x1bPtmux;\x1b\x1b_G")
    assert "\x1b_G" not in inside.replace("\x1b\x1b_G", "")


def test_terminals_that_print_what_they_do_not_know_are_asked_less() -> None:
    for environ in ({"TERM_PROGRAM": "Apple_Terminal"}, {"STY": "1.pts"}):
        assert "\x1b_" not in query(environ)
        assert query(environ).endswith("\x1b[c")


def test_wrapping_doubles_every_escape() -> None:
    assert in_tmux("\x1b_Gx\x1b\\") == "\x1bPtmux;\x1b\x1b_Gx\x1b\x1b\\\x1b\\"


def test_who_is_known_to_have_all_colours_has_them_over_ssh_too() -> None:
    none = Terminal(truecolor=False)
    assert fold("\x1bP>|foot(1.21.0)\x1b\\", none).truecolor
    assert fold("\x1bP>|XTerm(379)\x1b\\", none).truecolor
    assert not fold("\x1bP>|XTerm(330)\x1b\\", none).truecolor
    assert not fold("\x1bP>|something 1\x1b\\", none).truecolor
    inside = Terminal(truecolor=False, tmux=True)
    assert not fold("", inside, "kitty(0.41.1)|256,title").truecolor
    assert fold("", inside, "kitty(0.41.1)|256,RGB").truecolor


def test_konsole_shows_no_old_sixel_through_a_ground_that_is_nearly_its_own() -> None:
    told = "\x1b]11;rgb:2323/2626/2727\x1b\\"
    assert fold(told).ground == "#232627"
    assert fold("\x1bP>|Konsole 22.12.3\x1b\\" + told).ground == "#232626"
