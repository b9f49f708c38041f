"""Files on their way into a question: their names while one types, their content when taken.

Everything here blocks and is meant for a thread.
"""

from __future__ import annotations

import codecs
import mimetypes
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from chat.chunks import sniff
from chat.image_size import image_size
from chat.messages import FilePart
from chat.text import clean, clean_line, repaired
from tui.pictures.source import Source
from tui.prompt.sizes import size_of

LARGEST_TEXT = 1_000_000
LARGEST_PICTURE = 64 * 1024 * 1024
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
_LISTED = 2_000
"""Entries of a folder that are looked at."""
_NOTED, _HEADER = 24, 1 << 16
"""Entries of which more is told, and the bytes of a picture in which its size is looked for."""


class AttachError(Exception):
    """A file that cannot be attached; its text is the sentence for a person."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture's bytes, not yet kept."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a folder, for completion; `typed` is how the person would write its path."""

    typed: str
    folder: bool
    note: str = ""
    """How large it is: pixels of a picture, bytes."""
    picture: Source | None = None
    """What is in it, if it looks like a picture."""


def read(path: Path) -> FilePart | PictureFile:
    """The file as a part: a picture's bytes or a text of at most 1 MB. `AttachError` otherwise."""
    name = clean_line(path.name or str(path), 80)
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise AttachError(f"{name} is a folder.")
        if not stat.S_ISREG(state.st_mode):
            raise AttachError(f"{name} is no regular file.")
        with path.open("rb") as file:
            head = file.read(64)
            if sniff(head):
                _refuse_over(LARGEST_PICTURE, state.st_size, name, "picture")
                return PictureFile(name, head + file.read(LARGEST_PICTURE))
            if path.suffix.lower() in PICTURES:
                raise AttachError(f"{name} is not a picture, whatever its name says.")
            _refuse_over(LARGEST_TEXT, state.st_size, name, "text")
            data = head + file.read(LARGEST_TEXT)
    except FileNotFoundError:
        raise AttachError(f"There is no file {name}.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not valid"
        raise AttachError(f"{name} cannot be read: {clean_line(str(reason))}.") from error
    kind = mimetypes.guess_type(path.name)[0] or "text/plain"
    return FilePart(name, kind, _decoded(data, name))


def _refuse_over(limit: int, size: int, name: str, what: str) -> None:
    if size > limit:
        raise AttachError(
            f"{name} is too large: {size / 1e6:.1f} MB, a {what} may have {limit / 1e6:.0f}."
        )


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return repaired(data.decode("utf-16", "replace"))
    if b"\0" not in data:
        try:
            return repaired(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
            if not any(char < " " and char not in "\t\n\r\f" for char in text):
                return text
    raise AttachError(f"{name} is neither a text nor a picture.")


def resolved(typed: str) -> Path:
    """The path a person means: `~` is the home, the rest relative to where palaver was started."""
    try:
        return Path(typed).expanduser()
    except RuntimeError:
        return Path(typed)


def entries(typed: str) -> list[Entry]:
    """Files and folders whose name begins with the last piece of `typed`, then those that have it.

    Hidden ones only when a dot was typed; a folder that cannot be read is empty.
    """
    folder, slash, piece = typed.rpartition("/")
    place = resolved((folder or "/") if slash else ".")
    beginning: list[Entry] = []
    within: list[Entry] = []
    try:
        with os.scandir(place) as scan:
            for _, found in zip(range(_LISTED), scan, strict=False):
                name = found.name
                if name.startswith(".") and not piece.startswith("."):
                    continue
                wanted = piece.casefold()
                if wanted not in name.casefold() or name != clean(name) or "\n" in name:
                    continue
                is_folder = found.is_dir()
                entry = Entry(folder + slash + name + ("/" if is_folder else ""), is_folder)
                (beginning if name.casefold().startswith(wanted) else within).append(entry)
    except (OSError, ValueError):
        return []
    found = [
        entry
        for part in (beginning, within)
        for entry in sorted(part, key=lambda e: e.typed.lower())
    ]
    return [*map(_noted, found[:_NOTED]), *found[_NOTED:]]


def _noted(entry: Entry) -> Entry:
    """With its size; a picture's pixels stand in its first bytes."""
    if entry.folder:
        return entry
    path = resolved(entry.typed)
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            return entry
        told, picture = [size_of(state.st_size)], None
        if path.suffix.lower() in PICTURES:
            with path.open("rb") as file:
                head = file.read(_HEADER)
            kind = sniff(head)
            size = image_size(head, kind) if kind else None
            if kind is not None:
                key = f"file:{path.absolute()}:{state.st_mtime_ns}:{state.st_size}"
                picture = Source(key, path, size or (0, 0))
            if size is not None:  # else it stands further behind
                told.insert(0, f"{size[0]}×{size[1]}")
            elif kind is None:
                told.insert(0, "no picture")
    except (OSError, ValueError):
        return entry
    return Entry(entry.typed, False, " · ".join(told), picture)
