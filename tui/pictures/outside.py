"""Opens a picture in the program that the system has for it."""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from chat.messages import Picture

_PATIENCE = 2.0
"""Seconds in which an opener that fails tells so; some stay as long as the window does."""
_staying: list[subprocess.Popen[bytes]] = []
"""Openers that are still there. They outlive the app; asyncio would kill them with its loop."""


class OpenError(Exception):
    """Its text is the sentence for a person."""


async def open_outside(picture: Picture, file: Path) -> None:
    """Give the picture kept in `file` to the system. Raises OpenError."""
    await asyncio.to_thread(_open, picture, file)


def _open(picture: Picture, file: Path) -> None:
    hand_over(str(_named(picture, file)))


def hand_over(target: str) -> None:
    """Give a file's path or an address to the system's opener. Blocking; raises OpenError."""
    program = "open" if sys.platform == "darwin" else "xdg-open"
    nothing = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            [program, target],
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            start_new_session=True,
        )
    except FileNotFoundError:
        raise OpenError(f"{program} is missing (package xdg-utils).") from None
    except OSError as error:
        raise OpenError(f"{program} does not start: {error.strerror}.") from error
    _staying[:] = [other for other in _staying if other.poll() is None]
    try:
        code = process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        _staying.append(process)
        return
    if code:
        raise OpenError(f"{program} found no program for it.")


def _named(picture: Picture, file: Path) -> Path:
    """A link with an ending: the store's own names have none, and programs go by it."""
    from tui.pictures.save import ending

    if not file.exists():
        raise OpenError("The file is missing.")
    folder = Path(tempfile.gettempdir()) / f"palaver-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        told = folder.lstat()
        if not stat.S_ISDIR(told.st_mode) or told.st_uid != os.getuid():
            return file  # in a folder that all may write to, somebody else was first
        link = folder / f"{picture.hash[:16]}{ending(picture)}"
        if link.is_symlink() and link.resolve() != file.resolve():
            link.unlink()  # from a time when pictures were kept elsewhere
        with suppress(FileExistsError):
            link.symlink_to(file.resolve())
    except OSError:
        return file
    return link
