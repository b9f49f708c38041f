"""What made a picture, put into its file's bytes and read back, whatever the format. Blocking."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from chat.chunks import sniff
from chat.image_size import image_size
from tui.pictures.made import exif, files, png, xmp
from tui.pictures.made.files import Blocks
from tui.pictures.made.value import KEY, Made, from_json, shortened, texts, to_json

BYTES = 64 << 20
_MARK = f'{{"{KEY}": '
"""How a comment of ours begins."""
_PUT = {
    "image/jpeg": files.put_jpeg,
    "image/webp": files.put_webp,
    "image/gif": files.put_gif,
    "image/avif": files.put_avif,
}
_READ = {
    "image/jpeg": files.read_jpeg,
    "image/webp": files.read_webp,
    "image/gif": files.read_gif,
    "image/avif": files.read_avif,
}

Fault = Literal["missing", "unreadable", "no_picture", "too_large", "damaged"]


class InsideError(Exception):
    """Its text is the sentence for a person."""

    def __init__(self, kind: Fault, sentence: str) -> None:
        super().__init__(sentence)
        self.kind: Fault = kind


@dataclass(frozen=True, slots=True)
class Inside:
    """What a file tells. `texts` are as they are in it: clean them before they are shown."""

    type: str
    width: int
    """Pixels; 0 where the header does not tell."""
    height: int
    size: int
    """Bytes."""
    made: Made | None = None
    """What palaver wrote."""
    texts: dict[str, str] = field(default_factory=dict[str, str])
    """What others wrote, by their keys."""


def with_made(data: bytes, made: Made | None) -> bytes:
    """The same pixels, byte for byte, with `made` beside them."""
    kind = sniff(data)
    if made is None or kind is None:
        return data
    if kind == "image/png":
        return png.put(data, texts(made))
    put = _PUT.get(kind)
    return put(data, blocks(made)) if put is not None else data


def blocks(made: Made) -> Blocks:
    """For the formats that are not PNG; a prompt that has no room in a JPEG is cut."""
    while True:
        said = texts(made)
        description, software = said.get("Description", ""), said.get("Software", "")
        found = Blocks(
            exif.block(description, software, said.get("parameters", "")),
            xmp.packet(description, software, to_json(made)),
            f"{_MARK}{to_json(made)}}}".encode(),
        )
        if found.fit():
            return found
        made = shortened(made)


def read(path: Path) -> Inside:
    """What the file tells. Raises InsideError."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise InsideError("no_picture", "This is not a file.")
        with path.open("rb") as file:
            data = file.read(BYTES + 1)
    except FileNotFoundError:
        raise InsideError("missing", "There is no such file.") from None
    except OSError as error:
        told = f"The file cannot be read: {error.strerror or type(error).__name__}."
        raise InsideError("unreadable", told) from None
    except ValueError:  # a name with a zero byte
        raise InsideError("missing", "There is no such file.") from None
    return read_bytes(data)


def read_bytes(data: bytes) -> Inside:
    """The same of bytes. Raises InsideError."""
    if len(data) > BYTES:
        raise InsideError("too_large", f"The file is larger than {BYTES >> 20} MB.")
    kind = sniff(data)
    if kind is None:
        raise InsideError("no_picture", "This is no picture (PNG, JPEG, GIF, WebP or AVIF).")
    size = image_size(data, kind)
    if size is None:
        raise InsideError("damaged", "The picture is damaged.")
    found = _texts(data, kind)
    made = from_json(found.pop(KEY)) if KEY in found else None
    return Inside(kind, *size, len(data), made, found)


def _texts(data: bytes, kind: str) -> dict[str, str]:
    if kind == "image/png":
        found, in_exif = png.read(data)
        if "XML:com.adobe.xmp" in found:
            found = xmp.read(found.pop("XML:com.adobe.xmp").encode()) | found
        return exif.read(in_exif) | found
    told = _READ[kind](data)
    if kind == "image/avif" and not told.xmp:
        told = _pillows(data)
    comment = told.comment.decode("utf-8", "replace").strip("\0 ")
    found = exif.read(told.exif) | xmp.read(told.xmp)
    if comment.startswith(_MARK):
        found.setdefault(KEY, comment[len(_MARK) : -1])
    elif comment:
        found["Comment"] = comment
    return found


def _pillows(data: bytes) -> Blocks:
    """An AVIF keeps them as items, which Pillow finds; nothing is decoded for that."""
    import io

    from PIL import Image

    from tui.pictures.decode import BROKEN

    try:
        with Image.open(io.BytesIO(data), formats=("AVIF",)) as image:
            told = {name: image.info.get(name) for name in ("exif", "xmp")}
    except (Image.DecompressionBombError, *BROKEN):
        return Blocks()
    return Blocks(**{name: value for name, value in told.items() if isinstance(value, bytes)})
