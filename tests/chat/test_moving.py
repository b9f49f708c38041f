"""Which pictures move, by their bytes, in every format that can."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chat.moving import moves
from chat.pictures import PictureStore


def frames(kind: str, count: int) -> bytes:
    out = io.BytesIO()
    first, *more = (Image.new("RGB", (16, 16), (number * 90, 9, 9)) for number in range(count))
    first.save(out, kind, save_all=count > 1, append_images=more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_one_frame_stands_still_and_three_move(kind: str) -> None:
    name = f"image/{kind.lower()}"
    assert not moves(frames(kind, 1), name)
    assert moves(frames(kind, 3), name)


def test_it_is_kept_with_the_picture(tmp_path: Path) -> None:
    pictures = PictureStore(tmp_path)
    assert not moves(frames("JPEG", 1), "image/jpeg")
    assert not pictures.keep(frames("GIF", 1)).moves
    assert pictures.keep(frames("GIF", 2)).moves


@given(st.binary(max_size=300), st.sampled_from(["GIF", "WEBP", "PNG", "AVIF"]))
def test_no_file_breaks_it(data: bytes, kind: str) -> None:
    starts = {
        "GIF": b"GIF89a\1\0\1\0\0\0\0",
        "WEBP": b"RIFF\0\0\0\0WEBPVP8X",
        "PNG": b"\x89PNG\r\n\x1a\n",
        "AVIF": b"\0\0\0\x18ftyp",
    }
    assert moves(starts[kind] + data, f"image/{kind.lower()}") in (True, False)


def test_millions_of_nothing_are_not_looked_through() -> None:
    nothing = b"\x21\xfe" + b"\1x" * 2_000_000
    assert not moves(b"GIF89a\1\0\1\0\0\0\0" + nothing, "image/gif")
    pieces = (b"\0\0\0\0teXt" + b"\0" * 4) * 500_000
    assert not moves(b"\x89PNG\r\n\x1a\n" + pieces, "image/png")
