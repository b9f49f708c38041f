"""A picture in another format, for a name that asks for one.

Imports Pillow: import it in a thread.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image

from chat.chunks import sniff
from chat.moving import moves
from chat.pictures import Limits
from chat.turn import PictureError
from tui.pictures.decode import BROKEN, decode
from tui.pictures.made.inside import blocks, with_made
from tui.pictures.made.value import Made

_WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "image/png": ("PNG", {}),
    "image/jpeg": ("JPEG", {"quality": 92, "subsampling": 0}),
    "image/webp": ("WEBP", {"quality": 92}),
    "image/avif": ("AVIF", {"quality": 85}),
    "image/gif": ("GIF", {}),
}
_PAPER = (255, 255, 255)
"""What shows through where a format has no transparency."""


def convert(file: Path, kind: str, made: Made | None, limits: Limits | None = None) -> bytes:
    """The first frame of `file` as `kind` (a media type), with `made` inside. Raises PictureError.

    A large AVIF takes seconds.
    """
    name, options = _WAYS[kind]
    image = decode(file, None, limits)
    profile = image.info.get("icc_profile") or b""  # None where it is damaged
    if profile[16:20] == b"RGB " and kind != "image/gif":  # one for other inks is of no use here
        options = options | {"icc_profile": profile}
    if kind == "image/avif" and made is not None:
        told = blocks(made)
        options = options | {"exif": told.exif, "xmp": told.xmp}
    if image.mode == "RGBA" and kind == "image/jpeg":
        flat = Image.new("RGB", image.size, _PAPER)
        flat.paste(image, mask=image.getchannel("A"))
        image = flat
    bare = image.copy()
    bare.info = {}  # what stood in the other file's header is told by `made`
    out = io.BytesIO()
    try:
        bare.save(out, name, **options)
    except BROKEN as error:
        raise PictureError(f"It cannot be written as {name}: {error}.") from error
    return out.getvalue() if kind == "image/avif" else with_made(out.getvalue(), made)


def left_out(file: Path) -> str:
    """What another format gets nothing of, in words; empty where it gets all. Raises OSError."""
    data = file.read_bytes()
    kind = sniff(data) or ""
    deep = kind == "image/png" and data[24:25] == b"\x10"
    told = ("the first frame only" * moves(data, kind), "8 bits a colour, of 16" * deep)
    return ", ".join(filter(None, told))
