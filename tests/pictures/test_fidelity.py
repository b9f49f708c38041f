"""Every mode, drawn back to pixels, is as near to the picture as it can be."""

from __future__ import annotations

import io
from functools import lru_cache

import pytest
from PIL import Image, ImageFilter

from tests.pictures import samples
from tests.pictures.drawing import CELL, from_kitty, from_sixel, painted, psnr, ssim
from tests.pictures.stage import photo, png
from tui.pictures.decode import decode
from tui.pictures.encode.encode import encode
from tui.pictures.encode.value import Encoded, Request
from tui.terminal.value import Colours, Mode

MODES: tuple[Mode, ...] = ("kitty", "sixel", "quadrant", "half")
BOX = (80, 40)
PIXELS = (BOX[0] * CELL[0], BOX[1] * CELL[1])
GROUND = (20, 22, 27)


@lru_cache(4)
def source(name: str) -> tuple[Image.Image, Image.Image]:
    """A picture, and what would be seen of it on as many pixels as there are."""
    picture = samples.photo() if name == "photo" else samples.chart()
    return picture, picture.resize(PIXELS, Image.Resampling.LANCZOS)


def request(mode: Mode, box: tuple[int, int] = BOX, **more: object) -> Request:
    more = {"cell": CELL, "number": 0x123456, "ground": GROUND} | more
    return Request(box, mode, **more)  # type: ignore[arg-type]


def seen(drawn: Encoded) -> Image.Image:
    match drawn.request.mode:
        case "kitty":
            return from_kitty(drawn.payload)[1]
        case "sixel":
            return from_sixel(drawn.payload)
        case _:
            return painted(drawn.strips)


@pytest.mark.parametrize(
    ("mode", "name", "least", "alike"),
    [
        ("kitty", "photo", 99, 1.0),
        ("kitty", "chart", 99, 1.0),
        ("sixel", "photo", 33.5, 0.89),
        ("sixel", "chart", 40, 0.99),
        ("quadrant", "photo", 32.7, 0.86),
        ("quadrant", "chart", 20.0, 0.88),
        ("half", "photo", 30.7, 0.81),
        ("half", "chart", 17.0, 0.70),
    ],
)
def test_it_is_near(mode: Mode, name: str, least: float, alike: float) -> None:
    picture, wanted = source(name)
    drawn = seen(encode(picture, request(mode)))
    assert drawn.size == PIXELS
    assert psnr(drawn, wanted) >= least
    assert ssim(drawn, wanted) >= alike - 1e-6


@pytest.mark.parametrize("name", ["photo", "chart"])
def test_what_is_sent_for_a_screen_of_blocks_is_bounded(name: str) -> None:
    strips = encode(source(name)[0], request("quadrant")).strips
    assert sum(len((strip._render_cache or "").encode()) for strip in strips) < 85_000


@pytest.mark.parametrize("mode", ["quadrant", "half"])
@pytest.mark.parametrize(("colours", "least"), [("256", 29.0), ("16", 20.0)])
@pytest.mark.parametrize("name", ["photo", "chart"])
def test_few_colours_are_dithered(mode: Mode, colours: Colours, least: float, name: str) -> None:
    """From where one does not see the dots, it is nearer than with each colour at its nearest."""
    picture, wanted = source(name)
    strips = encode(picture, request(mode, colours=colours)).strips
    far = [image.filter(ImageFilter.GaussianBlur(6)) for image in (painted(strips), wanted)]
    assert psnr(*far) > least
    for strip in strips:
        for segment in strip:
            assert segment.style is not None
            for colour in (segment.style.color, segment.style.bgcolor):
                assert colour is not None
                assert colour.number is not None
                assert colour.number < 16 if colours == "16" else colour.number >= 16


@pytest.mark.parametrize("mode", ["quadrant", "half"])
@pytest.mark.parametrize("colours", ["all", "256", "16"])
def test_without_colour_all_is_grey(mode: Mode, colours: Colours) -> None:
    strips = encode(source("photo")[0], request(mode, (20, 10), colours=colours, grey=True)).strips
    red, green, blue = painted(strips).split()
    assert red.tobytes() == green.tobytes() == blue.tobytes()
    assert red.getextrema()[1] - red.getextrema()[0] > 60


@pytest.mark.parametrize("mode", MODES)
def test_what_shows_through_is_the_ground_and_the_rest_is_mixed(mode: Mode) -> None:
    clear = photo(320, 320).convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize((320, 320)))
    flat = Image.new("RGB", clear.size, GROUND)
    flat.paste(clear, mask=clear.getchannel("A"))
    mixed, wanted = (seen(encode(each, request(mode, (20, 10)))) for each in (clear, flat))
    assert psnr(mixed, wanted) > (33 if mode == "sixel" else 38)  # its colours are its own choice


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 4000), (4000, 1), (3, 900), (900, 3)])
def test_tiny_and_thin_ones_keep_their_colour(mode: Mode, size: tuple[int, int]) -> None:
    drawn = seen(encode(Image.new("RGB", size, (200, 40, 90)), request(mode)))
    red, green, blue = drawn.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))  # type: ignore
    assert red > green
    assert blue > green - 2
    brightest = [band.getextrema()[1] for band in drawn.split()]
    assert abs(brightest[0] - 200) < 4  # type: ignore[operator]


@lru_cache(1)
def _files() -> dict[str, tuple[bytes, Image.Image]]:
    """Files of all kinds, each with what is to be seen of it."""
    plain = photo(160, 160)
    grey = plain.convert("L")
    deep = grey.convert("I").point(lambda value: value * 257).convert("I;16")
    clear = Image.merge("LA", (grey, Image.new("L", grey.size, 255)))
    exif = Image.Exif()
    exif[0x0112] = 6
    few = plain.quantize(64)
    inks = plain.convert("CMYK")
    return {
        "palette": (png(few), few.convert("RGB")),
        "grey and alpha": (png(clear), grey.convert("RGB")),
        "16 bits": (png(deep), grey.convert("RGB")),
        "one bit": (png(plain.convert("1")), plain.convert("1").convert("RGB")),
        "inks": (png(inks, "JPEG", quality=95), inks.convert("RGB")),
        "turned": (
            png(plain, "JPEG", exif=exif, quality=95),
            plain.transpose(Image.Transpose.ROTATE_270),
        ),
        "webp": (png(plain, "WEBP", lossless=True), plain),
        "gif": (png(few, "GIF"), few.convert("RGB")),
    }


@pytest.mark.parametrize("mode", ["kitty", "quadrant"])
@pytest.mark.parametrize("name", list(_files()))
def test_every_kind_of_file_looks_as_it_should(mode: Mode, name: str) -> None:
    data, wanted = _files()[name]
    drawn = seen(encode(decode(data), request(mode, (20, 10))))
    expected = seen(encode(wanted, request(mode, (20, 10))))
    assert drawn.size == expected.size
    assert psnr(drawn, expected) > 28


def test_a_palette_keeps_its_clear_colour_clear() -> None:
    few = Image.new("P", (64, 64))
    few.putpalette([255, 0, 0, 0, 0, 255])
    few.paste(1, (0, 0, 32, 64))
    out = io.BytesIO()
    few.save(out, "PNG", transparency=0)
    drawn = seen(encode(decode(out.getvalue()), request("kitty", (8, 4))))
    assert drawn.getpixel((4, 4)) == (0, 0, 255)
    assert drawn.getpixel((60, 4)) == GROUND
