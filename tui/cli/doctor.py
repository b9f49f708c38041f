"""`palaver doctor`: what works in this terminal, and what to set where something does not."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from chat.settings import load
from tui import paths
from tui.cli import put
from tui.cli.arguments import Doctor
from tui.doctor.diagnosis import diagnose, is_broken
from tui.doctor.drawing import Line, lines, summary, values
from tui.doctor.facts import Facts
from tui.doctor.gather import gather
from tui.doctor.row import Row
from tui.terminal import query
from tui.terminal.value import Terminal, forced

_COLOURS = {
    "strong": "1",
    "muted": "2",
    "accent": "1",
    "ok": "32",
    "warn": "33",
    "error": "31",
}
"""What is readable on any ground; a glyph says what its colour says."""
_SYSTEMS: dict[str, Literal["truecolor", "256", "standard"]] = {
    "all": "truecolor",
    "256": "256",
    "16": "standard",
}
_WIDEST = 100


def run(asked: Doctor) -> int:
    """Returns 0, or 1 when something keeps palaver from working."""
    facts = _facts()
    rows = diagnose(facts)
    code = int(is_broken(rows))
    if asked.json:
        told = {"summary": summary(rows), "rows": values(rows)}
        return put(json.dumps(told, ensure_ascii=False, indent=1) + "\n") or code
    return put(_text(rows, facts)) or code


def _facts() -> Facts:
    folders = paths.folders()
    settings, problems = load(folders.settings)
    told = [str(problem) for problem in problems]
    told += _endpoints()
    terminal, size = _terminal()
    return asyncio.run(
        gather(
            terminal,
            size,
            setting=forced(os.environ) or settings.images,
            problems=told,
            encoding=getattr(sys.stdout, "encoding", None) or "utf-8",
        )
    )


def _endpoints() -> list[str]:
    """Endpoints of the person's that nobody can ask."""
    from providers.endpoints import unusable
    from providers.session import Session

    folders = paths.folders()
    settings, _ = load(folders.settings)
    known = Session.open(folders, settings).catalog.endpoints
    return [f"endpoint {name}: {why}" for name, why in unusable(known, settings.endpoints)]


def _terminal() -> tuple[Terminal | None, tuple[int, int]]:
    """What the terminal answers and its size, also when the rows go into a file."""
    with _tty() as (read, write):
        if read < 0:
            return None, (0, 0)
        asked = query.begin(os.environ, read=read, write=write)
        try:
            size = os.get_terminal_size(write)
            return asked.finish(), (size.columns, size.lines)
        finally:
            asked.restore()


@contextlib.contextmanager
def _tty() -> Iterator[tuple[int, int]]:
    """Where the terminal is read and written; -1 where there is none."""
    if os.isatty(0) and os.isatty(1):
        yield 0, 1
        return
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        yield -1, -1
        return
    try:
        yield terminal, terminal
    finally:
        os.close(terminal)


# -- drawing


def _text(rows: Sequence[Row], facts: Facts) -> str:
    tty = sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    coloured = tty and not os.environ.get("NO_COLOR")
    width = min(facts.size[0] if tty and facts.size[0] else _WIDEST, _WIDEST)
    cut = next((n for n, row in enumerate(rows) if row.section == "Keys"), len(rows))
    picture = _picture(facts) if tty and facts.terminal is not None else ""
    pieces = (rows[:cut], rows[cut:]) if picture else (rows,)
    drawn = ["".join(_ansi(line, coloured) for line in lines(piece, width)) for piece in pieces]
    return f"{picture}".join(f"{piece}\n" for piece in drawn) + f"{summary(rows)}\n"


def _ansi(line: Line, coloured: bool) -> str:
    if not coloured:
        return "".join(span for span, _ in line) + "\n"
    drawn = (
        f"\x1b[{_COLOURS[role]}m{span}\x1b[0m" if role in _COLOURS else span for span, role in line
    )
    return "".join(drawn) + "\n"


def _picture(facts: Facts) -> str:
    """The sample, drawn where the cursor is; below it a text row, which sixel needs."""
    from rich.console import Console

    from tui.doctor.sample import CELLS, sample
    from tui.pictures.darkroom import Darkroom
    from tui.pictures.encode.encode import encode
    from tui.terminal.replies import in_tmux

    terminal = facts.terminal
    assert terminal is not None
    room = Darkroom(terminal, facts.setting)
    ground = _rgb(terminal.ground or "#000000")
    request = room.request(CELLS, ground=ground, grey=bool(facts.environ.get("NO_COLOR")))
    if request.mode == "off":
        return ""
    encoded = encode(sample(), replace(request, number=int.from_bytes(os.urandom(3), "big") | 1))
    console = Console(force_terminal=True, color_system=_SYSTEMS[terminal.colours], width=200)
    rows = [strip.render(console) for strip in encoded.strips]
    text = "".join(f"    {row}\x1b[0m\n" for row in rows)
    match request.mode:
        case "kitty" if terminal.tmux:
            parts = encoded.payload.split("\x1b\\")[:-1]
            return "".join(in_tmux(part + "\x1b\\") for part in parts) + text + "\n"
        case "kitty":
            return encoded.payload + text + "\n"
        case "sixel":
            up = len(rows) + 1
            blank = "\n" * up
            return f"{blank}\x1b[{up}A    \x1b7{encoded.payload}\x1b8\x1b[{up}B\r"
        case _:
            return text + "\n"


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
