"""The system's clipboard: the native tool where there is one, else tmux, else OSC 52.

Nothing here waits longer than `PATIENCE`, and a tool that fails, or whose clipboard does not hold
what it was given, is followed by the next. OSC 52 (`send`) goes through the app, so that it never
mixes with a frame that is being written; terminals cannot be asked whether they took it.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chat.chunks import sniff
from chat.text import repaired

PATIENCE = 2.0
"""Seconds for one tool."""
_LARGEST = 64 * 1024 * 1024
_READ_BACK = 1 << 20
"""Bytes up to which a clipboard is read again: more would take longer than it tells."""
OSC_52 = 74_994
"""Bytes of text that every terminal with OSC 52 takes: 100,000 in base64 is hterm's limit."""
_OSC_52_LARGE = 700_000
"""For terminals known to take more; tmux has a limit of 1 MiB for a sequence."""
_LARGE = ("alacritty", "contour", "foot", "ghostty", "iterm2", "kitty", "tmux", "wezterm")
_SCREEN_PIECE = 500
"""GNU Screen's limit for one string that it passes on is 768."""


@dataclass(frozen=True, slots=True)
class Tool:
    """How one program writes and reads; `needs` are variables without which it does not work."""

    copy: Sequence[str]
    paste: Sequence[str] = ()
    types: Sequence[str] = ()
    """Lists what can be had."""
    picture: Sequence[str] = ()
    """Reads a picture; the media type is put in place of `{}`."""
    copy_picture: Sequence[str] = ()
    """Takes a PNG."""
    needs: str = ""
    name: str = ""
    """What a person is told; else the program's name."""
    encoding: str = "utf-8"
    verified: bool = False
    """Whether it is read back: some end well without having put anything anywhere. Not wl-paste,
    which has to take the focus for that on many desktops."""

    @property
    def road(self) -> str:
        return self.name or self.copy[0]


TOOLS = (
    Tool(
        ("wl-copy",),
        ("wl-paste", "--no-newline"),
        ("wl-paste", "--list-types"),
        ("wl-paste", "--type", "{}"),
        ("wl-copy", "--type", "image/png"),
        needs="WAYLAND_DISPLAY",
    ),
    Tool(
        ("xclip", "-selection", "clipboard"),
        ("xclip", "-selection", "clipboard", "-o"),
        ("xclip", "-selection", "clipboard", "-o", "-t", "TARGETS"),
        ("xclip", "-selection", "clipboard", "-o", "-t", "{}"),
        ("xclip", "-selection", "clipboard", "-t", "image/png"),
        needs="DISPLAY",
        verified=True,
    ),
    Tool(("xsel", "-bi"), ("xsel", "-bo"), needs="DISPLAY", verified=True),
    Tool(("pbcopy",), ("pbpaste",), verified=True),
    Tool(
        ("clip.exe",),
        ("powershell.exe", "-NoProfile", "-Command", "Get-Clipboard -Raw"),
        needs="WSL_DISTRO_NAME",
        encoding="utf-16",  # with its mark; anything else is read in the console's code page
    ),
    Tool(
        ("tmux", "load-buffer", "-w", "-"),
        ("tmux", "save-buffer", "-"),
        needs="TMUX",
        name="tmux buffer, sent on to the terminal",
        verified=True,
    ),
    Tool(  # before 3.2 there is no -w
        ("tmux", "load-buffer", "-"),
        ("tmux", "save-buffer", "-"),
        needs="TMUX",
        name="tmux buffer",
        verified=True,
    ),
)
_PICTURES = ("image/png", "image/webp", "image/jpeg", "image/gif", "image/avif")


async def copy(text: str, app: Any, environ: Mapping[str, str] = os.environ) -> str:
    """Put `text` on the clipboard; the road that took it, or nothing if none is known to have."""
    text = repaired(text)
    app._clipboard = text  # what ^V falls back to
    for tool in usable(environ):
        if await _took(tool, text):
            return tool.road
    return ""


