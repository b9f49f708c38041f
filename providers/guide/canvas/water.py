"""Water: what is above it upside down, blurred, broken by ripples."""

from __future__ import annotations

from PIL import Image, ImageFilter, ImageOps

from providers.guide.canvas.palette import mixed
from providers.guide.canvas.sheet import Sheet, gradient


def mirror(sheet: Sheet, shore: float) -> None:
    """Everything under `shore` (a share of the height) becomes a lake."""
    width, height = sheet.image.size
    line = round(height * shore)
    deep = height - line
    above = sheet.image.crop((0, max(0, line - deep), width, line))
    water = ImageOps.flip(above).resize((width, deep), Image.Resampling.BILINEAR)
    water = rippled(sheet, water).filter(ImageFilter.BoxBlur((sheet.unit * 2, 0)))
    tint = gradient(
        (width, deep), (sheet.palette.sky[-1], mixed(sheet.palette.sky[0], sheet.palette.dark, 0.4))
    )
    sheet.image.paste(Image.blend(water, tint, 0.25), (0, line))


def rippled(sheet: Sheet, image: Image.Image) -> Image.Image:
    """Rows pushed sideways, more the nearer they are."""
    width, height = image.size
    result = image.copy()
    shift = 0.0
    for y in range(height):
        near = y / max(1, height)
        shift = 0.6 * shift + sheet.rng.gauss(0, 1 + 7 * near) * sheet.unit
        row = image.crop((0, y, width, y + 1))
        result.paste(row, (round(shift), y))
    return result
