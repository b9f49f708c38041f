"""Pictures on disk: each once, under the hash of its bytes, whole or not at all.

Everything here blocks (hashing, syncing): call it in a thread.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chat.chunks import sniff
from chat.files import TEMPORARY, write_whole
from chat.image_size import Size, image_size
from chat.messages import Picture
from chat.moving import moves
from chat.store.errors import store_error
from chat.text import repaired
from chat.turn import PictureError

_HASH = re.compile("[0-9a-f]{64}")
_LEFT_BEHIND = 3600.0
"""Seconds after which nobody is still writing a file."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken; larger pictures are refused before anything decodes them."""

    pixels: int = 40_000_000
    side: int = 32_768
    size: int = 64 * 1024 * 1024
    """Bytes."""


class PictureStore:
    """A folder of pictures: `ab/<sha256>`."""

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._folder = folder

    def keep(
        self,
        data: bytes,
        *,
        prompt: str = "",
        endpoint: str = "",
        model: str = "",
        parameters: Mapping[str, Any] | None = None,
        source: str = "",
    ) -> Picture:
        """Store the original bytes; on the disk when this returns. `PictureError`."""
        kind, (width, height) = self._checked(data)
        name = hashlib.sha256(data).hexdigest()
        try:
            self._write(self.path(name), data, name)
        except OSError as error:
            told = store_error(error)
            raise PictureError(f"The picture could not be stored. {told.sentence}") from error
        return Picture(
            hash=name,
            type=kind,
            width=width,
            height=height,
            size=len(data),
            prompt=repaired(prompt),
            endpoint=endpoint,
            model=model,
            parameters=dict(parameters or {}),
            source="" if source.startswith("data:") else repaired(source),
            created=time.time(),
            moves=moves(data, kind),
        )

    def path(self, hash: str) -> Path:  # noqa: A002 - the field's own word
        """Where the picture with that hash is, or would be. `PictureError` for what is no hash."""
        if _HASH.fullmatch(hash) is None:
            raise PictureError("That is not the name of a picture.")
        return self._folder / hash[:2] / hash

    def load(self, hash: str) -> bytes:  # noqa: A002
        """The bytes as they were given. `PictureError` when they are missing or damaged."""
        try:
            data = self.path(hash).read_bytes()
        except FileNotFoundError as error:
            raise PictureError("The picture's file is missing.") from error
        except OSError as error:
            raise PictureError(
                f"The picture cannot be read. {store_error(error).sentence}"
            ) from error
        if hashlib.sha256(data).hexdigest() != hash:
            raise PictureError("The picture's file is damaged.")
        return data

    def drop(self, hash: str) -> bool:  # noqa: A002
        """Remove the bytes for good; False where they were kept anew a moment ago, or must stay."""
        path = self.path(hash)
        try:
            if path.stat().st_mtime > time.time() - _LEFT_BEHIND:
                return False
            path.unlink()
        except FileNotFoundError:
            return True
        except OSError:
            return False  # it is tried again at the next start
        return True

    def sweep(self) -> None:
        """Take away what a kill in mid-write left behind; files that are not ours stay."""
        before = time.time() - _LEFT_BEHIND
        for path in self._folder.glob("[0-9a-f][0-9a-f]/.*-*"):
            with suppress(OSError):  # it is gone, or another's: it is looked for at the next start
                if TEMPORARY.fullmatch(path.name) and path.lstat().st_mtime < before:
                    path.unlink()

    def _checked(self, data: bytes) -> tuple[str, Size]:
        limits = self.limits
        if len(data) > limits.size:
            raise PictureError(f"The picture is larger than {limits.size >> 20} MB.")
        kind = sniff(data)
        if kind is None:
            raise PictureError("What came is not a picture (PNG, JPEG, GIF, WebP or AVIF).")
        size = image_size(data, kind)
        if size is None:
            raise PictureError("The picture is damaged.")
        if max(size) > limits.side or size[0] * size[1] > limits.pixels:
            raise PictureError(f"The picture is too large: {size[0]}×{size[1]} pixels.")
        return kind, size

    def _write(self, path: Path, data: bytes, name: str) -> None:
        """Never half a file under the final name; one that is there and whole stays."""
        if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == name:
            with suppress(OSError):  # where others own the files nobody removes them
                if path.stat().st_mtime < time.time() - _LEFT_BEHIND / 2:
                    path.touch()  # wanted again: `drop` sees that
            return
        write_whole(path, data)
