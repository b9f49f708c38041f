"""Pictures to show, and the smallest app with our theme to show them in."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from textual.app import App, ComposeResult
from textual.widget import Widget

from chat.messages import Picture
from tui.pictures.darkroom import Darkroom
from tui.terminal.value import Setting, Terminal
from tui.theme import load, textual_theme


def photo(width: int = 320, height: int = 240) -> Image.Image:
    """Soft and coloured, the same every time."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    round_ = Image.radial_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, round_))


def png(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A valid PNG of a few bytes that claims to be large."""
    data = bytearray(png(Image.new("L", (1, 1))))
    header = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + data[24:29]
    data[12:33] = header + zlib.crc32(header).to_bytes(4, "big")
    return bytes(data)


def pictures(folder: Path, count: int = 3) -> list[Picture]:
    """Stored under their hashes in `folder`, the n-th of n shades."""
    made = []
    for number in range(count):
        size = ((160, 120), (120, 160), (128, 128))[number % 3]
        data = png(Image.new("RGB", size, (40 * number + 40, 90, 120)))
        name = hashlib.sha256(data).hexdigest()
        (folder / name).write_bytes(data)
        made.append(
            Picture(
                name, "image/png", *size, len(data), f"picture number {number}",
                "guide", "canvas", {"seed": number, "seconds": 8}, created=1.7e9,
            )
        )  # fmt: skip
    return made


class Stage(App[None]):
    """`make(darkroom)` gives the widget; what goes to the terminal directly is in `sent`."""

    def __init__(
        self,
        make: Callable[[Darkroom], Widget],
        terminal: Terminal | None = None,
        setting: Setting = "auto",
    ) -> None:
        super().__init__()
        theme = textual_theme(load("dark"))
        self.register_theme(theme)
        self.theme = theme.name
        self.darkroom = Darkroom(terminal or Terminal(), setting)
        self.sent: list[str] = []
        self.heard: list[Any] = []
        self._make = make

    def compose(self) -> ComposeResult:
        yield self._make(self.darkroom)

    def on_mount(self) -> None:
        self.darkroom.connect(self.sent.append, self.console)

    def on_picture_panel_opened(self, message: Any) -> None:
        self.heard.append(message)
