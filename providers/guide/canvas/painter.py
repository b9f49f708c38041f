# pyright: reportUnknownMemberType=false
"""From a brief to pixels: the scene's layers, then weather and style. Pillow; runs in threads."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator

from PIL import Image, PngImagePlugin

from providers.guide.canvas import figures, finish
from providers.guide.canvas.brief import Brief
from providers.guide.canvas.palette import palettes
from providers.guide.canvas.scenes import SCENES
from providers.guide.canvas.sheet import Sheet

Scene = Callable[[Sheet], Iterator[float]]


def paint(brief: Brief, size: tuple[int, int], seed: int) -> Iterator[tuple[Image.Image, float]]:
    """The picture after each layer, with the progress; 1 means that it is done."""
    rng = random.Random(f"{brief.seed}/{seed}")
    sheet = Sheet(Image.new("RGB", size), palettes()[brief.palette], rng, brief)
    for progress in SCENES[brief.scene](sheet):
        yield sheet.image, min(0.99, progress) * 0.85
    figures.figures(sheet)
    yield sheet.image, 0.9
    for progress in finish.finish(sheet):
        yield sheet.image, 0.9 + 0.09 * progress
    yield sheet.image, 1.0


def preview(image: Image.Image, side: int) -> bytes:
    """A small JPEG, `side` pixels at its longer side."""
    small = image.copy()
    small.thumbnail((side, side), Image.Resampling.BILINEAR)
    file = io.BytesIO()
    small.save(file, "JPEG", quality=80)
    return file.getvalue()


def png(image: Image.Image, prompt: str, seed: int) -> bytes:
    """The finished picture, with how it came about inside the file."""
    info = PngImagePlugin.PngInfo()
    for name, value in (("prompt", prompt), ("model", "guide/canvas"), ("seed", str(seed))):
        info.add_itxt(name, value.encode("utf-8", "replace").decode())
    file = io.BytesIO()
    image.save(file, "PNG", pnginfo=info, compress_level=4)
    return file.getvalue()
