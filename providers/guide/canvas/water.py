# pyright: reportUnknownMemberType=false
"""Water: what is above it upside down, blurred, broken by ripples."""

from __future__ import annotations

from PIL import Image, ImageFilter, ImageOps

from providers.guide.canvas import noise
from providers.guide.canvas.palette import mixed
from providers.guide.canvas.pen import Pen
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


def waves(sheet: Sheet, horizon: float) -> None:
    """The sea under `horizon` (a share of the height): crests in the light, troughs dark."""
    width, height = sheet.image.size
    line = round(height * horizon)
    deep = height - line
    palette = sheet.palette
    far = mixed(palette.sky[-1], palette.far, 0.35)
    body = gradient(
        (width, deep),
        (far, mixed(palette.sky[1], palette.near, 0.45), mixed(palette.near, palette.dark, 0.4)),
    )
    swell = noise.receding(noise.field(sheet.rng, (width, height), (7, 64), 4, 0.6), deep)
    crest = noise.contrast(swell, 130, 205).point([v * 6 // 10 for v in range(256)])
    trough = noise.contrast(swell, 60, 128).point([(255 - v) * 6 // 10 for v in range(256)])
    body.paste(mixed(palette.dark, palette.sky[0], 0.35), (0, 0), trough)
    body.paste(mixed(palette.sky[-1], palette.sky[1], 0.35), (0, 0), crest)
    sheet.image.paste(body, (0, line))


def glitter(sheet: Sheet, horizon: float, x: float) -> None:
    """The path of light under a sun or moon at `x` (pixels)."""
    pen, rng = Pen(sheet.image.size), sheet.rng
    deep = sheet.height * (1 - horizon)
    for _ in range(900):
        near = rng.random() ** 1.6
        y = sheet.height * horizon + deep * near
        spread = sheet.width * (0.02 + 0.09 * near)
        wide = sheet.unit * (2 + 26 * near) * rng.uniform(0.3, 1)
        bright = round(235 * (1 - 0.65 * near) * rng.uniform(0.4, 1))
        pen.oval(x + rng.gauss(0, spread), y, wide, max(0.5, wide * 0.1), bright)
    sheet.shine(mixed(sheet.palette.light, sheet.palette.sky[-1], 0.3), pen.mask())
