"""Saving out: never over anything, under a name any system takes, with what made it."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chat.files import file_name
from chat.messages import Picture
from chat.pictures import Limits
from chat.turn import PictureError
from tests.pictures.stage import photo, pictures, png
from tui.pictures.made.inside import read
from tui.pictures.save import UNNAMED, FormatError, save, save_as, save_folder


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    return replace(pictures(tmp_path)[0], prompt="Rain on old slate, ink!")


def test_named_after_the_prompt_and_never_over_another(tmp_path: Path, picture: Picture) -> None:
    out = tmp_path / "out"
    out.mkdir()
    names = [save(picture, tmp_path / picture.hash, out).name for _ in range(3)]
    assert names == [
        "rain-on-old-slate-ink.png",
        "rain-on-old-slate-ink-2.png",
        "rain-on-old-slate-ink-3.png",
    ]


def test_a_png_carries_what_made_it(tmp_path: Path, picture: Picture) -> None:
    path = save(picture, tmp_path / picture.hash, tmp_path)
    with Image.open(path) as image, Image.open(tmp_path / picture.hash) as kept:
        image.load()
        assert image.text["Description"] == "Rain on old slate, ink!"
        assert image.text["parameters"].endswith("Seed: 0, seconds: 8, Model: guide/canvas")
        assert image.tobytes() == kept.tobytes()
    told = json.loads(image.text["palaver"])
    assert (told["endpoint"], told["model"]) == ("guide", "canvas")
    assert told["parameters"] == {"seed": 0, "seconds": 8}


def test_other_formats_keep_their_pixels(tmp_path: Path, picture: Picture) -> None:
    data = png(photo(8, 8), "JPEG")
    (tmp_path / "kept").write_bytes(data)
    path = save(replace(picture, type="image/jpeg"), tmp_path / "kept", tmp_path)
    assert path.suffix == ".jpg"
    told = path.read_bytes()
    assert told[-len(data) + 20 :] == data[20:]
    assert read(path).made.prompt == "Rain on old slate, ink!"


@pytest.mark.parametrize("ending", [".jpg", ".JPEG", ".webp", ".avif", ".gif", ".png"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_the_ending_is_the_format(tmp_path: Path, picture: Picture, ending: str, kind: str) -> None:
    (tmp_path / "kept").write_bytes(png(photo(20, 10), kind))
    picture = replace(picture, type=f"image/{kind.lower()}")
    path = save_as(picture, tmp_path / "kept", tmp_path / f"boat{ending}").path
    found = read(path)
    assert found.type == "image/" + ending[1:].lower().replace("jpg", "jpeg")
    assert (found.width, found.height) == (20, 10)
    assert found.made.prompt == picture.prompt
    assert found.made.parameters == {"seed": 0, "seconds": 8}
    with Image.open(path) as image:
        image.load()


def test_a_folder_no_ending_and_an_ending_of_nothing(tmp_path: Path, picture: Picture) -> None:
    kept = tmp_path / picture.hash
    assert save_as(picture, kept, tmp_path).path.name == "rain-on-old-slate-ink.png"
    assert save_as(picture, kept, tmp_path / "boat").path.name == "boat.png"
    with pytest.raises(FormatError, match=r"\.jpg"):
        save_as(picture, kept, tmp_path / "boat.tiff")
    with pytest.raises(FileExistsError):
        save_as(picture, kept, tmp_path / "boat.png")
    assert not (tmp_path / "boat.tiff").exists()


def test_what_shows_through_is_white_in_a_jpeg(tmp_path: Path, picture: Picture) -> None:
    (tmp_path / "kept").write_bytes(png(Image.new("RGBA", (8, 8), (255, 0, 0, 0))))
    for ending in ("jpg", "webp", "gif", "avif"):
        path = save_as(picture, tmp_path / "kept", tmp_path / f"clear.{ending}").path
        with Image.open(path) as image:
            corner = image.convert("RGBA").getpixel((3, 3))
        assert corner[3] == 0 if ending != "jpg" else corner == (255, 255, 255, 255)


def test_a_picture_turned_by_its_exif_is_turned_for_good(tmp_path: Path, picture: Picture) -> None:
    own = Image.Exif()
    own[0x0112] = 6
    photo(20, 10).save(tmp_path / "kept", "JPEG", exif=own.tobytes())
    picture = replace(picture, type="image/jpeg")
    with Image.open(save_as(picture, tmp_path / "kept", tmp_path / "turned.png").path) as image:
        assert image.size == (10, 20)
        assert image.getexif().get(0x0112, 1) == 1


def test_what_cannot_be_decoded_is_not_converted(tmp_path: Path, picture: Picture) -> None:
    (tmp_path / "kept").write_bytes(png(photo(20, 10))[:200])
    with pytest.raises(PictureError):
        save_as(picture, tmp_path / "kept", tmp_path / "boat.jpg")
    assert not (tmp_path / "boat.jpg").exists()
    assert save_as(picture, tmp_path / "kept", tmp_path / "boat.png").path.exists()


def test_unicode_and_nul_in_a_prompt(tmp_path: Path, picture: Picture) -> None:
    hostile = replace(picture, prompt="雨\x00 ../../etc\ud83d")
    path = save(hostile, tmp_path / picture.hash, tmp_path)
    assert path.parent == tmp_path
    with Image.open(path) as image:
        assert image.text["Description"].startswith("雨 ../../etc")


@given(st.text(max_size=300))
def test_a_file_name_is_one_short_plain_name(prompt: str) -> None:
    name = file_name(prompt, UNNAMED)
    assert name
    assert len(name.encode()) <= 60
    assert not set(name) & set('/\\:*?"<>|.\x00\n ')


def test_what_is_missing_or_forbidden_is_an_error(tmp_path: Path, picture: Picture) -> None:
    with pytest.raises(FileNotFoundError):
        save(picture, tmp_path / "none", tmp_path)
    with pytest.raises(FileNotFoundError):
        save(picture, tmp_path / picture.hash, tmp_path / "nowhere")


def test_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert save_folder({}, tmp_path) == tmp_path
    (tmp_path / "Pictures").mkdir()
    assert save_folder({}, tmp_path) == tmp_path / "Pictures"
    (tmp_path / "bilder").mkdir()
    assert save_folder({"XDG_PICTURES_DIR": str(tmp_path / "bilder")}, tmp_path).name == "bilder"


def test_a_damaged_profile_is_left_out(tmp_path: Path, picture: Picture) -> None:
    data = png(photo(20, 10))
    body = b"iCCPname\0\0no profile"
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    (tmp_path / "kept").write_bytes(data[:33] + chunk + data[33:])
    with Image.open(save_as(picture, tmp_path / "kept", tmp_path / "boat.jpg").path) as image:
        assert image.size == (20, 10)


def test_what_another_format_has_no_room_for_is_told(tmp_path: Path, picture: Picture) -> None:
    frames = [Image.new("RGB", (8, 8), (number * 80, 0, 0)) for number in range(3)]
    frames[0].save(tmp_path / "kept", "GIF", save_all=True, append_images=frames[1:])
    moving = replace(picture, type="image/gif")
    saved = save_as(moving, tmp_path / "kept", tmp_path / "boat.png")
    assert saved.left_out == "the first frame only"
    assert not save_as(moving, tmp_path / "kept", tmp_path / "boat.gif").left_out
    Image.new("I;16", (8, 8), 40_000).save(tmp_path / "deep", "PNG")
    saved = save_as(picture, tmp_path / "deep", tmp_path / "boat.jpg")
    assert saved.left_out == "8 bits a colour, of 16"


def test_what_is_too_large_by_the_settings_is_not_converted(
    tmp_path: Path, picture: Picture
) -> None:
    with pytest.raises(PictureError, match="Too large"):
        save_as(picture, tmp_path / picture.hash, tmp_path / "x.jpg", Limits(pixels=10))
