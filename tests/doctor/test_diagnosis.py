"""What the doctor says of terminals that are made up: each row, and the exact line to set."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.terminal.answers import TERMINALS
from tests.terminal.test_replies import fold
from tui.doctor.diagnosis import diagnose, is_broken
from tui.doctor.drawing import lines, summary, text, values
from tui.doctor.facts import Clipboard, Facts, Place, Tmux
from tui.doctor.row import Row
from tui.terminal.value import Terminal

XCLIP = Clipboard("xclip", back=True, pictures=True)
KITTY = Facts(
    Terminal(kitty=True, name="kitty", version=(0, 41, 1), cell=(9, 18), keys=True),
    (160, 50),
    {"TERM": "xterm-kitty", "COLORTERM": "truecolor"},
    clipboard=XCLIP,
    versions=(("palaver", "0.1.0"),),
    places=(Place("data folder", "~/.local/share/palaver"),),
)
XTERM = replace(
    KITTY,
    terminal=Terminal(name="xterm", version=(379,), cell=(9, 18)),
    size=(80, 24),
    environ={"TERM": "xterm", "XTERM_VERSION": "XTerm(379)", "DISPLAY": ":0"},
)
OPTIONS = {
    "allow-passthrough": "on",
    "set-clipboard": "external",
    "extended-keys": "always",
    "escape-time": "10",
    "default-terminal": "tmux-256color",
    "focus-events": "off",
}
INSIDE = Tmux("3.4", "kitty(0.41.1)", "xterm-kitty", ("clipboard", "extkeys"), True, True, OPTIONS)
TMUX = replace(
    KITTY,
    terminal=Terminal(tmux=True, kitty=True, name="kitty", version=(0, 41, 1)),
    environ={"TERM": "tmux-256color", "TMUX": "/tmp/x"},
    tmux=INSIDE,
    clipboard=Clipboard("tmux buffer, sent on to the terminal", back=True),
)
BARE = replace(
    TMUX,
    terminal=Terminal(tmux=True, truecolor=False),
    environ={"TERM": "screen", "TMUX": "/tmp/x"},
    tmux=Tmux(
        "3.3a",
        "kitty(0.41.1)",
        "xterm-kitty",
        ("title",),
        False,
        True,
        {
            "allow-passthrough": "off",
            "set-clipboard": "off",
            "extended-keys": "off",
            "escape-time": "500",
            "default-terminal": "xterm",
            "focus-events": "off",
        },
    ),
)
CONSOLE = Facts(
    Terminal(truecolor=False, few="16"), (80, 25), {"TERM": "linux"}, clipboard=Clipboard()
)
EVERY = {
    "kitty": KITTY,
    "xterm": XTERM,
    "tmux": TMUX,
    "bare": BARE,
    "console": CONSOLE,
    "no": Facts(),
}


def row(facts: Facts, name: str, section: str = "") -> Row:
    found = [r for r in diagnose(facts) if r.name == name and section in ("", r.section)]
    assert len(found) == 1, (name, found)
    return found[0]


def sets(facts: Facts, name: str) -> list[str]:
    return [one.line for one in row(facts, name).sets]


# -- kitty


def test_in_kitty_everything_works() -> None:
    rows = diagnose(KITTY)
    assert {row.state for row in rows} == {"ok"}
    assert summary(rows) == "Everything works."
    assert row(KITTY, "drawn").told == "exact pixels (kitty)"
    assert row(KITTY, "colours").told == "16 million"
    assert row(KITTY, "cell").told == "9×18 pixels"


def test_kitty_with_few_colours_draws_no_pixels() -> None:
    few = replace(KITTY, terminal=replace(KITTY.terminal, truecolor=False))
    assert sets(few, "drawn") == ["export COLORTERM=truecolor"]


def test_an_old_kitty_and_one_that_is_forced() -> None:
    old = Terminal(name="kitty", version=(0, 26, 5), keys=True)
    assert "0.28" in row(replace(KITTY, terminal=old), "drawn").told
    forced = row(replace(KITTY, terminal=old, setting="half"), "drawn")
    assert (forced.state, forced.told.endswith(", as set")) == ("ok", True)
    assert row(replace(KITTY, setting="off"), "drawn").state == "note"


def test_konsole_has_a_sequence_of_its_own_for_shift_and_enter() -> None:
    konsole = Terminal(name="konsole", version=(22, 12, 3), sixel=True)
    assert row(replace(KITTY, terminal=konsole), "Shift+Enter").state == "ok"


# -- xterm


def test_xterm_is_told_how_to_get_sixel_and_shift_enter() -> None:
    assert sets(XTERM, "Shift+Enter") == ["XTerm*modifyOtherKeys: 1"]
    assert "XTerm*decTerminalID: vt340" in sets(XTERM, "drawn")
    assert "xrdb -merge" in row(XTERM, "drawn").sets[-1].file
    sixel = replace(XTERM, terminal=replace(XTERM.terminal, sixel=True, keys=True))
    assert row(sixel, "drawn").state == "ok"
    assert row(sixel, "Shift+Enter").state == "ok"


def test_xterm_without_a_program_for_the_clipboard() -> None:
    alone = replace(XTERM, clipboard=Clipboard())
    assert sets(alone, "text") == [
        "xclip",
        "XTerm*disallowedWindowOps: 20,21,GetSelection,SetXprop",
    ]
    assert "OSC 52" in row(alone, "text").told


@pytest.mark.parametrize("name", TERMINALS)
def test_what_real_terminals_answered_gives_rows(name: str) -> None:
    answer, mode = TERMINALS[name]
    facts = replace(KITTY, terminal=fold(answer))
    told = row(facts, "drawn").told
    words = {"kitty": "exact", "sixel": "sixel", "quadrant": "blocks of four"}
    assert words[mode] in told
    assert not is_broken(diagnose(facts))


# -- tmux


def test_a_tmux_that_is_set_right() -> None:
    states = {row.name: row.state for row in diagnose(TMUX)}
    assert states["drawn"] == states["allow-passthrough"] == states["set-clipboard"] == "ok"
    assert states["Esc"] == states["colours"] == "ok"
    assert "warn" not in states.values()
    assert row(TMUX, "terminal").told == "tmux 3.4 in kitty(0.41.1) (TERM=tmux-256color)"
    (line,) = row(TMUX, "Shift+Enter").sets  # kitty must be told, whatever tmux does
    assert line.line == r"map shift+enter send_text all \x1b[13;2u"
    assert line.file == "~/.config/kitty/kitty.conf"


def test_a_tmux_as_it_comes_is_told_each_line() -> None:
    told = {one.line for row in diagnose(BARE) for one in row.sets}
    assert told >= {
        "set -g allow-passthrough on",
        "set -s set-clipboard on",
        "set -as terminal-features ',xterm-kitty:clipboard'",
        "set -as terminal-features ',xterm-kitty:RGB'",
        "set -s extended-keys always",
        "set -s escape-time 10",
        'set -g default-terminal "tmux-256color"',
    }
    assert {one.file for row in diagnose(BARE) for one in row.sets} >= {"~/.tmux.conf"}
    assert row(BARE, "Esc").told == "tmux holds it back for 500 ms"
    assert "tmux keeps pixels to itself" in row(BARE, "drawn").told
    assert not is_broken(diagnose(BARE))


def test_passthrough_is_only_advised_where_it_helps() -> None:
    plain = replace(BARE, tmux=replace(BARE.tmux, outer="XTerm(379)", term="xterm-256color"))
    assert row(plain, "allow-passthrough").state == "note"
    assert row(plain, "drawn").state == "ok"
    assert sets(plain, "Shift+Enter") == [
        "set -s extended-keys always",
        "set -as terminal-features ',xterm-256color:extkeys'",
    ]


def test_a_tmux_that_does_not_answer_and_one_without_utf8() -> None:
    assert "does not answer" in row(replace(TMUX, tmux=Tmux()), "tmux").told
    latin = replace(TMUX, tmux=replace(INSIDE, utf8=False))
    assert sets(latin, "characters") == ["tmux -u"]


# -- others


def test_over_ssh() -> None:
    far = replace(KITTY, environ={**KITTY.environ, "SSH_CONNECTION": "10.1.2.3 1 10.0.0.1 22"})
    assert row(far, "ssh").state == "note"
    assert "10." not in text(diagnose(far))


def test_the_console_is_not_broken() -> None:
    rows = diagnose(CONSOLE)
    assert not is_broken(rows)
    assert row(CONSOLE, "colours").told == "16: the console has no more"
    assert "^J" in row(CONSOLE, "Shift+Enter").told
    assert "not told" in row(CONSOLE, "cell").told


def test_without_a_terminal_it_says_so() -> None:
    rows = diagnose(Facts())
    assert "none here" in row(Facts(), "terminal").told
    assert not is_broken(rows)
    assert {row.section for row in rows} == {"Terminal", "Clipboard", "palaver"}


def test_in_a_browser() -> None:
    served = replace(KITTY, terminal=Terminal(served=True), environ={})
    assert "browser has no other way" in row(served, "drawn").told
    assert row(served, "terminal").told == "a browser"
    assert not is_broken(diagnose(served))


@pytest.mark.parametrize(
    ("change", "name", "words"),
    [
        ({"size": (30, 8)}, "size", "palaver needs 40×10"),
        ({"environ": {"TERM": "dumb"}}, "terminal", "nothing can be drawn"),
        ({"environ": {}}, "terminal", "TERM is not set"),
        ({"encoding": "latin-1"}, "characters", "not UTF-8"),
        (
            {"places": (Place("data folder", "~/x", "cannot be written", "chmod"),)},
            "data folder",
            "~/x",
        ),
    ],
)
def test_what_is_broken(change: dict[str, object], name: str, words: str) -> None:
    facts = replace(KITTY, **change)
    assert row(facts, name).state == "broken"
    assert words in row(facts, name).told
    assert is_broken(diagnose(facts))
    assert "keeps palaver from working" in summary(diagnose(facts))


def test_what_is_wrong_in_the_settings() -> None:
    facts = replace(KITTY, problems=("config.toml:3: modle: is not a setting",))
    found = row(facts, "settings")
    assert (found.state, found.sets[0].file) == ("warn", "~/.config/palaver/config.toml")
    assert summary(diagnose(facts)) == "Nothing is broken; 1 thing could be better."


def test_no_color_and_a_long_escape() -> None:
    grey = replace(KITTY, environ={**KITTY.environ, "NO_COLOR": "1", "ESCDELAY": "1000"})
    assert row(grey, "colours").told == "none: NO_COLOR is set"
    assert sets(grey, "Esc") == ["unset ESCDELAY"]
    odd = replace(KITTY, environ={**KITTY.environ, "ESCDELAY": "²"})
    assert row(odd, "Esc").told == "known after 25 ms"


@pytest.mark.parametrize(
    ("board", "state", "words"),
    [
        (Clipboard("wl-copy", None, "not read again", pictures=True), "ok", "not read again"),
        (Clipboard("xclip", back=False), "warn", "does not keep"),
        (Clipboard("xsel", back=True), "ok", "came back"),
    ],
)
def test_the_clipboard(board: Clipboard, state: str, words: str) -> None:
    found = row(replace(KITTY, clipboard=board), "text")
    assert (found.state, words in found.told) == (state, True)


# -- drawing


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("width", [40, 76, 100])
def test_lines_fit_but_for_those_that_are_to_be_copied(name: str, width: int) -> None:
    for line in lines(diagnose(EVERY[name]), width):
        drawn = "".join(span for span, _ in line)
        assert len(drawn) <= max(width, 43) or line[-1][1] in ("accent", "muted")
        assert drawn.isprintable() or not drawn


@pytest.mark.parametrize("name", EVERY)
def test_json_has_every_row(name: str) -> None:
    rows = diagnose(EVERY[name])
    assert [value["name"] for value in values(rows)] == [row.name for row in rows]
    assert all(value["state"] in ("ok", "note", "warn", "broken") for value in values(rows))


@pytest.mark.parametrize("name", EVERY)
def test_what_is_not_as_it_should_be_tells_what_to_do_or_why(name: str) -> None:
    for found in diagnose(EVERY[name]):
        assert found.told
        assert all(one.line and one.file for one in found.sets)
        assert found.state not in ("warn", "broken") or found.sets
