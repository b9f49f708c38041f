"""How a picture lies in its cells: scaled with its aspect kept, the rest of the cells ground."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from tui.pictures.encode.value import Request
from tui.pictures.fit import fitted


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
    columns, rows = fitted(size, request.box, request.cell)
    whole = (columns * dots[0], rows * dots[1])
    if dots != request.cell:
        # Symbols fill their cells: a rim of ground in them shows as a line in some fonts.
        return Layout(columns, rows, whole, whole)
    scale = min(whole[0] / max(1.0, size[0]), whole[1] / max(1.0, size[1]))
    scaled = (
        min(whole[0], max(1, round(size[0] * scale))),
        min(whole[1], max(1, round(size[1] * scale))),
    )
    return Layout(columns, rows, whole, scaled)


def canvas(
    image: Image.Image, request: Request, dots: tuple[int, int]
) -> tuple[Image.Image, Layout]:
    """An opaque RGB image of whole cells."""
    left, top, right, bottom = request.crop
    box = (
        left * image.width,
        top * image.height,
        max(right * image.width, left * image.width + 1),
        max(bottom * image.height, top * image.height + 1),
    )
    box = (box[0], box[1], min(box[2], image.width), min(box[3], image.height))
    place = layout((box[2] - box[0], box[3] - box[1]), request, dots)
    scaled = image.resize(place.scaled, Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)
    if request.grey:
        scaled = scaled.convert("LA" if scaled.mode == "RGBA" else "L").convert(scaled.mode)
    if scaled.mode == "RGB" and place.scaled == place.canvas:
        return scaled, place
    whole = Image.new("RGB", place.canvas, request.ground)
    whole.paste(scaled, place.offset, scaled if scaled.mode == "RGBA" else None)
    return whole, place
