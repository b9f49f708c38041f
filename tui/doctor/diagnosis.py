"""Facts in, rows out. Pure: what a row says can be tested for any terminal there is."""

from __future__ import annotations

from collections.abc import Iterator

from tui.doctor.facts import Facts
from tui.doctor.keys import key_rows
from tui.doctor.pictures import picture_rows
from tui.doctor.row import Row, Set
from tui.doctor.tmux import TMUX, tmux_rows
from tui.terminal.replies import has_all_colours, split_version
from tui.terminal.value import Terminal

PROFILE = "~/.profile"


def diagnose(facts: Facts) -> tuple[Row, ...]:
    """Every row, in the order to show them."""
    return tuple(_rows(facts))


def is_broken(rows: tuple[Row, ...]) -> bool:
    """Whether something keeps palaver from working."""
    return any(row.state == "broken" for row in rows)


def _rows(facts: Facts) -> Iterator[Row]:
    if facts.terminal is None:
        told = "there is none here: what only a terminal tells is left out"
        yield Row("Terminal", "terminal", "note", told)
    else:
        yield from _terminal(facts, facts.terminal)
        yield from picture_rows(facts, facts.terminal)
        yield from key_rows(facts, facts.terminal)
    yield from _clipboard(facts)
    if facts.tmux is not None:
        yield from tmux_rows(facts.tmux)
    yield from _palaver(facts)


# -- the terminal


def _terminal(facts: Facts, terminal: Terminal) -> Iterator[Row]:
    yield _name(facts, terminal)
    columns, rows = facts.size
    if columns < 40 or rows < 10:
        yield Row("Terminal", "size", "broken", f"{columns}×{rows}: palaver needs 40×10")
    else:
        yield Row("Terminal", "size", "ok", f"{columns}×{rows}")
    yield _colours(facts, terminal)
    yield _characters(facts)
    if facts.environ.get("SSH_CONNECTION"):
        yield Row("Terminal", "ssh", "note", "this machine is reached over ssh")


def _name(facts: Facts, terminal: Terminal) -> Row:
    term = facts.environ.get("TERM", "")
    if terminal.served:
        return Row("Terminal", "terminal", "ok", "a browser")
    if term in ("", "dumb", "unknown"):
        told = f"TERM is {term or 'not set'}: nothing can be drawn"
        line = Set("export TERM=xterm-256color", PROFILE)
        return Row("Terminal", "terminal", "broken", told, (line,))
    version = ".".join(map(str, terminal.version))
    named = f"{terminal.name} {version}".strip()
    if facts.tmux is not None:
        named = f"tmux {facts.tmux.version} in {facts.tmux.outer or 'a terminal without a name'}"
    told = f"{named or 'tells no name'} (TERM={term})"
    return Row("Terminal", "terminal", "ok" if named else "note", told)


def _colours(facts: Facts, terminal: Terminal) -> Row:
    term = facts.environ.get("TERM", "")
    if facts.environ.get("NO_COLOR"):
        return Row("Terminal", "colours", "note", "none: NO_COLOR is set")
    if facts.tmux is not None and facts.tmux.colours is False:
        line = Set(f"set -as terminal-features ',{facts.tmux.term or '*'}:RGB'", TMUX)
        told = "256: tmux does not know that the terminal around it has all"
        name, version = split_version(facts.tmux.outer)
        known = terminal.truecolor or has_all_colours(name, version)
        return Row("Terminal", "colours", "warn" if known else "note", told, (line,))
    if terminal.truecolor or (facts.tmux is not None and facts.tmux.colours):
        return Row("Terminal", "colours", "ok", "16 million")
    if term == "linux":
        return Row("Terminal", "colours", "note", "16: the console has no more")
    told = f"{terminal.few}: the terminal does not say that it has all"
    line = Set("export COLORTERM=truecolor", f"{PROFILE}, if it has them")
    return Row("Terminal", "colours", "note", told, (line,))


def _characters(facts: Facts) -> Row:
    if facts.encoding.lower().replace("-", "") != "utf8":
        line = Set("export LANG=C.UTF-8", PROFILE)
        told = f"{facts.encoding}, not UTF-8: most of what is drawn would be ?"
        return Row("Terminal", "characters", "broken", told, (line,))
    if facts.tmux is not None and not facts.tmux.utf8:
        line = Set("tmux -u", "to start tmux with, or LANG as here")
        told = "UTF-8, of which tmux makes _"
        return Row("Terminal", "characters", "warn", told, (line,))
    return Row("Terminal", "characters", "ok", "UTF-8")


# -- the clipboard


def _clipboard(facts: Facts) -> Iterator[Row]:
    board, terminal = facts.clipboard, facts.terminal
    if not board.road:
        yield _no_program(facts)
        return
    if board.back is False:
        told = f"{board.road} does not keep what it is given"
        yield Row("Clipboard", "text", "broken" if terminal is None else "warn", told)
    else:
        how = "what was copied came back" if board.back else board.why or "not read again"
        yield Row("Clipboard", "text", "ok", f"{board.road}: {how}")
    if board.pictures:
        yield Row("Clipboard", "pictures", "ok", "can be copied and pasted")
    else:
        yield Row("Clipboard", "pictures", "note", f"not by way of {board.road}", _install(facts))


def _no_program(facts: Facts) -> Row:
    sets = _install(facts)
    if facts.terminal is None:
        return Row("Clipboard", "text", "note", "no program for it here", sets)
    if facts.terminal.name == "xterm":
        line = "XTerm*disallowedWindowOps: 20,21,GetSelection,SetXprop"
        sets = (*sets, Set(line, XRESOURCES))
    told = "by way of the terminal (OSC 52), which cannot tell whether it took it"
    return Row("Clipboard", "text", "warn" if sets else "note", told, sets)


def _install(facts: Facts) -> tuple[Set, ...]:
    if facts.environ.get("WAYLAND_DISPLAY"):
        return (Set("wl-clipboard", "a package to install"),)
    return (Set("xclip", "a package to install"),) if facts.environ.get("DISPLAY") else ()


XRESOURCES = "~/.Xresources, then xrdb -merge ~/.Xresources"


# -- palaver itself


def _palaver(facts: Facts) -> Iterator[Row]:
    told = " · ".join(f"{name} {version}" for name, version in facts.versions)
    if told:
        yield Row("palaver", "versions", "ok", told)
    for place in facts.places:
        if place.problem:
            told = f"{place.path}: {place.problem}"
            yield Row("palaver", place.name, "broken", told, (Set(place.line, "in a shell"),))
        else:
            yield Row("palaver", place.name, "ok", place.path)
    if not facts.problems:
        yield Row("palaver", "settings", "ok", "nothing wrong")
    for problem in facts.problems:
        yield Row("palaver", "settings", "warn", problem, (Set("correct it", facts.config),))
