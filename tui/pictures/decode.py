"""Bytes from anywhere as a Pillow image, or a sentence that says why not.

Its size is looked at before its pixels are loaded: Pillow lets a 10 kB file of 81 megapixels
through. Imports Pillow: import it in a thread.
"""

from __future__ import annotations

import io
import struct
import warnings
from pathlib import Path

from PIL import ExifTags, Image

from chat.chunks import sniff
from chat.pictures import Limits
from chat.turn import PictureError

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")
"""Named, because Pillow otherwise loads every plugin it has for a file it does not know."""
BROKEN = (
    OSError,
    ValueError,
    EOFError,
    SyntaxError,
    MemoryError,
    OverflowError,
    KeyError,
    RuntimeError,
    struct.error,
)
"""What Pillow raises for a file that is none; RuntimeError is AVIF's."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def decode(
    source: Path | bytes, near: tuple[int, int] | None = None, limits: Limits | None = None
) -> Image.Image:
    """The first frame as RGB or RGBA, turned as its EXIF says.

    With `near` (pixels) the result may be smaller, never smaller than that: JPEG is then decoded
    many times faster. Raises PictureError.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large pictures: we look ourselves
            return _decoded(source, near, limits or Limits())
    except FileNotFoundError:
        raise PictureError("The file is missing.") from None
    except PermissionError:
        raise PictureError("The file cannot be read.") from None
    except Image.DecompressionBombError:
        raise PictureError("Too large to show.") from None
    except BROKEN as error:
        raise PictureError("The file is broken, or no picture.") from error


def _decoded(source: Path | bytes, near: tuple[int, int] | None, limits: Limits) -> Image.Image:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > limits.size:
        raise PictureError(f"Too large to show: {size / 1e6:.0f} MB.")
    with Image.open(
        io.BytesIO(source) if isinstance(source, bytes) else source, formats=FORMATS
    ) as image:
        width, height = image.size
        if width < 1 or height < 1:
            raise PictureError("The file is broken, or no picture.")
        if width * height > limits.pixels or max(width, height) > limits.side:
            raise PictureError(f"Too large to show: {width}×{height} pixels.")
        if near is not None:
            image.draft(None, near)
        image.load()
        return plain(_turned(image))


def _turned(image: Image.Image) -> Image.Image:
    """As its EXIF says. (Pillow's own function writes the EXIF anew, and fails where a field of it
    is of another type than it should be.)"""
    way = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation))
    return image if way is None else image.transpose(way)


def plain(image: Image.Image) -> Image.Image:
    """Any mode as RGB, or RGBA where something shows through."""
    if image.mode == "RGB":
        return image.copy()
    if image.mode in ("I;16", "I", "F"):  # 16 bits a pixel: the upper eight
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        lowest = clear.getextrema()[3][0]
        return clear if lowest < 255 else clear.convert("RGB")
    return image.convert("RGB")


def as_png(data: bytes, limits: Limits | None = None) -> bytes:
    """The bytes themselves if they are a PNG, else the picture as one. Raises PictureError."""
    if sniff(data) == "image/png":
        return data
    out = io.BytesIO()
    decode(data, None, limits).save(out, "PNG", compress_level=1)
    return out.getvalue()
