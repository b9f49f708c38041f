"""What goes with the Markdown: pictures and files in the same folder, or links to where they are.

Everything here blocks: call it in a thread.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import quote

from chat.export.fences import fenced
from chat.export.words import escaped
from chat.files import file_name
from chat.messages import FilePart, Picture
from chat.pictures import PictureStore
from chat.turn import PictureError

_ENDINGS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
}
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,12}")
_PIECE = 1 << 20
_TRIES = 10_000


class Beside(Protocol):
    """Gives the Markdown that stands for a picture or a file."""

    def picture(self, picture: Picture) -> str:
        """`PictureError` when its file is missing or damaged; `OSError` when ours is refused."""
        ...

    def file(self, part: FilePart) -> str: ...


class InStore:
    """For a stream, which has no folder: pictures where palaver keeps them, files as code."""

    def __init__(self, pictures: PictureStore) -> None:
        self._pictures = pictures

    def picture(self, picture: Picture) -> str:
        path = self._pictures.path(picture.hash)
        if not path.is_file():
            raise PictureError("The picture's file is missing.")
        return _shown(picture, str(path))

    def file(self, part: FilePart) -> str:
        return f"{escaped(part.name)}:\n\n{fenced(part.text)}"


class InFolder:
    """Beside `stem`.md in `folder`: `stem-1.png`, `stem-notes.txt`; over nothing that is there."""

    def __init__(self, pictures: PictureStore, folder: Path, stem: str) -> None:
        self.made: list[Path] = []
        """What was written, to be taken away again if the whole does not succeed."""
        self._pictures, self._folder, self._stem = pictures, folder, stem
        self._known: dict[str, str] = {}
        self._number = 0

    def picture(self, picture: Picture) -> str:
        """Byte for byte as it was given; the same picture is written once."""
        if picture.hash not in self._known:
            self._known[picture.hash] = self._copied(picture)
        return _shown(picture, self._known[picture.hash])

    def file(self, part: FilePart) -> str:
        name = Path(part.name)
        suffix = name.suffix if _SUFFIX.fullmatch(name.suffix) else ".txt"
        stem = f"{self._stem}-{file_name(name.stem, 'file')}"
        path = self._new(lambda number: f"{stem}{f'-{number}' if number > 1 else ''}{suffix}")
        with path.open("wb") as file:
            file.write(part.text.encode("utf-8", "replace"))
        return f"[{escaped(part.name) or 'file'}]({quote(path.name)})"

    def _copied(self, picture: Picture) -> str:
        try:
            source = self._pictures.path(picture.hash).open("rb")
        except FileNotFoundError as error:
            raise PictureError("The picture's file is missing.") from error
        except OSError as error:
            raise PictureError(f"The picture cannot be read: {error.strerror}.") from error
        with source:
            first, ending = self._number, _ENDINGS.get(picture.type, "")
            path = self._new(lambda number: f"{self._stem}-{first + number}{ending}")
            self._number += 1
            with path.open("wb") as target:
                whole = _copy(source, target) == picture.hash
        if not whole:
            path.unlink()
            self.made.remove(path)
            raise PictureError("The picture's file is damaged.")
        return path.name

    def _new(self, name: Callable[[int], str]) -> Path:
        """An empty file of ours by the first of the names that nobody has."""
        for number in range(1, _TRIES):
            path = self._folder / name(number)
            with suppress(FileExistsError):
                path.touch(exist_ok=False)
                self.made.append(path)
                return path
        raise FileExistsError(f"{self._folder / name(1)} and {_TRIES} like it are there already")

    def undo(self) -> None:
        """Take away what was written."""
        for path in self.made:
            with suppress(OSError):
                path.unlink()


def _copy(source: IO[bytes], target: IO[bytes]) -> str:
    """In pieces: pictures may have 64 MB. The hash of what was copied."""
    hashed = hashlib.sha256()
    while data := source.read(_PIECE):
        hashed.update(data)
        target.write(data)
    target.flush()
    os.fsync(target.fileno())
    return hashed.hexdigest()


def _shown(picture: Picture, target: str) -> str:
    return f"![{escaped(picture.prompt, 1000) or 'picture'}]({quote(os.fsencode(target))})"
