"""Hostile and broken files become a sentence, quickly, and real ones an image."""

from __future__ import annotations

import contextlib
import io
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chat.pictures import Limits
from chat.turn import PictureError
from tests.pictures.stage import huge_png, photo, png
from tui.pictures.decode import as_png, decode

GOOD = png(photo(64, 48))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_each_format(kind: str) -> None:
    image = decode(png(photo(64, 48), kind))
    assert (image.mode, image.size) == ("RGB", (64, 48))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_each_mode(mode: str) -> None:
    source = photo(32, 32)
    picture = source.convert("L").convert(mode) if mode == "I;16" else source.convert(mode)
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = decode(png(picture, kind))
    assert image.mode in ("RGB", "RGBA")
    assert image.size == (32, 32)


def test_sixteen_bits_are_scaled_not_cut() -> None:
    deep = Image.new("I;16", (4, 4), 0x8000)
    assert decode(png(deep)).getpixel((0, 0)) == (128, 128, 128)


def test_what_shows_nothing_through_is_rgb() -> None:
    assert decode(png(Image.new("RGBA", (4, 4), (1, 2, 3, 255)))).mode == "RGB"
    assert decode(png(Image.new("RGBA", (4, 4), (1, 2, 3, 128)))).mode == "RGBA"


def test_a_photograph_is_turned_as_it_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert decode(png(photo(64, 48), "JPEG", exif=exif)).size == (48, 64)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("width", [b"\0\x09\0\0\0\1\xff\xff\xff\xff", b"\0\2\0\0\0\4abc\0"])
def test_a_field_of_another_type_breaks_nothing_that_is_turned(kind: str, width: bytes) -> None:
    fields = b"\0\2" + b"\1\0" + width + b"\x01\x12\0\3\0\0\0\1\0\6\0\0"
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + fields + bytes(4)
    assert decode(png(photo(64, 48), kind, exif=exif)).size == (48, 64)


def test_a_jpeg_may_come_smaller_but_not_too_small() -> None:
    image = decode(png(photo(1600, 1200), "JPEG"), near=(200, 150))
    assert 200 <= image.width < 1600


def test_the_first_frame_of_an_animation() -> None:
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
    data = png(first, "GIF", save_all=True, append_images=[second])
    assert decode(data).convert("RGB").getpixel((0, 0)) == (255, 0, 0)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "broken"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "broken"),
        (b"<!doctype html><title>404</title>", "broken"),
        (b"\x00" * 1000, "broken"),
        (GOOD[: len(GOOD) // 2], "broken"),
        (GOOD[:40], "broken"),
        (png(photo(64, 48), "JPEG")[:200], "broken"),
        (png(photo(64, 48), "BMP"), "broken"),
        (huge_png(9000, 9000), "9000×9000"),
        (huge_png(40_000, 10), "40000×10"),
        (huge_png(2**31 - 1, 2**31 - 1), "arge"),
        (huge_png(0, 5), "broken"),
    ],
)
def test_a_bad_file_is_a_sentence(data: bytes, sentence: str) -> None:
    started = time.monotonic()
    with pytest.raises(PictureError, match=sentence):
        decode(data)
    assert time.monotonic() - started < 1


def test_the_limits_are_the_settings() -> None:
    data = png(photo(64, 48))
    assert decode(data, None, Limits(64 * 48, 64, len(data))).size == (64, 48)
    for limits in (Limits(pixels=3000), Limits(side=63), Limits(size=len(data) - 1)):
        with pytest.raises(PictureError, match="Too large"):
            decode(data, None, limits)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="missing"):
        decode(tmp_path / "none")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(PictureError):
        decode(tmp_path)


def test_too_many_bytes_are_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large"
    with file.open("wb") as out:
        out.write(GOOD)
        out.truncate(65 << 20)
    with pytest.raises(PictureError, match="68 MB"):
        decode(file)


@given(st.binary(max_size=300), st.integers(0, len(GOOD)))
def test_any_damage_is_survived(noise: bytes, at: int) -> None:
    data = GOOD[:at] + noise + GOOD[at + len(noise) :]
    with contextlib.suppress(PictureError):
        assert decode(data).mode in ("RGB", "RGBA")


def test_the_result_needs_the_file_no_more(tmp_path: Path) -> None:
    file = tmp_path / "one"
    file.write_bytes(GOOD)
    image = decode(file)
    file.unlink()
    assert image.resize((2, 2)).size == (2, 2)
    assert io.BytesIO(GOOD).read() == GOOD


def test_a_clipboard_gets_a_png_whatever_it_was() -> None:
    as_it_is, other = png(photo()), png(photo(), "JPEG")
    assert as_png(as_it_is) == as_it_is
    with Image.open(io.BytesIO(as_png(other))) as image:
        assert (image.format, image.size) == ("PNG", (320, 240))
