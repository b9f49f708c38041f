"""Drawings are as true as their mode can be, in as many cells as they may have."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from tests.pictures.drawing import from_kitty, from_sixel, painted, psnr
from tests.pictures.stage import photo
from tui.pictures.encode.bands import bands
from tui.pictures.encode.canvas import canvas
from tui.pictures.encode.cells import packed
from tui.pictures.encode.cells import strip as row_of
from tui.pictures.encode.diacritics import DIACRITICS
from tui.pictures.encode.encode import encode
from tui.pictures.encode.value import Request
from tui.terminal.value import Mode

MODES: tuple[Mode, ...] = ("kitty", "sixel", "quadrant", "half")
CELL = (8, 16)


def request(mode: Mode, box: tuple[int, int] = (40, 20), **more: object) -> Request:
    return Request(box, mode, cell=CELL, number=0x123456, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [(320, 240), (240, 320), (1000, 10), (10, 1000), (1, 1), (7, 5)])
@pytest.mark.parametrize("box", [(40, 20), (1, 1), (42, 3), (2, 30)])
def test_a_drawing_stays_in_its_box(
    mode: Mode, size: tuple[int, int], box: tuple[int, int]
) -> None:
    drawn = encode(photo(*size), request(mode, box))
    assert 1 <= drawn.columns <= box[0]
    assert 1 <= drawn.rows <= box[1]
    assert all(strip.cell_length == drawn.columns for strip in drawn.strips)
    assert all(
        sum(segment.cell_length for segment in strip) == drawn.columns for strip in drawn.strips
    )


@given(
    st.tuples(st.integers(1, 5000), st.integers(1, 5000)),
    st.tuples(st.integers(1, 300), st.integers(1, 100)),
    st.sampled_from([(10, 20), (2, 2), (1, 2)]),
)
def test_the_aspect_is_kept(
    size: tuple[int, int], box: tuple[int, int], dots: tuple[int, int]
) -> None:
    from tui.pictures.encode.canvas import layout

    place = layout(size, Request(box, "kitty", cell=(10, 20)), dots)
    assert place.columns <= box[0]
    assert place.rows <= box[1]
    assert place.scaled[0] <= place.canvas[0]
    assert place.scaled[1] <= place.canvas[1]
    if dots == (10, 20) and min(place.scaled) > 20:
        assert place.scaled[0] / place.scaled[1] == pytest.approx(size[0] / size[1], rel=0.06)


def test_kitty_is_exact() -> None:
    picture = photo(320, 320)
    drawn = encode(picture, request("kitty"))
    head, sent = from_kitty(drawn.payload)
    assert head["U"] == "1"
    assert head["q"] == "2"
    assert (head["i"], head["c"], head["r"]) == (str(0x123456), str(drawn.columns), str(drawn.rows))
    assert sent.size == (drawn.columns * 8, drawn.rows * 16)
    assert psnr(sent, canvas(picture, request("kitty"), CELL)[0]) == 99


def test_placeholders_name_their_row_and_column_and_their_colour_is_the_id() -> None:
    drawn = encode(photo(), request("kitty"))
    for row, strip in enumerate(drawn.strips):
        for column, segment in enumerate(strip):
            assert segment.text == "\U0010eeee" + DIACRITICS[row] + DIACRITICS[column]
            assert segment.cell_length == 1
            assert tuple(segment.style.color.triplet) == (0x12, 0x34, 0x56)  # type: ignore


def test_placeholders_reach_no_further_than_they_can_count() -> None:
    drawn = encode(photo(900, 10), request("kitty", (400, 4)))
    assert drawn.columns <= len(DIACRITICS)


def test_the_diacritics_are_the_protocols() -> None:
    assert len(DIACRITICS) == len(set(DIACRITICS)) == 297
    assert (DIACRITICS[0], DIACRITICS[1], DIACRITICS[-1]) == ("\u0305", "\u030d", "\U0001d244")
    for character in DIACRITICS:
        assert unicodedata.combining(character) == 230
        assert not unicodedata.decomposition(character)


def test_sixel_is_near() -> None:
    picture = photo(320, 320)
    drawn = encode(picture, request("sixel"))
    assert psnr(from_sixel(drawn.payload), canvas(picture, request("sixel"), CELL)[0]) > 31
    assert all(not strip.text.strip() for strip in drawn.strips)


def test_sixel_keeps_small_things_in_their_colour() -> None:
    picture = photo(320, 320).convert("L").convert("RGB")
    ImageDraw.Draw(picture).rectangle((100, 100, 112, 112), fill=(255, 0, 0))
    seen = from_sixel(encode(picture, request("sixel")).payload)
    red, green, blue = seen.getpixel((106, 106))  # type: ignore[misc]
    assert red > 180
    assert max(green, blue) < 90


@pytest.mark.parametrize("size", [(1, 1), (5, 7), (255, 6), (257, 13), (1203, 11), (70, 400)])
@pytest.mark.parametrize("colours", [1, 3, 256])
def test_every_pixel_of_a_sixel_has_the_colour_it_was_given(
    size: tuple[int, int], colours: int
) -> None:
    """One alone in its line, far from the one before, and many alike side by side."""
    choose = random.Random(colours)
    data = bytes(choose.randrange(colours) for _ in range(size[0] * size[1]))
    few = Image.frombytes("P", size, data)
    few.putpalette([0] * 768)
    few.paste(0, (size[0] // 3, 0, size[0], size[1] // 2))
    told = "".join(f"#{number};2;{number // 100};{number % 100};0" for number in range(256))
    payload = f'\x1bP0;1;0q"1;1;{size[0]};{size[1]}{told}{"".join(bands(few))}\x1b\\'
    known = [(round(n // 100 * 2.55), round(n % 100 * 2.55), 0) for n in range(256)]
    wanted = b"".join(bytes(known[number]) for number in few.tobytes())
    assert from_sixel(payload).tobytes() == wanted


def test_sixel_of_a_chart_is_small_and_true() -> None:
    chart = Image.new("RGB", (320, 320), "white")
    ImageDraw.Draw(chart).line((0, 319, 319, 0), fill=(200, 30, 30), width=5)
    drawn = encode(chart, request("sixel"))
    assert len(drawn.payload) < 20_000
    assert psnr(from_sixel(drawn.payload), chart) > 35


def test_sixel_takes_no_more_registers_and_pixels_than_there_are() -> None:
    drawn = encode(photo(), request("sixel", registers=16, largest=(100, 100)))
    assert len(re.findall(r"#\d+;2;", drawn.payload)) <= 16
    width, height = from_sixel(drawn.payload).size
    assert width <= 100
    assert height <= 100


@pytest.mark.parametrize(("mode", "least"), [("quadrant", 30), ("half", 28)])
def test_symbols_are_as_near_as_they_can_be(mode: Mode, least: float) -> None:
    picture = photo(320, 320)
    drawn = encode(picture, request(mode))
    seen = painted(drawn.strips)
    assert psnr(seen, picture.resize(seen.size, Image.Resampling.LANCZOS)) > least


def test_a_block_for_each_part_of_a_cell() -> None:
    """A cell each: sixteen of quarters, seven that grow from below and seven from the left."""
    picture = Image.new("RGB", (30 * 8, 16))
    for bits in range(16):
        for bit in (bit for bit in range(4) if bits >> bit & 1):
            x, y = 8 * bits + 4 * (bit % 2), 8 * (bit // 2)
            picture.paste("white", (x, y, x + 4, y + 8))
    for eighths in range(1, 8):
        picture.paste("white", (8 * (15 + eighths), 16 - 2 * eighths, 8 * (16 + eighths), 16))
        picture.paste("white", (8 * (22 + eighths), 0, 8 * (22 + eighths) + eighths, 16))
    drawn = encode(picture, Request((30, 1), "quadrant", cell=CELL, most=1))
    assert psnr(painted(drawn.strips), picture) > 35  # the wrong block is worse than 25


@pytest.mark.parametrize("mode", MODES)
def test_transparency_is_flattened_onto_the_ground(mode: Mode) -> None:
    clear = Image.new("RGBA", (64, 64), (255, 255, 255, 0))
    drawn = encode(clear, request(mode, (8, 4), ground=(10, 20, 30)))
    match mode:
        case "kitty":
            seen = from_kitty(drawn.payload)[1]
        case "sixel":
            seen = from_sixel(drawn.payload)
        case _:
            seen = painted(drawn.strips)
    assert psnr(seen, Image.new("RGB", seen.size, (10, 20, 30))) > 40


@pytest.mark.parametrize("mode", MODES)
def test_a_crop_shows_its_part_alone(mode: Mode) -> None:
    picture = Image.new("RGB", (200, 100), (250, 0, 0))
    picture.paste((0, 0, 250), (100, 0, 200, 100))
    whole, _ = canvas(picture, request(mode, crop=(0.5, 0.0, 1.0, 1.0)), (2, 2))
    red, _, blue = whole.getextrema()
    assert red[1] < 20 < 230 < blue[0]  # a rim of the neighbour is blended in


def test_without_hue() -> None:
    whole, _ = canvas(photo(), request("half", grey=True), (1, 2))
    red, green, blue = whole.split()
    assert red.tobytes() == green.tobytes() == blue.tobytes()


def test_off_draws_nothing() -> None:
    assert encode(photo(), request("off")).rows == 0


@pytest.mark.parametrize("mode", MODES)
def test_a_drawing_says_how_much_memory_it_takes(mode: Mode) -> None:
    drawn = encode(photo(), request(mode))
    assert drawn.size > len(drawn.payload)
    assert "payload" not in repr(drawn)


def test_an_edge_leaves_no_tint_behind_it() -> None:
    """Near colours are sent once, but what is flat has its own."""
    white, pale = packed(255, 255, 255), packed(252, 253, 252)
    row = row_of([("▌", 0, pale), (" ", white, white), (" ", white, white)], 4)
    assert painted([row]).getpixel((12, 4)) == (255, 255, 255)
    row = row_of([("▌", 0, pale), ("▌", 0, white), (" ", pale, pale)], 4)
    assert [len(list(segment.text)) for segment in row] == [3]
