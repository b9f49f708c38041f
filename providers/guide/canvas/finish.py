# pyright: reportUnknownMemberType=false
"""What is done to every picture at its end: weather before it, its style, light and grain."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, ImageChops

from providers.guide.canvas import styles, weather
from providers.guide.canvas.sheet import Sheet


def finish(sheet: Sheet) -> Iterator[float]:
    """Yields its progress from 0 to 1."""
    match sheet.brief.weather:
        case "rain":
            weather.rain(sheet)
        case "snow":
            weather.snow(sheet)
        case _:
            pass
    yield 0.3
    styles.apply(sheet)
    yield 0.7
    vignette(sheet)
    if sheet.brief.style != "pixels":
        grain(sheet)


def vignette(sheet: Sheet) -> None:
    """Corners a little darker: the eye stays inside."""
    edge = Image.radial_gradient("L").point(
        [255 - round(64 * (v / 255) ** 2.2) for v in range(256)]
    )
    edge = edge.resize(sheet.image.size, Image.Resampling.BICUBIC)
    sheet.image = ImageChops.multiply(sheet.image, Image.merge("RGB", (edge,) * 3))


def grain(sheet: Sheet) -> None:
    """Fine grain, the same in all channels: it hides the bands of a smooth sky."""
    width, height = sheet.image.size
    rough = Image.frombytes("L", (width, height), sheet.rng.randbytes(width * height))
    fine = rough.point([128 + round((v - 127.5) / 127.5 * 4) for v in range(256)])
    sheet.image = ImageChops.overlay(sheet.image, Image.merge("RGB", (fine,) * 3))
