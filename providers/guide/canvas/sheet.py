# pyright: reportUnknownMemberType=false
"""The sheet a scene is painted on: the image so far, its palette, its own randomness."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops

from providers.guide.canvas.brief import Brief
from providers.guide.canvas.palette import Colour, Palette, along


@dataclass(slots=True)
class Sheet:
    """`image` is replaced or painted on, layer by layer."""

    image: Image.Image
    palette: Palette
    rng: random.Random
    brief: Brief
    ground: float = 0.95
    """Where figures stand; a share of the height."""
    waterline: float = 1.0
    """Where water begins; 1 where there is none."""

    @property
    def width(self) -> int:
        return self.image.width

    @property
    def height(self) -> int:
        return self.image.height

    @property
    def unit(self) -> float:
        """A thousandth of the shorter side: what line widths are measured in."""
        return min(self.image.size) / 1000

    def fill(self, colour: Colour, mask: Image.Image) -> None:
        """Lay `colour` on where `mask` (L) is bright."""
        self.image.paste(colour, (0, 0), mask)

    def lay(self, layer: Image.Image, mask: Image.Image) -> None:
        """Lay another image of the same size on where `mask` is bright."""
        self.image.paste(layer, (0, 0), mask)

    def shine(self, colour: Colour, mask: Image.Image) -> None:
        """Add light of `colour` where `mask` is bright."""
        light = Image.composite(
            Image.new("RGB", self.image.size, colour), Image.new("RGB", self.image.size), mask
        )
        self.image = ImageChops.screen(self.image, light)


def gradient(size: tuple[int, int], colours: Sequence[Colour]) -> Image.Image:
    """`colours` evenly from the top to the bottom."""
    column = Image.new("RGB", (1, size[1]))
    column.putdata([along(colours, y / max(1, size[1] - 1)) for y in range(size[1])])
    return column.resize(size, Image.Resampling.NEAREST)


def glow(size: tuple[int, int], centre: tuple[float, float], radius: float) -> Image.Image:
    """A mask (L): bright at `centre`, falling off softly to nothing at `radius` (pixels)."""
    mask = Image.new("L", size)
    side = max(2, round(radius * 2))
    spot = Image.radial_gradient("L").point(
        [round(255 * (1 - i / 181) ** 2) if i < 181 else 0 for i in range(256)]
    )
    spot = spot.resize((side, side), Image.Resampling.BICUBIC)
    mask.paste(spot, (round(centre[0] - side / 2), round(centre[1] - side / 2)))
    return mask
