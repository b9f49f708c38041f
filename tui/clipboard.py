"""The system's clipboard: the native tool where there is one, else tmux, else OSC 52.

Nothing here waits longer than `PATIENCE`, and a tool that fails is followed by the next. OSC 52
goes through the app, so that it never mixes with a frame that is being written; terminals may
ignore it or cut it (often at 75 kB), and cannot be asked whether they did.
"""

from __future__ import annotations

import asyncio
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
    ),
    Tool(("xsel", "-bi"), ("xsel", "-bo"), needs="DISPLAY"),
    Tool(("pbcopy",), ("pbpaste",)),
    Tool(
        ("clip.exe",),
        ("powershell.exe", "-NoProfile", "-Command", "Get-Clipboard -Raw"),
        needs="WSL_DISTRO_NAME",
    ),
    Tool(("tmux", "load-buffer", "-w", "-"), ("tmux", "save-buffer", "-"), needs="TMUX"),
)
_PICTURES = ("image/png", "image/webp", "image/jpeg", "image/gif", "image/avif")


async def copy(text: str, app: Any, environ: Mapping[str, str] = os.environ) -> str:
    """Put `text` on the clipboard; the name of the program that took it, else `OSC 52`."""
    data = repaired(text).encode("utf-8")
    for tool in _usable(environ):
        if await _run(tool.copy, data) is not None:
            app._clipboard = repaired(text)  # what ^V falls back to; no escape sequence is needed
            return tool.copy[0]
    app.copy_to_clipboard(repaired(text))
    return "OSC 52"


async def copy_picture(png: bytes, environ: Mapping[str, str] = os.environ) -> str:
    """Put a picture on the clipboard; the name of the program that took it, or nothing."""
    for tool in _usable(environ):
        if tool.copy_picture and await _run(tool.copy_picture, png) is not None:
            return tool.copy_picture[0]
    return ""


async def paste(app: Any, environ: Mapping[str, str] = os.environ) -> str | bytes | None:
    """What is on the clipboard: a picture's bytes, a text, or None.

    Without any tool it is what was copied here last: a terminal that tells its clipboard to any
    program would be a leak, so it is not asked.
    """
    for tool in _usable(environ):
        if (picture := await _picture(tool)) is not None:
            return picture
        if tool.paste and (data := await _run(tool.paste)):
            return data.decode("utf-8", "replace")
    return app.clipboard or None


def _usable(environ: Mapping[str, str]) -> list[Tool]:
    return [
        tool
        for tool in TOOLS
        if (not tool.needs or environ.get(tool.needs))
        and shutil.which(tool.copy[0], path=environ.get("PATH"))
    ]


async def _picture(tool: Tool) -> bytes | None:
    if not tool.types:
        return None
    offered = (await _run(tool.types) or b"").decode("utf-8", "replace").split()
    kind = next((kind for kind in _PICTURES if kind in offered), None)
    if kind is None:
        return None
    data = await _run([word.replace("{}", kind) for word in tool.picture])
    return data if data and sniff(data[:64]) and len(data) <= _LARGEST else None


async def _run(words: Sequence[str], given: bytes | None = None) -> bytes | None:
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
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        return None
    return (out or b"") if process.returncode == 0 else None
