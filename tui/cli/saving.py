"""Where `-o` puts pictures: the file that was named, or new names in a folder."""

from __future__ import annotations

from pathlib import Path

from chat.messages import Picture
from chat.text import clean_line
from chat.turn import PictureError
from tui.cli.arguments import UsageError
from tui.pictures.save import as_type, ending, type_of
from tui.pictures.save import save as save_into


def save(picture: Picture, kept: Path, output: str, number: int) -> tuple[Path, str]:
    """Write the `number`th picture (from 0), kept in `kept`. Blocking; `OSError`.

    Gives its new path, and why it is not in the format of the ending that was named; then it has
    its own. A file that was named is written over, as with `curl -o`; in a folder nothing ever is.
    An ending of no format that is known gets the picture as it came.
    """
    target = Path(output).expanduser()
    if output.endswith("/") or target.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return save_into(picture, kept, target), ""
    if number:
        target = target.with_name(f"{target.stem}-{number + 1}{target.suffix}")
    problem = ""
    try:
        data, _ = as_type(picture, kept, type_of(target))
    except PictureError as error:
        problem, target = str(error), target.with_suffix(ending(picture))
        data, _ = as_type(picture, kept, "")
    target.write_bytes(data)
    return target, problem


def check(output: str) -> None:
    """Before anything is asked and paid for: `UsageError` where nothing could be written."""
    target = Path(output).expanduser()
    if output and not output.endswith("/") and not target.parent.is_dir():
        raise UsageError(f"-o {clean_line(output)}: there is no folder {target.parent}")


def is_broken(kept: Path) -> bool:
    """Whether its header promises more than its body holds. Blocking: decodes it."""
    from tui.pictures.decode import decode

    try:
        decode(kept)
    except PictureError as error:
        return error.__cause__ is not None  # a picture too large to show is whole
    return False
