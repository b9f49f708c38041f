"""Looks at this machine: what the doctor's rows are made of. Nothing is changed by it."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from chat.text import clean_line
from tui import __version__, paths
from tui.doctor.facts import VARIABLES, Clipboard, Facts, Place, Tmux
from tui.export_place import short
from tui.terminal.value import Setting, Terminal

_FLAGS = {"0": "off", "1": "on"}
_OPTIONS = {
    "allow-passthrough": _FLAGS,
    "set-clipboard": {},
    "extended-keys": {},
    "escape-time": {},
    "default-terminal": {},
    "focus-events": _FLAGS,
}
"""Options of tmux, and what else it calls their values."""
_COLOURS = re.compile(r"(?m)^ *\d+: (?:setrgbf: \(string\)|(?:Tc|RGB): \(flag\) true)")
"""Of what tmux knows of a terminal: any of them and it gets all colours."""
_ABOUT = (
    "client_tty",
    "version",
    "client_termtype",
    "client_termname",
    "client_termfeatures",
    "client_utf8",
)
_PATIENCE = 1.0
_PROBE = "palaver doctor"
_LARGEST = 1 << 20
_TEXTS = ("TARGETS", "TIMESTAMP", "MULTIPLE", "SAVE_TARGETS", "DELETE", "UTF8_STRING", "STRING")
_BUFFER = "palaver-doctor"


async def gather(
    terminal: Terminal | None,
    size: tuple[int, int],
    *,
    setting: Setting = "auto",
    problems: Iterable[str] = (),
    environ: Mapping[str, str] = os.environ,
    encoding: str = "utf-8",
) -> Facts:
    """`problems` are those of the settings. Takes some tenths of a second, in threads."""
    board = asyncio.create_task(clipboard(environ))
    tmux = await asyncio.to_thread(_tmux) if environ.get("TMUX") else None
    return Facts(
        terminal,
        size,
        {name: clean_line(environ[name], 80) for name in VARIABLES if environ.get(name)},
        encoding,
        setting,
        tmux,
        await board,
        await asyncio.to_thread(_versions),
        await asyncio.to_thread(_places, environ),
        short(paths.folders(environ).settings),
        tuple(clean_line(problem, 300) for problem in problems),
    )


def _tmux() -> Tmux:
    names = (*_ABOUT, *_OPTIONS)
    told = _ask_tmux("display-message", "-p", "|".join(f"#{{{name}}}" for name in names))
    values = clean_line(told, 2000).split("|")
    if len(values) != len(names):
        return Tmux()
    found = dict(zip(names, values, strict=True))
    options = {name: words.get(found[name], found[name]) for name, words in _OPTIONS.items()}
    return Tmux(
        found["version"],
        found["client_termtype"],
        found["client_termname"],
        tuple(filter(None, found["client_termfeatures"].split(","))),
        _all_colours(found["client_tty"]),
        found["client_utf8"] != "0",
        options,
    )


def _all_colours(tty: str) -> bool | None:
    """Its features do not tell: a terminal may say so in its terminfo alone."""
    for about in re.split(r"(?m)^Terminal ", _ask_tmux("show-messages", "-T")):
        if tty and f" for {tty}," in about.partition("\n")[0]:
            return _COLOURS.search(about) is not None
    return None


def _ask_tmux(*words: str) -> str:
    """Empty where it does not answer."""
    try:
        done = subprocess.run(["tmux", *words], capture_output=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return "" if done.returncode else done.stdout.decode("utf-8", "replace")


# -- the clipboard


async def clipboard(environ: Mapping[str, str]) -> Clipboard:
    """The first road that works; what is on the clipboard is there again afterwards."""
    from tui.clipboard import usable

    first: Clipboard | None = None
    for tool in usable(environ):
        pictures = bool(tool.copy_picture)
        if tool.needs == "TMUX":
            back, why = await _through_tmux(), ""
        elif not tool.verified:
            back, why = None, "taken; it cannot be read again without taking the focus"
        else:
            back, why = await _round(tool)
        found = Clipboard(tool.road, back, why, pictures)
        if back is not False:
            return found
        first = first or found
    return first or Clipboard()


async def _round(tool: object) -> tuple[bool | None, str]:
    """Whether a text comes back. What is more than plain text could not be put back: it stays."""
    from tui.clipboard import Tool, run

    assert isinstance(tool, Tool)
    offered = (
        (await run(tool.types) or b"").decode("utf-8", "replace").split() if tool.types else []
    )
    held = await run(tool.paste) or b""
    plain = all(kind in _TEXTS or kind.startswith("text/plain") for kind in offered)
    known = bool(offered) or bool(tool.types) or bool(held)
    if not plain or not known or len(held) > _LARGEST:
        return None, "what it holds now is left there and nothing tried"
    try:
        if await run(tool.copy, _PROBE.encode()) is None:
            return False, ""
        back = await run(tool.paste)
    finally:  # who leaves in the middle has his clipboard again, too
        await run(tool.copy, held)
    return back is not None and back.strip() == _PROBE.encode(), ""


async def _through_tmux() -> bool:
    """A buffer of its own: the person's, and the terminal's clipboard, stay as they are."""
    from tui.clipboard import run

    if await run(("tmux", "load-buffer", "-b", _BUFFER, "-"), _PROBE.encode()) is None:
        return False
    back = await run(("tmux", "save-buffer", "-b", _BUFFER, "-"))
    await run(("tmux", "delete-buffer", "-b", _BUFFER))
    return back == _PROBE.encode()


# -- palaver


def _versions() -> tuple[tuple[str, str], ...]:
    python = ".".join(map(str, sys.version_info[:3]))
    found = [("palaver", __version__), ("Python", python)]
    for name in ("textual", "pillow"):
        try:
            found.append((name.capitalize(), version(name)))
        except PackageNotFoundError:
            found.append((name.capitalize(), "?"))
    return (*found, ("SQLite", sqlite3.sqlite_version))


def _places(environ: Mapping[str, str]) -> tuple[Place, ...]:
    names = ("settings folder", "data folder", "cache folder", "state folder")
    found = zip(names, map(Path, paths.names(environ)), strict=True)
    return tuple(Place(name, short(path), *_problem(path)) for name, path in found)


def _problem(folder: Path) -> tuple[str, str]:
    """Why nothing can be written there, and what to do; a folder that is not there yet is made in
    the next above it."""
    try:
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        shell = clean_line(shlex.quote(str(folder)), 400)
        if not folder.is_dir():
            return f"{short(folder)} is not a folder", f"mv {shell} {shell}.old"
    except OSError as error:
        return error.strerror or "cannot be looked at", "ls -ld"
    if os.access(folder, os.W_OK | os.X_OK):
        return "", ""
    return "cannot be written", f"chmod u+rwx {shell}"
