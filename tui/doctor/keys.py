"""Keys that a terminal, or tmux, may keep or hold back."""

from __future__ import annotations

from collections.abc import Iterator

from tui.doctor.facts import Facts, Tmux
from tui.doctor.row import Row, Set
from tui.doctor.tmux import TMUX, number
from tui.terminal.replies import split_version
from tui.terminal.value import Terminal

_NEWLINE = "^J is a new line everywhere"
_ARRIVES = "a new line: it arrives as a key of its own"
_LONG = 100
"""Milliseconds of an Esc that a person notices."""


def key_rows(facts: Facts, terminal: Terminal) -> Iterator[Row]:
    if facts.tmux is not None:
        yield _through_tmux(facts.tmux)
        yield _escape_in_tmux(facts.tmux)
        return
    yield _enter(terminal)
    yield _escape(facts)


def _enter(terminal: Terminal) -> Row:
    if terminal.served:
        return Row("Keys", "Shift+Enter", "note", f"a browser sends Enter; {_NEWLINE}")
    if terminal.keys or terminal.name == "konsole":
        return Row("Keys", "Shift+Enter", "ok", _ARRIVES)
    told = f"arrives as Enter and sends; {_NEWLINE}"
    if terminal.name == "xterm":
        line = Set("XTerm*modifyOtherKeys: 1", "~/.Xresources, then xrdb -merge ~/.Xresources")
        return Row("Keys", "Shift+Enter", "warn", told, (line,))
    return Row("Keys", "Shift+Enter", "note", told)


def _escape(facts: Facts) -> Row:
    delay = number(facts.environ.get("ESCDELAY", ""), 25)
    if delay > _LONG:
        line = Set("unset ESCDELAY", "~/.profile")
        return Row("Keys", "Esc", "warn", f"waited for {delay} ms: ESCDELAY is set", (line,))
    return Row("Keys", "Esc", "ok", f"known after {delay} ms")


def _through_tmux(tmux: Tmux) -> Row:
    """tmux tells programs of such keys only if it always does, and learns of them only from a
    terminal of which it knows that it can tell."""
    told = f"arrives as Enter and sends; {_NEWLINE}"
    sets: list[Set] = []
    if tmux.options.get("extended-keys") != "always":
        sets.append(Set("set -s extended-keys always", TMUX))
    name, _ = split_version(tmux.outer)
    kitty = Set(r"map shift+enter send_text all \x1b[13;2u", "~/.config/kitty/kitty.conf")
    if name == "kitty":
        if not sets:
            return Row("Keys", "Shift+Enter", "note", "kitty tells tmux of it with this", (kitty,))
        sets.append(kitty)
    elif tmux.features and "extkeys" not in tmux.features:
        sets.append(Set(f"set -as terminal-features ',{tmux.term or '*'}:extkeys'", TMUX))
    if not sets:
        return Row("Keys", "Shift+Enter", "ok", "a new line: tmux passes it on")
    return Row("Keys", "Shift+Enter", "warn", told, tuple(sets))


def _escape_in_tmux(tmux: Tmux) -> Row:
    delay = number(tmux.options.get("escape-time", ""), 500)
    if delay > _LONG:
        line = Set("set -s escape-time 10", TMUX)
        return Row("Keys", "Esc", "warn", f"tmux holds it back for {delay} ms", (line,))
    return Row("Keys", "Esc", "ok", f"tmux holds it back for {delay} ms")
