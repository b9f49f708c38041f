"""What is done to every picture at its end: weather in front of it, style, light, grain."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, ImageChops

from providers.guide.canvas.sheet import Sheet


def finish(sheet: Sheet) -> Iterator[float]:
    vignette(sheet)
    yield 0.5
    grain(sheet)


def vignette(sheet: Sheet) -> None:
    """Corners a little darker: the eye stays inside."""
    edge = Image.radial_gradient("L").point(
        [255 - round(70 * (v / 255) ** 2.2) for v in range(256)]
    )
    edge = edge.resize(sheet.image.size, Image.Resampling.BICUBIC)
    sheet.image = ImageChops.multiply(sheet.image, Image.merge("RGB", (edge,) * 3))


def grain(sheet: Sheet) -> None:
    """Fine grain, the same in all channels: it hides the bands of a smooth sky."""
    width, height = sheet.image.size
    rough = Image.frombytes("L", (width, height), sheet.rng.randbytes(width * height))
    fine = rough.point([128 + round((v - 127.5) / 127.5 * 5) for v in range(256)])
    sheet.image = ImageChops.overlay(sheet.image, Image.merge("RGB", (fine,) * 3))
