"""Saving out: never over anything, under a name any system takes, with what made it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chat.files import file_name
from chat.messages import Picture
from tests.pictures.stage import photo, pictures, png
from tui.pictures.save import UNNAMED, described, save, save_folder, with_text


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    return replace(pictures(tmp_path)[0], prompt="Rain on old slate, ink!")


def test_named_after_the_prompt_and_never_over_another(tmp_path: Path, picture: Picture) -> None:
    out = tmp_path / "out"
    out.mkdir()
    names = [save(picture, tmp_path / "hash0", out).name for _ in range(3)]
    assert names == [
        "rain-on-old-slate-ink.png",
        "rain-on-old-slate-ink-2.png",
        "rain-on-old-slate-ink-3.png",
    ]


def test_a_png_carries_what_made_it(tmp_path: Path, picture: Picture) -> None:
    path = save(picture, tmp_path / "hash0", tmp_path)
    with Image.open(path) as image:
        image.load()
        assert image.text["prompt"] == "Rain on old slate, ink!"
        assert image.text["model"] == "guide/canvas"
        assert json.loads(image.text["parameters"]) == {"seed": 0, "seconds": 8}
        with Image.open(tmp_path / "hash0") as kept:
            assert image.tobytes() == kept.tobytes()


def test_other_formats_are_copied_as_they_are(tmp_path: Path, picture: Picture) -> None:
    data = png(photo(8, 8), "JPEG")
    (tmp_path / "kept").write_bytes(data)
    path = save(replace(picture, type="image/jpeg"), tmp_path / "kept", tmp_path)
    assert path.suffix == ".jpg"
    assert path.read_bytes() == data


def test_unicode_and_nul_in_a_prompt(tmp_path: Path, picture: Picture) -> None:
    hostile = replace(picture, prompt="雨\x00 ../../etc\ud83d")
    path = save(hostile, tmp_path / "hash0", tmp_path)
    assert path.parent == tmp_path
    with Image.open(path) as image:
        assert image.text["prompt"].startswith("雨 ../../etc")


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
        save(picture, tmp_path / "hash0", tmp_path / "nowhere")


def test_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert save_folder({}, tmp_path) == tmp_path
    (tmp_path / "Pictures").mkdir()
    assert save_folder({}, tmp_path) == tmp_path / "Pictures"
    (tmp_path / "bilder").mkdir()
    assert save_folder({"XDG_PICTURES_DIR": str(tmp_path / "bilder")}, tmp_path).name == "bilder"


def test_text_goes_only_into_a_png() -> None:
    assert with_text(b"GIF89a", {"prompt": "x"}) == b"GIF89a"
    data = png(photo(4, 4))
    assert with_text(data, {}) == data
    assert described(Picture("h", "image/png", 1, 1, 1)) == {}
