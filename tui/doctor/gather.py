"""Looks at this machine: what the doctor's rows are made of. Nothing is changed by it."""

from __future__ import annotations

import asyncio
import os
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
_ABOUT = ("version", "client_termtype", "client_termname", "client_termfeatures", "client_utf8")
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
    wanted = "|".join(f"#{{{name}}}" for name in names)
    try:
        done = subprocess.run(
            ["tmux", "display-message", "-p", wanted],
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return Tmux()
    told = clean_line(done.stdout.decode("utf-8", "replace"), 2000).split("|")
    if done.returncode or len(told) != len(names):
        return Tmux()
    found = dict(zip(names, told, strict=True))
    options = {name: words.get(found[name], found[name]) for name, words in _OPTIONS.items()}
    features = tuple(filter(None, found["client_termfeatures"].split(",")))
    return Tmux(
        found["version"],
        found["client_termtype"],
        found["client_termname"],
        features,
        found["client_utf8"] != "0",
        options,
    )


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
    if await run(tool.copy, _PROBE.encode()) is None:
        return False, ""
    back = await run(tool.paste)
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
    found = zip(names, paths.names(environ), strict=True)
    return tuple(Place(name, short(Path(path)), _problem(Path(path))) for name, path in found)


def _problem(folder: Path) -> str:
    """Why nothing can be written there; a folder that is not there yet is made in the next."""
    try:
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        if not folder.is_dir():
            return f"{short(folder)} is not a folder"
    except OSError as error:
        return error.strerror or "cannot be looked at"
    return "" if os.access(folder, os.W_OK | os.X_OK) else "cannot be written"
