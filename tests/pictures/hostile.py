"""Files that are no good pictures, each in its own way, and seeds for spoiling."""

from __future__ import annotations

import io
import struct
import zlib
from functools import lru_cache
from typing import Any

from PIL import Image, PngImagePlugin

from tests.pictures.stage import huge_png, photo, png


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, *chunks: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + b"".join(chunks)


def bomb(width: int = 9000, height: int = 9000) -> bytes:
    """A whole PNG of a few kilobytes whose pixels take hundreds of megabytes."""
    data = zlib.compress(bytes((width // 8 + 1) * height), 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header)
    return start + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _moving(kind: str, frames: int = 6, **options: Any) -> bytes:
    shades = [photo(40, 30).point(lambda value, n=n: value * n // frames) for n in range(frames)]
    return png(shades[-1], kind, save_all=True, append_images=shades[:-1], duration=50, **options)


@lru_cache(1)
def good() -> dict[str, bytes]:
    """A small file of each kind that is shown."""
    picture = photo(64, 48)
    clear = picture.convert("RGBA")
    clear.putalpha(picture.convert("L"))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x0100], exif[0x011A], exif[0x010F] = 64, 72.5, "a maker"
    told = PngImagePlugin.PngInfo()
    told.add_text("parameters", "a cat", zip=True)
    return {
        "png": png(picture, pnginfo=told),
        "png, alpha": png(clear),
        "png, palette": png(picture.quantize(16), transparency=3),
        "png, 16 bits": png(Image.new("I;16", (40, 30), 30_000)),
        "png, moving": _moving("PNG"),
        "jpeg": png(picture, "JPEG", exif=exif),
        "jpeg, growing": png(picture, "JPEG", progressive=True),
        "jpeg, inks": png(picture.convert("CMYK"), "JPEG"),
        "gif": png(picture.quantize(32), "GIF"),
        "gif, moving": _moving("GIF"),
        "webp": png(picture, "WEBP"),
        "webp, exact": png(clear, "WEBP", lossless=True),
        "webp, moving": _moving("WEBP"),
        "avif": png(picture, "AVIF", quality=40, speed=10),
    }


@lru_cache(1)
def bad() -> dict[str, bytes]:
    """By what is wrong with it. Some are shown all the same: what there is of them."""
    files = good()
    words = zlib.compress(b"x" * (80 << 20), 9)
    found = {
        "nothing": b"",
        "zeros": bytes(5000),
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        "page": b"<!doctype html><title>404</title>",
        "escapes": b"\x1b]0;pwned\x07\x1b[2J",
        "bmp": png(photo(64, 48), "BMP"),
        "tiff": png(photo(64, 48), "TIFF"),
        "icon": png(photo(64, 48), "ICO"),
        "signature": b"\x89PNG\r\n\x1a\n",
        "no size": huge_png(0, 5),
        "81 megapixels": huge_png(9000, 9000),
        "bomb": bomb(),
        "long side": huge_png(40_000, 10),
        "largest numbers": huge_png(2**31 - 1, 2**31 - 1),
        "no pixels": _png(64, 48, _chunk(b"IEND", b"")),
        "too few pixels": _png(64, 48, _chunk(b"IDAT", zlib.compress(bytes(100)))),
        "noise for pixels": _png(64, 48, _chunk(b"IDAT", b"noise" * 99), _chunk(b"IEND", b"")),
        "words that unfold": _png(
            64, 48, _chunk(b"zTXt", b"a\0\0" + words), _chunk(b"iCCP", b"a\0\0" + words),
            _chunk(b"IDAT", zlib.compress(bytes(193 * 48))), _chunk(b"IEND", b""),
        ),
        "frame beyond its screen": files["gif"][:6] + b"\x01\0\x01\0" + files["gif"][10:],
        "page behind it": files["png"] + b"<script>alert(1)</script>" * 50,
    }  # fmt: skip
    for name, data in files.items():
        found[f"half of {name}"] = data[: len(data) // 2]
        found[f"hole in {name}"] = data[: len(data) // 3] + bytes(40) + data[len(data) // 3 + 40 :]
    return found


def opened(data: bytes) -> Image.Image:
    """By Pillow alone, to see that a seed is whole."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image
