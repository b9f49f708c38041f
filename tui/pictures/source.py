"""Where a picture's bytes come from: a file of the store, or a preview that is only in memory."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from chat.chunks import ImagePreview, sniff
from chat.image_size import image_size
from chat.messages import Picture
from chat.pictures import Limits
from tui.pictures.kept import checked, way_out

Load = Callable[[Picture], Path]
"""Gives the file of a stored picture."""


@dataclass(frozen=True, slots=True)
class Source:
    """`key` stands for the bytes in every cache."""

    key: str
    data: Path | bytes | Callable[[], bytes] = field(repr=False, compare=False)
    """What can be called is called in a thread, and what it gives is not kept; PictureError."""
    size: tuple[int, int] = (0, 0)
    """Pixels, where they are known before decoding; a place is kept for them."""
    way_out: str = field(default="", compare=False)
    """What can be pressed where it is lost."""
    kept: bool = field(default=False, compare=False)
    """Whether `data` is a file of the store, and `key` the hash of what is in it."""

    def read(self, limits: Limits) -> Path | bytes:
        """What there is to decode. Blocking; raises PictureError."""
        if callable(self.data):
            return self.data()
        if self.kept and isinstance(self.data, Path):
            return checked(self.data, self.key, limits)
        return self.data


def of_picture(picture: Picture, load: Load) -> Source:
    size = picture.width, picture.height
    return Source(picture.hash, load(picture), size, way_out(picture), kept=True)


def of_preview(preview: ImagePreview) -> Source | None:
    """None where the preview has no picture, or one that is not in it (a URL)."""
    return _of_image(preview.image) if preview.image else None


@lru_cache(2)
def _of_image(image: bytes | str) -> Source | None:
    """Several places show the newest preview: it is hashed once."""
    data = _from_uri(image) if isinstance(image, str) else image
    if not data:
        return None
    kind = sniff(data)
    size = image_size(data, kind) if kind else None
    return Source("preview:" + hashlib.sha256(data).hexdigest(), data, size or (0, 0))


def _from_uri(uri: str) -> bytes | None:
    head, comma, body = uri.partition(",")
    if not (head.startswith("data:") and comma and head.endswith(";base64")):
        return None
    try:
        return base64.b64decode(body, validate=False)
    except (binascii.Error, ValueError):
        return None
