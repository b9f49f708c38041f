"""How pictures are drawn here, and why not better."""

from __future__ import annotations

from collections.abc import Iterator

from tui.doctor.facts import Facts
from tui.doctor.row import Row, Set
from tui.doctor.tmux import TMUX
from tui.terminal.replies import has_placeholders, split_version
from tui.terminal.value import CELL, Terminal

_WAYS = {
    "kitty": "exact pixels (kitty)",
    "sixel": "nearly exact pixels (sixel, {registers} colours)",
    "quadrant": "blocks of four: coarse; o opens the real picture",
    "half": "half blocks: coarse; o opens the real picture",
    "off": "a line of text each",
}


def picture_rows(facts: Facts, terminal: Terminal) -> Iterator[Row]:
    yield _way(facts, terminal)
    width, height = terminal.cell
    if terminal.cell == CELL and not terminal.name:
        yield Row("Pictures", "cell", "note", f"not told; {width}×{height} pixels are taken")
    else:
        yield Row("Pictures", "cell", "ok", f"{width}×{height} pixels")


def _way(facts: Facts, terminal: Terminal) -> Row:
    mode = terminal.mode(facts.setting)
    if mode == "kitty" and not terminal.truecolor:
        line = Set("export COLORTERM=truecolor", "~/.profile")
        told = "blocks of four: pixels need all colours here, and COLORTERM does not tell of them"
        return Row("Pictures", "drawn", "warn", told, (line,))
    told = _WAYS[mode].format(registers=terminal.registers)
    if facts.setting != "auto" and mode == facts.setting:
        return Row("Pictures", "drawn", "ok" if mode != "off" else "note", f"{told}, as set")
    if mode != "quadrant":
        return Row("Pictures", "drawn", "ok", told)
    if terminal.served:
        return Row("Pictures", "drawn", "ok", f"{told}; a browser has no other way")
    why, sets = _why(facts, terminal)
    if not why:
        return Row("Pictures", "drawn", "ok", told)
    return Row("Pictures", "drawn", "warn" if sets else "note", f"{told}; {why}", sets)


def _why(facts: Facts, terminal: Terminal) -> tuple[str, tuple[Set, ...]]:
    """Why no pixels are drawn where they could be."""
    name, version = terminal.name, terminal.version
    if facts.tmux is not None:
        name, version = split_version(facts.tmux.outer)
        if has_placeholders(name, version):
            if facts.tmux.options.get("allow-passthrough", "off") == "off":
                return "tmux keeps pixels to itself", (Set("set -g allow-passthrough on", TMUX),)
            return f"{name} did not answer through tmux", ()
        return "", ()
    if name == "kitty":
        return "kitty has exact pixels from 0.28 on", ()
    if name == "xterm":
        return "xterm has sixel as a VT340, if it was built with it", (
            Set("XTerm*decTerminalID: vt340", "~/.Xresources"),
            Set("XTerm*numColorRegisters: 256", "~/.Xresources, then xrdb -merge ~/.Xresources"),
        )
    return "", ()
