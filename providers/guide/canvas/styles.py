# pyright: reportUnknownMemberType=false
"""How a picture is made: with ink, in watercolour, in oil, in large pixels."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter, ImageOps

from providers.guide.canvas import noise
from providers.guide.canvas.sheet import Sheet

_PAPER = (244, 238, 226)


def apply(sheet: Sheet) -> None:
    """The style of the brief, if it names one."""
    match sheet.brief.style:
        case "ink":
            _ink(sheet)
        case "watercolour":
            _watercolour(sheet)
        case "oil":
            _oil(sheet)
        case "pixels":
            _pixels(sheet)
        case _:
            pass


def _oil(sheet: Sheet) -> None:
    """Dabs of one colour, at half the size: the filter is slow, and dabs are large anyway."""
    size = _odd(sheet.unit * 5)
    half = (max(1, sheet.width // 2), max(1, sheet.height // 2))
    dabs = banded(sheet.image.resize(half), ImageFilter.ModeFilter(size), size // 2 + 1)
    dabs = dabs.resize(sheet.image.size, Image.Resampling.LANCZOS)
    sheet.image = dabs.filter(ImageFilter.UnsharpMask(sheet.unit * 4, 150, 2))


def _ink(sheet: Sheet) -> None:
    """Washes of grey on warm paper, with the white of the paper at the edges."""
    grey = ImageOps.autocontrast(sheet.image.convert("L"), cutoff=2)
    size = _odd(sheet.unit * 5)
    washed = banded(grey, ImageFilter.MedianFilter(size), size // 2 + 1)
    wet = noise.field(sheet.rng, sheet.image.size, (5, 5), 5, 0.6)
    washed = ImageChops.overlay(washed, wet.point([90 + v * 90 // 255 for v in range(256)]))
    inked = ImageOps.colorize(washed, (22, 22, 28), _PAPER, mid=(122, 122, 124), midpoint=118)
    sheet.image = _on_paper(sheet, inked)


def _watercolour(sheet: Sheet) -> None:
    """Flat washes with darker rims, lighter than the original, running out before the edge."""
    size = _odd(sheet.unit * 7)
    flat = banded(sheet.image, ImageFilter.MedianFilter(size), size // 2 + 1)
    flat = banded(ImageOps.posterize(flat, 5), ImageFilter.MedianFilter(5), 3)
    rims = flat.convert("L").filter(ImageFilter.FIND_EDGES).filter(ImageFilter.GaussianBlur(1))
    flat = Image.blend(flat, Image.new("RGB", flat.size, (255, 252, 244)), 0.22)
    flat.paste((60, 60, 80), (0, 0), rims.point([min(90, v) for v in range(256)]))
    bloom = noise.field(sheet.rng, flat.size, (6, 6), 5, 0.65)
    bloom = bloom.point([128 + (v - 128) // 3 for v in range(256)])
    sheet.image = _on_paper(sheet, ImageChops.overlay(flat, Image.merge("RGB", (bloom,) * 3)))


def _on_paper(sheet: Sheet, image: Image.Image) -> Image.Image:
    """`image` with a torn edge on a sheet of rough paper."""
    size = image.size
    edge = Image.new("L", size)
    margin = round(sheet.unit * 48)
    edge.paste(255, (margin, margin, size[0] - margin, size[1] - margin))
    edge = edge.filter(ImageFilter.GaussianBlur(sheet.unit * 22))
    torn = ImageChops.add(edge, noise.field(sheet.rng, size, (9, 9), 5, 0.65), 2)
    paper = Image.new("RGB", size, _PAPER)
    paper.paste(image, (0, 0), noise.contrast(torn, 118, 142))
    fibre = noise.field(sheet.rng, size, (90, 90), 2, 0.7)
    fibre = fibre.point([128 + (v - 128) // 7 for v in range(256)])
    return ImageChops.overlay(paper, Image.merge("RGB", (fibre,) * 3))


def _pixels(sheet: Sheet) -> None:
    side = max(8, round(min(sheet.image.size) / 128))
    small = sheet.image.resize(
        (max(1, sheet.width // side), max(1, sheet.height // side)), Image.Resampling.BOX
    )
    few = small.quantize(28, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    sheet.image = few.resize(sheet.image.size, Image.Resampling.NEAREST)


def banded(image: Image.Image, kernel: ImageFilter.Filter, reach: int) -> Image.Image:
    """`image` filtered in narrow bands: these filters keep all other threads waiting, and whole
    they would hold the screen for hundreds of milliseconds."""
    width, height = image.size
    result = image.copy()
    rows = max(4, 50_000 // (width * reach))
    for top in range(0, height, rows):
        above = min(top, reach)
        band = image.crop((0, top - above, width, min(height, top + rows + reach)))
        done = band.filter(kernel)
        result.paste(done.crop((0, above, width, min(rows + above, done.height))), (0, top))
    return result


def _odd(size: float) -> int:
    return max(3, round(size) // 2 * 2 + 1)
