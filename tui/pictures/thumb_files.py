"""A small copy of each picture on disk: a page of the library decodes no originals.

A file is JPEG, or PNG where something shows through; behind the picture stand the size and time of
the original it was made from and a sum of all. What does not agree is made anew. All of it blocks.
"""

from __future__ import annotations

import io
import os
import struct
import threading
import zlib
from contextlib import suppress
from pathlib import Path

from chat.files import make_folder
from chat.pictures import Limits
from chat.turn import PictureError
from tui.pictures.kept import checked

SIDE = 320
"""Pixels: what the largest thumbnails of a dense screen take."""
LIMIT = 256 << 20
"""Bytes of all of them: some fifteen thousand."""
_LOOK = 16 << 20
"""Bytes written after which it is looked whether there are too many."""
_TAIL = struct.Struct(">QqI")


class ThumbFiles:
    """In `folder`, which can be deleted at any time; `ab/<sha256>`."""

    def __init__(self, folder: Path, limits: Limits | None = None, limit: int = LIMIT) -> None:
        """`limits`: which originals are decoded."""
        self._folder, self._limit = folder, limit
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._written = _LOOK

    def data(self, name: str, original: Path) -> bytes:
        """A small picture of the `original`, whose hash is `name`.

        Raises PictureError: a thumbnail does not hide that its original is missing or damaged.
        """
        try:
            told = original.stat()
        except FileNotFoundError:
            raise PictureError("The file is missing.") from None
        except OSError:
            raise PictureError("The file cannot be read.") from None
        path = self._folder / name[:2] / name
        found = _body(path, told)
        if found is None:
            found = _made(original, name, self._limits)
            self._keep(path, found + _tail(found, told))
        return found

    def drop(self, name: str) -> None:
        """The original is removed for good."""
        with suppress(OSError):
            (self._folder / name[:2] / name).unlink()

    def _keep(self, path: Path, data: bytes) -> None:
        """Where it cannot be written it is made again the next time."""
        temporary = path.with_name(f".{path.name[:16]}-{os.urandom(6).hex()}")
        try:
            make_folder(path.parent)
            temporary.write_bytes(data)
            temporary.replace(path)
        except OSError:
            with suppress(OSError):
                temporary.unlink()
            return
        with self._lock:
            self._written += len(data)
            full, self._written = self._written > _LOOK, self._written % _LOOK
        if full:
            self._prune()

    def _prune(self) -> None:
        """The oldest go, and what a kill in mid-write left."""
        files: list[tuple[float, int, str]] = []
        for folder in _entries(self._folder):
            for entry in _entries(folder.path):
                with suppress(OSError):
                    told = entry.stat(follow_symlinks=False)
                    files.append((told.st_mtime, told.st_size, entry.path))
        files.sort(reverse=True)
        held = 0
        for _, size, name in files:
            held += size
            if held > self._limit:
                with suppress(OSError):
                    os.unlink(name)


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _body(path: Path, told: os.stat_result) -> bytes | None:
    """The picture in the file; None where it is missing, damaged, or of another original."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    body = data[: -_TAIL.size]
    return body if data[len(body) :] == _tail(body, told) else None


def _tail(body: bytes, told: os.stat_result) -> bytes:
    size, when = told.st_size, told.st_mtime_ns
    return _TAIL.pack(size, when, zlib.crc32(body, size ^ when & 0xFFFFFFFF))


def _made(original: Path, name: str, limits: Limits) -> bytes:
    from PIL import Image

    from tui.pictures.decode import decode

    image = decode(checked(original, name, limits), (SIDE, SIDE), limits)
    image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    if image.mode == "RGBA":
        image.save(out, "PNG", compress_level=1)
    else:
        image.save(out, "JPEG", quality=85)
    return out.getvalue()
