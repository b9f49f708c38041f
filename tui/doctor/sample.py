"""The small picture that shows how pictures are drawn: a sweep of colours behind a soft disc.

Imports Pillow: import it in a thread, or where nobody waits.
"""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFilter

SIZE = (288, 96)
"""Pixels."""
CELLS = (28, 5)


def sample() -> Image.Image:
    """RGB."""
    width, height = SIZE
    across = Image.linear_gradient("L").rotate(90).resize(SIZE)
    down = Image.linear_gradient("L").resize(SIZE)
    hues = Image.merge("HSV", (across, Image.new("L", SIZE, 170), down.point(_lit)))
    disc = Image.new("L", SIZE)
    radius = height // 3
    box = (width // 2 - radius, height // 2 - radius, width // 2 + radius, height // 2 + radius)
    ImageDraw.Draw(disc).ellipse(box, fill=255)
    soft = disc.filter(ImageFilter.GaussianBlur(2))
    return Image.composite(Image.new("RGB", SIZE, "white"), hues.convert("RGB"), soft)


def sample_png() -> bytes:
    out = io.BytesIO()
    sample().save(out, "PNG")
    return out.getvalue()


def _lit(value: int) -> int:
    return 110 + value // 2
