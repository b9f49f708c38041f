# pyright: reportUnknownMemberType=false
"""What is above: the gradient, sun or moon, clouds, stars."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageDraw

from providers.guide.canvas import noise
from providers.guide.canvas.palette import mixed
from providers.guide.canvas.sheet import Sheet, glow, gradient


def sky(sheet: Sheet, horizon: float = 0.72) -> None:
    """The gradient from the zenith to `horizon` (a share of the height), its last colour below."""
    width, height = sheet.image.size
    upper = gradient((width, max(2, round(height * horizon))), sheet.palette.sky)
    sheet.image = Image.new("RGB", sheet.image.size, sheet.palette.sky[-1])
    sheet.image.paste(upper, (0, 0))
    if not sheet.palette.bright:
        stars(sheet, 0.0007)


def sun(sheet: Sheet, high: float | None = None) -> tuple[float, float]:
    """The sun, or the moon at night, with its glow; gives its centre (pixels)."""
    rng, palette, size = sheet.rng, sheet.palette, sheet.image.size
    centre = (size[0] * rng.uniform(0.2, 0.8), size[1] * (high or rng.uniform(0.16, 0.4)))
    radius = min(size) * rng.uniform(0.028, 0.045)
    wide = mixed(palette.sky[-1], palette.light, 0.3)
    sheet.shine(mixed((0, 0, 0), wide, 0.55), glow(size, centre, radius * 16))
    sheet.shine(mixed((0, 0, 0), palette.light, 0.6), glow(size, centre, radius * 4.5))
    disc(sheet, centre, radius)
    return centre


def disc(sheet: Sheet, centre: tuple[float, float], radius: float) -> None:
    """A round light with a smooth edge."""
    side = round(radius * 2) + 4
    mask = Image.new("L", (side * 4, side * 4))
    margin = 2 * 4
    ImageDraw.Draw(mask).ellipse((margin, margin, side * 4 - margin, side * 4 - margin), fill=255)
    mask = mask.reduce(4)
    corner = (round(centre[0] - side / 2), round(centre[1] - side / 2))
    sheet.image.paste(mixed(sheet.palette.light, (255, 255, 255), 0.5), corner, mask)


def clouds(sheet: Sheet, cover: float = 0.5) -> None:
    """Bands of cloud, lit at the side of the horizon; `cover` from 0 to 1."""
    size = sheet.image.size
    shape = noise.field(sheet.rng, size, (2.5, 7), 5, 0.55)
    mask = noise.contrast(shape, round(200 - 90 * cover), round(250 - 70 * cover))
    fade = gradient(size, ((120, 120, 120), (170, 170, 170), (60, 60, 60), (0, 0, 0))).convert("L")
    mask = ImageChops.multiply(mask, fade)
    shadow = mixed(sheet.palette.sky[1], sheet.palette.far, 0.6)
    light = mixed(sheet.palette.sky[-1], sheet.palette.light, 0.6)
    sheet.fill(shadow, mask)
    lit = ImageChops.subtract(mask, noise.shifted(mask, 0, round(-size[1] * 0.012)))
    sheet.fill(light, ImageChops.multiply(lit.point([min(255, v * 3) for v in range(256)]), fade))


def stars(sheet: Sheet, density: float) -> None:
    """Stars of different brightness, most of them faint; `density` per pixel."""
    width, height = sheet.image.size
    rng = sheet.rng
    mask = Image.new("L", sheet.image.size)
    draw = ImageDraw.Draw(mask)
    for _ in range(round(width * height * density)):
        x, y = rng.random() * width, rng.random() ** 1.3 * height
        bright = rng.random() ** 4
        radius = sheet.unit * (0.5 + 1.5 * bright)
        draw.ellipse(
            (x - radius, y - radius, x + radius, y + radius), fill=70 + round(185 * bright)
        )
    sheet.shine((235, 240, 255), mask)