def send(text: str, app: Any, environ: Mapping[str, str] = os.environ) -> bool:
    """Send `text` to the terminal by OSC 52; False: it is too long and was not sent.

    It cannot be sent in parts: each would replace the one before it.
    """
    data = repaired(text).encode("utf-8")
    driver = getattr(app, "_driver", None)
    if len(data) > osc_52_limit(app, environ) or driver is None:
        return False
    sequence = f"\x1b]52;c;{base64.b64encode(data).decode()}\x07"
    driver.write(_through_screen(sequence) if environ.get("STY") else sequence)
    return True


def osc_52_limit(app: Any, environ: Mapping[str, str]) -> int:
    """Bytes of text that the terminal takes in one sequence."""
    terminal = getattr(app, "terminal", None)
    known = getattr(terminal, "name", "") or environ.get("TERM", "").removeprefix("xterm-")
    return _OSC_52_LARGE if known in _LARGE and not environ.get("STY") else OSC_52


def is_far(road: str, environ: Mapping[str, str]) -> bool:
    """Whether `road` ends on a machine that nobody sits at: over ssh, unless X11 or tmux goes on
    to where the person is."""
    forwarded = road in ("xclip", "xsel") and not environ.get("DISPLAY", "").startswith(":")
    return bool(environ.get("SSH_CONNECTION")) and not forwarded and not road.startswith("tmux")


def _through_screen(sequence: str) -> str:
    """In pieces that GNU Screen hands on, one after the other, to the terminal around it."""
    pieces = (sequence[at : at + _SCREEN_PIECE] for at in range(0, len(sequence), _SCREEN_PIECE))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)


async def _took(tool: Tool, text: str) -> bool:
    """Whether the program was given `text` and, where that can be seen, has it now."""
    if await run(tool.copy, text.encode(tool.encoding)) is None:
        return False
    data = text.encode("utf-8")
    if not tool.verified or len(data) > _READ_BACK:
        return True
    held = await run(tool.paste)
    return held is not None and held.rstrip(b"\n") == data.rstrip(b"\n")


async def copy_picture(png: bytes, environ: Mapping[str, str] = os.environ) -> str:
    """Put a picture on the clipboard; the name of the program that took it, or nothing."""
    for tool in usable(environ):
        if tool.copy_picture and await run(tool.copy_picture, png) is not None:
            return tool.copy_picture[0]
    return ""


async def paste(app: Any, environ: Mapping[str, str] = os.environ) -> str | bytes | None:
    """What is on the clipboard: a picture's bytes, a text, or None.

    Without any tool it is what was copied here last: a terminal that tells its clipboard to any
    program would be a leak, so it is not asked.
    """
    for tool in usable(environ):
        if (picture := await _picture(tool)) is not None:
            return picture
        if tool.paste and (data := await run(tool.paste)):
            return data.decode("utf-8", "replace")
    return app.clipboard or None


def usable(environ: Mapping[str, str]) -> list[Tool]:
    return [
        tool
        for tool in TOOLS
        if (not tool.needs or environ.get(tool.needs))
        and shutil.which(tool.copy[0], path=environ.get("PATH"))
    ]


async def _picture(tool: Tool) -> bytes | None:
    if not tool.types:
        return None
    offered = (await run(tool.types) or b"").decode("utf-8", "replace").split()
    kind = next((kind for kind in _PICTURES if kind in offered), None)
    if kind is None:
        return None
    data = await run([word.replace("{}", kind) for word in tool.picture])
    return data if data and sniff(data[:64]) and len(data) <= _LARGEST else None


async def run(words: Sequence[str], given: bytes | None = None) -> bytes | None:
    """What the program wrote; None if it failed, hung or is not there.

    The X11 and Wayland tools stay behind as a daemon that serves the clipboard: their output must
    not be a pipe when they write, or reading it to its end would never end.
    """
    writes = given is not None
    try:
        process = await asyncio.create_subprocess_exec(
            *words,
            stdin=asyncio.subprocess.PIPE if writes else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL if writes else asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None
    try:
        out, _ = await asyncio.wait_for(process.communicate(given), PATIENCE)
    except (TimeoutError, OSError):
        _kill(process)
        await process.wait()
        return None
    except asyncio.CancelledError:  # the next copy has begun
        _kill(process)
        raise
    return (out or b"") if process.returncode == 0 else None


def _kill(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
