"""A picture saved out: named after its prompt, over nothing that is there, and what made it goes
with it. The ending decides the format; without another one its bytes are those that were given.
Blocking: run in a thread.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from chat.files import file_name
from chat.messages import Picture
from chat.pictures import Limits
from tui.pictures.made.inside import with_made
from tui.pictures.made.value import of_picture

_ENDINGS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
}
_TYPES = {ending: kind for kind, ending in _ENDINGS.items()} | {
    ".jpeg": "image/jpeg",
    ".jpe": "image/jpeg",
}
_TRIES = 10_000
UNNAMED = "picture"


class FormatError(Exception):
    """The ending is of no format that is written; its text is the sentence."""


@dataclass(frozen=True, slots=True)
class Saved:
    """Where it is, and in words what the format has no room for."""

    path: Path
    left_out: str = ""


def save(picture: Picture, file: Path, folder: Path) -> Path:
    """Write the picture kept in `file` into `folder`; the path it got. Raises OSError."""
    data = with_made(file.read_bytes(), of_picture(picture))
    name = file_name(picture.prompt, UNNAMED)
    for number in range(1, _TRIES):
        path = folder / f"{name}{f'-{number}' if number > 1 else ''}{ending(picture)}"
        try:
            _write(path, data)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(f"{folder / name} and {_TRIES} like it are there already")


def save_as(picture: Picture, file: Path, target: Path, limits: Limits | None = None) -> Saved:
    """Write it to the file `target`, or into that folder (`~` is home), over nothing that is there.

    Raises OSError, FormatError, and PictureError for what cannot be converted.
    """
    target = Path(os.path.expanduser(target))
    if target.is_dir():
        return Saved(save(picture, file, target))
    path = target if target.suffix else target.with_name(target.name + ending(picture))
    kind = type_of(path)
    if not kind:
        known = ", ".join(_ENDINGS.values())
        raise FormatError(f"Pictures are saved as {known}, not {path.suffix[:20]}.")
    if os.path.lexists(path):  # before a long conversion for nothing
        raise FileExistsError(path)
    data, left_out = as_type(picture, file, kind, limits)
    _write(path, data)
    return Saved(path, left_out)


def as_type(
    picture: Picture, file: Path, kind: str, limits: Limits | None = None
) -> tuple[bytes, str]:
    """Its bytes as `kind` (a media type; empty: as it is), with what made it, and in words what
    that format has no room for. May take seconds.

    Raises OSError, and PictureError for what cannot be converted.
    """
    made = of_picture(picture)
    if kind in ("", picture.type):
        return with_made(file.read_bytes(), made), ""
    from tui.pictures.convert import convert, left_out

    return convert(file, kind, made, limits), left_out(file)


def type_of(path: Path) -> str:
    """The media type that the ending of `path` stands for, or nothing."""
    return _TYPES.get(path.suffix.lower(), "")


def ending(picture: Picture) -> str:
    """`.png`, by what the picture is."""
    return _ENDINGS.get(picture.type, "")


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as target:
        try:
            target.write(data)
        except OSError:
            with suppress(OSError):
                path.unlink()
            raise


def save_folder(
    environ: Mapping[str, str],
    home: Path,
    variable: str = "XDG_PICTURES_DIR",
    usual: str = "Pictures",
) -> Path:
    """Where pictures go: the person's picture folder, else where the app was started."""
    told = environ.get(variable, "")
    for folder in (Path(told) if told else None, home / usual):
        if folder is not None and folder.is_dir():
            return folder
    with suppress(FileNotFoundError):  # the folder that it was started in has gone
        return Path.cwd()
    return home
