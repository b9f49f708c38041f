"""The question of `palaver ask`: words, standard input and attached files."""

from __future__ import annotations

import mimetypes
import sys
from pathlib import Path
from typing import BinaryIO

from chat.chunks import sniff
from chat.messages import FilePart, Part, PicturePart, TextPart
from chat.pictures import PictureStore
from chat.text import clean_line
from chat.turn import PictureError
from tui.cli.arguments import Ask, UsageError
from tui.cli.saving import is_broken
from tui.prompt.files import PICTURES

LARGEST_TEXT = 1 << 20
"""Bytes of an attached text."""


def parts(asked: Ask, pictures: PictureStore, stdin: BinaryIO | None) -> tuple[Part, ...]:
    """What is asked. Blocking. `UsageError` for a file that cannot go along, or no question."""
    files = tuple(_attached(name, pictures) for name in asked.attach)
    piped = stdin.read(LARGEST_TEXT + 1) if stdin is not None else b""
    _check_text("standard input", piped)
    said = piped.decode("utf-8", "replace").strip("\n")
    text = "\n\n".join(piece for piece in (asked.question, said) if piece.strip())
    if not text and not files:
        raise UsageError("there is no question")
    return (TextPart(text), *files) if text else files


def piped_in() -> BinaryIO | None:
    """Standard input, if something other than a person is at its other end."""
    if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
        return None
    return sys.stdin.buffer


def _check_text(name: str, data: bytes) -> None:
    if len(data) > LARGEST_TEXT:
        raise UsageError(f"{name}: a text may have up to 1 MB")
    if b"\0" in data[:8192]:
        raise UsageError(f"{name}: neither a text nor a picture")


def _attached(name: str, pictures: PictureStore) -> Part:
    path = Path(name).expanduser()
    try:
        with path.open("rb") as file:
            data = file.read((64 << 20) + 1)
    except OSError as error:
        raise UsageError(f"{clean_line(name)}: {error.strerror or error}") from None
    if sniff(data) is not None:
        if is_broken(path):
            raise UsageError(f"{clean_line(name)}: the picture is broken")
        try:
            return PicturePart(pictures.keep(data, source=path.resolve().as_uri()))
        except PictureError as error:
            raise UsageError(f"{clean_line(name)}: {error}") from None
    if path.suffix.lower() in PICTURES:
        raise UsageError(f"{clean_line(name)}: not a picture, whatever its name says")
    _check_text(clean_line(name), data)
    kind = mimetypes.guess_type(path.name)[0] or "text/plain"
    return FilePart(path.name, kind, data.decode("utf-8", "replace"))
