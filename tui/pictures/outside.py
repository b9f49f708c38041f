"""Opens a picture in the program that the system has for it."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from chat.messages import Picture

_PATIENCE = 2.0
"""Seconds in which an opener that fails tells so; some stay as long as the window does."""
_ENDINGS = {"image/jpeg": ".jpg"}
_waiting: set[asyncio.Task[int]] = set()


class OpenError(Exception):
    """Its text is the sentence for a person."""


async def open_outside(picture: Picture, file: Path) -> None:
    """Give the picture kept in `file` to the system. Raises OpenError."""
    program = "open" if sys.platform == "darwin" else "xdg-open"
    target = await asyncio.to_thread(_named, picture, file)
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            str(target),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
    except FileNotFoundError:
        raise OpenError(f"{program} is missing (package xdg-utils).") from None
    except OSError as error:
        raise OpenError(f"{program} does not start: {error.strerror}.") from error
    waiting = asyncio.create_task(process.wait())
    done, _ = await asyncio.wait({waiting}, timeout=_PATIENCE)
    if not done:  # it is the program itself: somebody has to see its end
        _waiting.add(waiting)
        waiting.add_done_callback(_waiting.discard)
    elif waiting.result():
        raise OpenError(f"{program} found no program for it.")


def _named(picture: Picture, file: Path) -> Path:
    """A link with an ending: the store's own names have none, and programs go by it."""
    if not file.exists():
        raise OpenError("The file is missing.")
    ending = _ENDINGS.get(picture.type, "." + picture.type.rpartition("/")[2])
    folder = Path(tempfile.gettempdir()) / f"palaver-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        link = folder / f"{picture.hash[:16]}{ending}"
        with suppress(FileExistsError):
            link.symlink_to(file.resolve())
    except OSError:
        return file
    return link
