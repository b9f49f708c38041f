"""Which block divides each cell best, all cells at once: halves, quarters and eighths of a cell.

A cell has two colours, so what a block leaves of the picture is what its two parts vary by in
themselves. The means of a few slices of the cell tell that for every block; Pillow works them out
for the whole picture, in small steps that do not keep other threads waiting.
"""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageMath

DOTS = (8, 8)
"""Dots of a cell that the blocks are made of."""
_FLAT = 18
"""A block that is better by less than this (the sum of its channels' variance) is not worth it."""
_EIGHTHS = 1.0
"""How much better than a quarter an eighth has to be: an edge that jumps about is seen."""

_LOWER, _LEFT = " ▁▂▃▄▅▆▇", " ▏▎▍▌▋▊▉"
_QUARTERS = (("▘", (0,)), ("▝", (1,)), ("▖", (2,)), ("▗", (3,)))
_HALVES = (("▀", (0, 1)), ("▌", (0, 2)), ("▚", (0, 3)))
GLYPHS = " " + "".join(glyph for glyph, _ in (*_QUARTERS, *_HALVES)) + "▁▂▃▅▆▇▏▎▍▋▊▉"
"""By number; the first has the ground alone."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """A cell each: `numbers` (L) of GLYPHS, and the colours of block and ground (RGB)."""

    numbers: Image.Image
    fore: Image.Image
    back: Image.Image


def shapes(whole: Image.Image, *, eighths: bool = True) -> Shapes:
    """The best blocks for an RGB image of DOTS a cell; without `eighths` quarters alone."""
    size = (whole.width // DOTS[0], whole.height // DOTS[1])
    search = _Search(size, whole.resize(size, Image.Resampling.BOX))
    quarters = whole.resize((2 * size[0], 2 * size[1]), Image.Resampling.BOX)
    parts = [_stacked(_every(quarters, (2, 2), (x, y))) for y in (0, 1) for x in (0, 1)]
    for glyph, chosen in (*_QUARTERS, *_HALVES):
        search.try_(glyph, _sum([parts[number] for number in chosen], 4), len(chosen) / 4)
    if eighths:
        for glyphs, dots in ((_LOWER[:0:-1], (1, 8)), (_LEFT[1:], (8, 1))):
            _try_eighths(search, whole, glyphs, dots)
    return search.found()


def _try_eighths(search: _Search, whole: Image.Image, glyphs: str, dots: tuple[int, int]) -> None:
    width, height = search.size
    sliced = whole.resize((width * dots[0], height * dots[1]), Image.Resampling.BOX)
    across = dots[0] > 1
    grown: Image.Image | None = None
    for number, glyph in enumerate(glyphs, 1):
        place = (number - 1, 0) if across else (0, number - 1)
        part = _stacked(_every(sliced, dots, place))
        grown = _sum([part], 8) if grown is None else _plus(grown, _sum([part], 8))
        if number != 4:  # a half, which was tried
            # From the top downwards the part so far is what a lower block leaves as ground.
            search.try_(glyph, grown, number / 8, inverse=not across, least=_EIGHTHS)


class _Search:
    """The best of the blocks tried so far; three channels stand in one image, above each other."""

    def __init__(self, size: tuple[int, int], mean: Image.Image) -> None:
        self.size = size
        self._tall = (size[0], 3 * size[1])
        self._mean = _stacked(mean)
        self._fore, self._back = self._mean.copy(), self._mean.copy()
        self._numbers = Image.new("L", size)
        flat = self._summed(ImageMath.lambda_eval(lambda a: a["m"] * a["m"], m=self._mean))
        self._best = ImageMath.lambda_eval(lambda a: a["s"] + _FLAT, s=flat)

    def try_(
        self,
        glyph: str,
        part: Image.Image,
        share: float,
        *,
        inverse: bool = False,
        least: float = 0.0,
    ) -> None:
        """`part` is the mean of one side of the block times its `share` of the cell; `inverse`:
        it is the ground's side."""
        rest = ImageMath.lambda_eval(lambda a: a["m"] - a["p"], m=self._mean, p=part)
        score = self._summed(
            ImageMath.lambda_eval(
                lambda a: a["p"] * a["p"] * (1 / share) + a["r"] * a["r"] * (1 / (1 - share)),
                p=part, r=rest,
            )
        )  # fmt: skip
        better = ImageMath.lambda_eval(
            lambda a: (a["s"] > a["b"] + least) * 255, s=score, b=self._best
        ).convert("L")
        if better.getbbox() is None:
            return
        self._best.paste(score, mask=better)
        self._numbers.paste(GLYPHS.index(glyph), mask=better)
        tall = Image.new("L", self._tall)
        for channel in range(3):
            tall.paste(better, (0, channel * self.size[1]))
        sides = (self._back, self._fore) if inverse else (self._fore, self._back)
        for side, mean, weight in zip(sides, (part, rest), (share, 1 - share), strict=True):
            whole = ImageMath.lambda_eval(lambda a, w=weight: a["x"] * (1 / w), x=mean)
            side.paste(whole, mask=tall)

    def found(self) -> Shapes:
        return Shapes(self._numbers, self._picture(self._fore), self._picture(self._back))

    def _summed(self, tall: Image.Image) -> Image.Image:
        """The sum of the three channels."""
        width, height = self.size
        red, green, blue = (tall.crop((0, n * height, width, (n + 1) * height)) for n in range(3))
        return ImageMath.lambda_eval(lambda a: a["r"] + a["g"] + a["b"], r=red, g=green, b=blue)

    def _picture(self, tall: Image.Image) -> Image.Image:
        width, height = self.size
        rounded = ImageMath.lambda_eval(lambda a: a["x"] + 0.5, x=tall).convert("L")
        planes = [rounded.crop((0, n * height, width, (n + 1) * height)) for n in range(3)]
        return Image.merge("RGB", planes)


def _every(image: Image.Image, step: tuple[int, int], first: tuple[int, int]) -> Image.Image:
    """Each `step`-th pixel across and down, from `first` on."""
    size = (image.width // step[0], image.height // step[1])
    # The middle of a pixel of the result is where the pixel that is wanted has its own.
    across, down = first[0] + 0.5 - step[0] / 2, first[1] + 0.5 - step[1] / 2
    matrix = (step[0], 0, across, 0, step[1], down)
    return image.transform(size, Image.Transform.AFFINE, matrix, Image.Resampling.NEAREST)


def _stacked(image: Image.Image) -> Image.Image:
    """The three channels above each other, as floating point."""
    tall = Image.new("L", (image.width, 3 * image.height))
    for number, channel in enumerate(image.split()):
        tall.paste(channel, (0, number * image.height))
    return tall.convert("F")


def _sum(images: list[Image.Image], parts: int) -> Image.Image:
    """Their sum divided by `parts`."""
    total = images[0]
    for image in images[1:]:
        total = _plus(total, image)
    return ImageMath.lambda_eval(lambda a: a["x"] * (1 / parts), x=total)


def _plus(one: Image.Image, two: Image.Image) -> Image.Image:
    return ImageMath.lambda_eval(lambda a: a["x"] + a["y"], x=one, y=two)
