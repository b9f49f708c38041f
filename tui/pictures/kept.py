"""Whether a picture's file is here and whole, and what can be pressed where it is not."""

from __future__ import annotations

import hashlib
from pathlib import Path

from chat.messages import Picture
from chat.pictures import Limits
from chat.turn import PictureError


class Lost(PictureError):
    """The file is missing, damaged or cannot be read; its text is the sentence."""


def whole(picture: Picture, file: Path) -> bytes:
    """The bytes as they were kept in `file`. Blocking; raises `Lost`."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise Lost("The picture's file is missing.") from None
    except OSError as error:
        raise Lost(f"The picture's file cannot be read: {error.strerror or error}.") from error
    if hashlib.sha256(data).hexdigest() != picture.hash:
        raise Lost("The picture's file is damaged.")
    return data


def checked(file: Path, name: str, limits: Limits) -> bytes:
    """What was kept in `file` under the hash `name`, to be shown. Blocking; raises PictureError."""
    try:
        size = file.stat().st_size
        if size > limits.size:
            raise PictureError(f"Too large to show: {size / 1e6:.0f} MB.")
        data = file.read_bytes()
    except FileNotFoundError:
        raise PictureError("The file is missing.") from None
    except OSError:
        raise PictureError("The file cannot be read.") from None
    if hashlib.sha256(data).hexdigest() != name:
        raise PictureError("The file is damaged.")
    return data


def way_out(picture: Picture) -> str:
    """The key that brings a lost one back, and its words; nothing for one that was attached and
    has no address."""
    if picture.source:
        return "f fetch again"
    return "r draw it again" if picture.model and picture.prompt.strip() else ""
