"""What tmux is set to."""

from __future__ import annotations

from collections.abc import Iterator

from tui.doctor.facts import Tmux
from tui.doctor.row import Row, Set
from tui.terminal.replies import has_placeholders, split_version

TMUX = "~/.tmux.conf"


def tmux_rows(tmux: Tmux) -> Iterator[Row]:
    if not tmux.version:
        yield Row("tmux", "tmux", "warn", "does not answer; nothing is known of its settings")
        return
    yield _passthrough(tmux)
    yield _clipboard(tmux)
    term = tmux.options.get("default-terminal", "")
    if term.startswith(("tmux", "screen")):
        yield Row("tmux", "default-terminal", "ok", term)
    else:
        line = Set('set -g default-terminal "tmux-256color"', TMUX)
        yield Row("tmux", "default-terminal", "warn", f"{term}: not what tmux speaks", (line,))
    keys = tmux.options.get("extended-keys", "off")
    yield Row("tmux", "extended-keys", "ok" if keys == "always" else "note", keys)
    yield Row("tmux", "focus-events", "note", _told(tmux, "focus-events") + " (not needed)")


def number(text: str, otherwise: int) -> int:
    """A whole number as a person or tmux wrote it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _passthrough(tmux: Tmux) -> Row:
    told = _told(tmux, "allow-passthrough")
    if told != "off" or not tmux.options.get("allow-passthrough"):
        state = "ok" if told in ("on", "all") else "note"
        older = "" if told in ("on", "all") else " before 3.3 there is none, and none is needed"
        return Row("tmux", "allow-passthrough", state, told + older)
    if has_placeholders(*split_version(tmux.outer)):
        line = Set("set -g allow-passthrough on", TMUX)
        return Row("tmux", "allow-passthrough", "warn", "off: no pixels for pictures", (line,))
    return Row("tmux", "allow-passthrough", "note", "off; the terminal around has no use for it")


def _clipboard(tmux: Tmux) -> Row:
    told = _told(tmux, "set-clipboard")
    sets: list[Set] = []
    if told == "off":
        sets.append(Set("set -s set-clipboard on", TMUX))
    if tmux.features and "clipboard" not in tmux.features:
        sets.append(Set(f"set -as terminal-features ',{tmux.term or '*'}:clipboard'", TMUX))
    if sets:
        why = f"{told}: what is copied does not reach the terminal around it"
        return Row("tmux", "set-clipboard", "warn", why, tuple(sets))
    return Row("tmux", "set-clipboard", "ok", told)


def _told(tmux: Tmux, option: str) -> str:
    return {"0": "off", "1": "on", "": "off"}.get(said := tmux.options.get(option, ""), said)
