"""A picture in few colours of its own: which, and how they are dithered.

An octree of a sample finds them in a millisecond; two rounds of moving each to the mean of what it
stands for, in a smaller sample, are worth more than Pillow's other methods, which hold all threads
for up to a tenth of a second. Samples take pixels as they are: means would have colours that a
drawing does not.
"""

from __future__ import annotations

import time

from PIL import Image

_SAMPLE, _SMALLER = 128, 80
"""Pixels across and down, at most."""
_ROUNDS = 2
_SETTLED = 0.6
"""How far a pixel is moved to its nearest colour before what is left is dithered: gradients have
no bands any more, and the noise (and what it takes to send it) is half of that of all of it."""
_SLAB = 128
"""Rows that are dithered at once: a moment, for the other threads."""


def reduced(image: Image.Image, colours: int, *, quickly: bool = False) -> Image.Image:
    """An RGB image as one with at most `colours` colours (mode P); `quickly` from the
    octree alone and without dithering, which is a third of the work and half of what is sent."""
    palette = _sample(image, _SAMPLE).quantize(colours, method=Image.Quantize.FASTOCTREE)
    if quickly:
        return image.quantize(palette=palette, dither=Image.Dither.NONE)
    sample = _sample(image, _SMALLER)
    for _ in range(_ROUNDS):
        palette = _moved(sample, palette)
    whole = Image.new("P", image.size)
    whole.putpalette(palette.getpalette() or [])
    for top in range(0, image.height, _SLAB):
        slab = image.crop((0, top, image.width, min(top + _SLAB, image.height)))
        whole.paste(_dithered(slab, palette), (0, top))
        time.sleep(0)
    return whole


def _sample(image: Image.Image, most: int) -> Image.Image:
    size = (min(most, image.width), min(most, image.height))
    return image.resize(size, Image.Resampling.NEAREST)


def _dithered(image: Image.Image, palette: Image.Image) -> Image.Image:
    nearest = image.quantize(palette=palette, dither=Image.Dither.NONE).convert("RGB")
    settled = Image.blend(image, nearest, _SETTLED)
    return settled.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)


def _moved(sample: Image.Image, palette: Image.Image) -> Image.Image:
    """Each colour where the mean of the pixels nearest to it is."""
    numbers = sample.quantize(palette=palette, dither=Image.Dither.NONE).tobytes()
    data = sample.tobytes()
    sums: dict[int, list[int]] = {}
    for number, red, green, blue in zip(numbers, data[::3], data[1::3], data[2::3], strict=True):
        found = sums.get(number)
        if found is None:
            sums[number] = [1, red, green, blue]
        else:
            found[0] += 1
            found[1] += red
            found[2] += green
            found[3] += blue
    colours = list(palette.getpalette() or [])
    for number, (count, *channels) in sums.items():
        colours[3 * number : 3 * number + 3] = [
            (channel + count // 2) // count for channel in channels
        ]
    moved = Image.new("P", (1, 1))
    moved.putpalette(colours)
    return moved
