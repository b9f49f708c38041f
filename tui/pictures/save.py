"""A picture saved out: named after its prompt, over nothing that is there, and what made it goes
with it (in a PNG, as text chunks). Blocking: run in a thread.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from chat.files import file_name
from chat.messages import Picture

_ENDINGS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
}
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TRIES = 10_000
UNNAMED = "picture"


def save(picture: Picture, file: Path, folder: Path) -> Path:
    """Write the picture kept in `file` into `folder`; the path it got. Raises OSError."""
    data = with_text(file.read_bytes(), described(picture))
    name = file_name(picture.prompt, UNNAMED)
    for number in range(1, _TRIES):
        path = folder / f"{name}{f'-{number}' if number > 1 else ''}{ending(picture)}"
        try:
            _write(path, data)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(f"{folder / name} and {_TRIES} like it are there already")


def save_as(picture: Picture, file: Path, target: Path) -> Path:
    """Write it to the file `target`, or into that folder (`~` is home), over nothing that is there.

    Gives the path it got. Raises OSError.
    """
    target = Path(os.path.expanduser(target))
    if target.is_dir():
        return save(picture, file, target)
    path = target if target.suffix else target.with_name(target.name + ending(picture))
    _write(path, with_text(file.read_bytes(), described(picture)))
    return path


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
    return Path.cwd()


def described(picture: Picture) -> dict[str, str]:
    """What made the picture, as text for a file."""
    made = {
        "prompt": picture.prompt,
        "model": "/".join(filter(None, (picture.endpoint, picture.model))),
        "parameters": json.dumps(dict(picture.parameters), ensure_ascii=False, default=str)
        if picture.parameters
        else "",
    }
    return {name: text for name, text in made.items() if text}


def with_text(data: bytes, texts: Mapping[str, str]) -> bytes:
    """A PNG with `texts` as international text chunks behind its header; others unchanged."""
    if not data.startswith(_SIGNATURE) or data[12:16] != b"IHDR" or not texts:
        return data
    end = 8 + 12 + int.from_bytes(data[8:12], "big")
    chunks = b"".join(_chunk(name, text) for name, text in texts.items())
    return data[:end] + chunks + data[end:]


def _chunk(name: str, text: str) -> bytes:
    value = text.replace("\x00", "").encode("utf-8", "replace")
    body = b"iTXt" + name.encode("latin-1") + b"\0\0\0\0\0" + value
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
