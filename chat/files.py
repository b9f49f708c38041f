"""Folders and files for their owner only; a file is there whole or not at all."""

from __future__ import annotations

import os
import re
from pathlib import Path

from chat.text import folded

TEMPORARY = re.compile(r"\..{1,16}-[0-9a-f]{12}")
"""A name that `write_whole` writes to first."""
_NAME = 60
"""Bytes of a file's name made from a text."""


def file_name(text: str, otherwise: str) -> str:
    """Words of `text` that any file system takes, without an ending; `otherwise` if it has none."""
    words = re.findall(r"[^\W_]+", folded(text.encode("utf-8", "ignore").decode("utf-8")))
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word
        if len(longer.encode()) > _NAME:
            break
        name = longer
    return name or otherwise


def make_folder(folder: Path) -> None:
    """Make `folder` and what is missing above it. `OSError` where that cannot be.

    (`Path.mkdir(mode=…, parents=True)` leaves those above open to everybody.)
    """
    try:
        folder.mkdir(mode=0o700)
    except FileNotFoundError:
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        if not folder.is_dir():
            raise


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` in place of `path`; on the disk when this returns. Blocking; `OSError`.

    Where `path` is a link, what it points to is replaced: people keep their settings elsewhere.
    """
    path = Path(os.path.realpath(path))
    make_folder(path.parent)
    temporary = path.with_name(f".{path.name[:16]}-{os.urandom(6).hex()}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """The rename itself is only on the disk with its folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
