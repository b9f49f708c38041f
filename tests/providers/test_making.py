"""What a picture's file and a clock tell about how it was made."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from providers.making import Stopwatch, seed_in


def png(**texts: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    for name, text in texts.items():
        info.add_text(name, text)
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def international(text: str, *, packed: bool = False) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("prompt", "rain")
    info.add_itxt("seed", text, zip=packed)
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def test_the_seed_is_read_however_it_was_written() -> None:
    assert seed_in(png(prompt="rain", seed="42")) == 42
    assert seed_in(international("7")) == 7
    assert seed_in(international("8", packed=True)) == 8


@pytest.mark.parametrize("text", ["", "a dozen", "-1", "1" * 40, "4 2"])
def test_what_is_no_number_is_no_seed(text: str) -> None:
    assert seed_in(png(seed=text)) is None


def test_other_files_have_none() -> None:
    assert seed_in(b"") is None
    assert seed_in(b"\xff\xd8\xffseed\x0042") is None
    assert seed_in(png(prompt="seed 42")) is None


@given(st.integers(0, 90), st.binary(max_size=6))
def test_damage_is_not_worth_an_error(at: int, noise: bytes) -> None:
    data = international("8", packed=True)
    seed_in(data[:at] + noise + data[at:])
    seed_in(data[:at] + noise)


def test_one_after_another_is_timed_from_picture_to_picture() -> None:
    times = iter([100.0, 108.04, 111.0])
    watch = Stopwatch(lambda: next(times))
    assert watch.lap() == 8.0
    assert watch.lap() == 3.0


def test_pictures_that_come_together_took_equally_long() -> None:
    times = iter([100.0, 108.0, 108.0, 108.1])
    watch = Stopwatch(lambda: next(times))
    assert [watch.lap() for _ in range(3)] == [8.0, 8.0, 8.0]
