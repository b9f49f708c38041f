"""Where `-o` puts pictures: the file that was named, or new names in a folder."""

from __future__ import annotations

from pathlib import Path

from chat.messages import Picture
from chat.turn import PictureError
from tui.pictures.save import described, with_text
from tui.pictures.save import save as save_into


def save(picture: Picture, kept: Path, output: str, number: int) -> Path:
    """Write the `number`th picture (from 0), kept in `kept`; its new path. Blocking; `OSError`.

    A file that was named is written over, as with `curl -o`; in a folder nothing ever is.
    """
    target = Path(output).expanduser()
    if output.endswith("/") or target.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return save_into(picture, kept, target)
    if number:
        target = target.with_name(f"{target.stem}-{number + 1}{target.suffix}")
    target.write_bytes(with_text(kept.read_bytes(), described(picture)))
    return target


def is_broken(kept: Path) -> bool:
    """Whether its header promises more than its body holds. Blocking: decodes it."""
    from tui.pictures.decode import decode

    try:
        decode(kept)
    except PictureError as error:
        return error.__cause__ is not None  # a picture too large to show is whole
    return False
