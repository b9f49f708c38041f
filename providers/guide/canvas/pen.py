# pyright: reportUnknownMemberType=false
"""A pen with smooth edges: shapes drawn on a mask twice as large, then halved."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

Point = tuple[float, float]


class Pen:
    """All coordinates are pixels of the sheet; `mask()` gives what was drawn (L)."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._image = Image.new("L", (size[0] * 2, size[1] * 2))
        self._draw = ImageDraw.Draw(self._image)

    def polygon(self, points: Sequence[Point], fill: int = 255) -> None:
        self._draw.polygon([(x * 2, y * 2) for x, y in points], fill=fill)

    def box(self, left: float, top: float, right: float, bottom: float, fill: int = 255) -> None:
        self._draw.rectangle((left * 2, top * 2, right * 2, bottom * 2), fill=fill)

    def oval(self, x: float, y: float, wide: float, high: float, fill: int = 255) -> None:
        """An ellipse around (x, y) with the radii `wide` and `high`."""
        box = ((x - wide) * 2, (y - high) * 2, (x + wide) * 2, (y + high) * 2)
        self._draw.ellipse(box, fill=fill)

    def line(self, points: Sequence[Point], width: float, fill: int = 255) -> None:
        """A line with round joints and ends, also where it is thicker than a hair."""
        doubled = [(x * 2, y * 2) for x, y in points]
        thick = max(1, round(width * 2))
        self._draw.line(doubled, fill=fill, width=thick, joint="curve")
        if thick > 3:
            for x, y in (doubled[0], doubled[-1]):
                half = thick / 2
                self._draw.ellipse((x - half, y - half, x + half, y + half), fill=fill)

    def mask(self) -> Image.Image:
        return self._image.reduce(2)
