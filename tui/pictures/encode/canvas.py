"""How a picture lies in its cells: scaled with its aspect kept, the rest of the cells ground."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from tui.pictures.encode.value import WHOLE, Request
from tui.pictures.fit import fitted, holding, scale_of

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the picture."""
_MAGNIFIED = 3.0
"""Who zooms in so far wants to see the pixels: they stay squares."""


@dataclass(frozen=True, slots=True)
class Layout:
    """In dots: an encoder's pixels, of which a cell has `dots` across and down."""

    columns: int
    rows: int
    canvas: tuple[int, int]
    scaled: tuple[int, int]

    @property
    def offset(self) -> tuple[int, int]:
        return (
            (self.canvas[0] - self.scaled[0]) // 2,
            (self.canvas[1] - self.scaled[1]) // 2,
        )


def layout(size: tuple[float, float], request: Request, dots: tuple[int, int]) -> Layout:
    """Where a picture (or a crop of one) of `size` pixels goes in `request.box` cells."""
    if dots != request.cell:
        # Symbols fill their cells: a rim of ground in them shows as a line in some fonts.
        columns, rows = fitted(size, request.box, request.cell, request.most)
        whole = (columns * dots[0], rows * dots[1])
        return Layout(columns, rows, whole, whole)
    scale = scale_of(size, request.box, request.cell, request.most)
    most = (request.box[0] * dots[0], request.box[1] * dots[1])
    scaled = (
        min(most[0], max(1, round(size[0] * scale))),
        min(most[1], max(1, round(size[1] * scale))),
    )
    columns, rows = holding(scaled, dots)
    return Layout(columns, rows, (columns * dots[0], rows * dots[1]), scaled)


def canvas(
    image: Image.Image, request: Request, dots: tuple[int, int]
) -> tuple[Image.Image, Layout]:
    """An opaque RGB image of whole cells."""
    box = _box(image, request)
    place = layout((box[2] - box[0], box[3] - box[1]), request, dots)
    scaled = _resized(image, box, place.scaled, request)
    if request.grey:
        scaled = scaled.convert("LA" if scaled.mode == "RGBA" else "L").convert(scaled.mode)
    if scaled.mode == "RGB" and place.scaled == place.canvas:
        return scaled, place
    whole = Image.new("RGB", place.canvas, request.ground)
    whole.paste(scaled, place.offset, scaled if scaled.mode == "RGBA" else None)
    return whole, place


def _box(image: Image.Image, request: Request) -> Box:
    """The request's crop; shares of pixels are those of floating point and are rounded away."""
    left, top, right, bottom = request.crop
    left, top = round(left * image.width, 4), round(top * image.height, 4)
    return (
        left,
        top,
        min(max(round(right * image.width, 4), left + 1), image.width),
        min(max(round(bottom * image.height, 4), top + 1), image.height),
    )


def _resized(image: Image.Image, box: Box, size: tuple[int, int], request: Request) -> Image.Image:
    wide, high = box[2] - box[0], box[3] - box[1]
    if (wide, high) == size and box[0].is_integer() and box[1].is_integer():
        return image.crop((int(box[0]), int(box[1]), int(box[2]), int(box[3])))
    scales = size[0] / wide, size[1] / high
    if request.crop != WHOLE and min(scales) >= _MAGNIFIED:
        way = Image.Resampling.BOX
    elif max(scales) <= 1 and (request.mode == "quadrant" or _quickly(request)):
        # A third of the work, and nearer to the best than what is made of it will be.
        way = Image.Resampling.HAMMING
    else:
        way = Image.Resampling.LANCZOS
    return image.resize(size, way, box=box, reducing_gap=2.0)


def _quickly(request: Request) -> bool:
    """Who zooms waits for each step."""
    return request.mode == "sixel" and request.crop != WHOLE
