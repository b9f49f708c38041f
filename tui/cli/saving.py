"""Where `-o` puts pictures: the file that was named, or new names in a folder."""

from __future__ import annotations

import re
from pathlib import Path

from chat.messages import Picture

_ENDINGS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
}


def save(picture: Picture, data: bytes, output: str, number: int) -> Path:
    """Write the `number`th picture (from 0) and give its path. Blocking; `OSError`.

    A file that was named is written over, as with `curl -o`; in a folder nothing ever is.
    """
    target = Path(output).expanduser()
    if output.endswith("/") or target.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return _new(target, _named(picture), data)
    if number:
        target = target.with_name(f"{target.stem}-{number + 1}{target.suffix}")
    target.write_bytes(data)
    return target


def _new(folder: Path, name: str, data: bytes) -> Path:
    stem, ending = name.rsplit(".", 1)
    count = 1
    while True:
        path = folder / (name if count == 1 else f"{stem}-{count}.{ending}")
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            count += 1
        else:
            return path


def _named(picture: Picture) -> str:
    words = re.sub(r"[^\w]+", "-", picture.prompt.lower()).strip("-_")[:48].rstrip("-_")
    return (words or picture.hash[:12]) + _ENDINGS.get(picture.type, ".bin")
