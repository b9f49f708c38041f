"""Thumbnails on disk: made once, made anew, never in the way of the truth about their original."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from pathlib import Path

import pytest
from PIL import Image

from chat.turn import PictureError
from tests.pictures.stage import huge_png, photo, png
from tui.pictures import thumb_files
from tui.pictures.thumb_files import SIDE, ThumbFiles


def original(folder: Path, data: bytes) -> tuple[str, Path]:
    name = hashlib.sha256(data).hexdigest()
    path = folder / name
    path.write_bytes(data)
    return name, path


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.fixture
def files(tmp_path: Path) -> ThumbFiles:
    return ThumbFiles(tmp_path / "cache" / "thumbs")


def on_disk(tmp_path: Path) -> list[Path]:
    return sorted(path for path in (tmp_path / "cache").rglob("*") if path.is_file())


def test_it_is_small_and_made_once(
    files: ThumbFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, path = original(tmp_path, png(photo(1000, 500)))
    first = files.data(name, path)
    assert opened(first).size == (SIDE, SIDE // 2)
    assert [file.name for file in on_disk(tmp_path)] == [name]
    monkeypatch.setattr(thumb_files, "_made", None)
    assert files.data(name, path) == first
    assert ThumbFiles(tmp_path / "cache" / "thumbs").data(name, path) == first


def test_what_shows_through_still_does(files: ThumbFiles, tmp_path: Path) -> None:
    image = Image.new("RGBA", (400, 400), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (100, 100, 300, 300))
    data = files.data(*original(tmp_path, png(image)))
    assert opened(data).mode == "RGBA"
    assert opened(data).getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_a_small_one_is_not_enlarged(files: ThumbFiles, tmp_path: Path) -> None:
    assert opened(files.data(*original(tmp_path, png(photo(40, 30))))).size == (40, 30)


@pytest.mark.parametrize("spoil", ["cut", "flip", "empty", "none", "folder", "tail"])
def test_a_damaged_one_is_made_anew(files: ThumbFiles, tmp_path: Path, spoil: str) -> None:
    name, path = original(tmp_path, png(photo()))
    good = files.data(name, path)
    (file,) = on_disk(tmp_path)
    data = bytearray(file.read_bytes())
    match spoil:
        case "cut":
            file.write_bytes(data[:-100])
        case "flip":
            data[len(data) // 2] ^= 64
            file.write_bytes(data)
        case "empty":
            file.write_bytes(b"")
        case "none":
            file.unlink()
        case "tail":
            file.write_bytes(data[-20:])
        case _:
            file.unlink()
            file.mkdir()
    assert files.data(name, path) == good
    if spoil != "folder":
        assert file.read_bytes() == good + file.read_bytes()[-20:]


def test_it_does_not_hide_that_the_original_is_missing(files: ThumbFiles, tmp_path: Path) -> None:
    name, path = original(tmp_path, png(photo()))
    data = path.read_bytes()
    files.data(name, path)
    path.unlink()
    with pytest.raises(PictureError, match="missing"):
        files.data(name, path)
    path.write_bytes(data)
    assert opened(files.data(name, path))


def test_nor_that_it_is_damaged(files: ThumbFiles, tmp_path: Path) -> None:
    name, path = original(tmp_path, png(photo()))
    files.data(name, path)
    data = bytearray(path.read_bytes())
    data[-30] ^= 1
    path.write_bytes(data)
    os.utime(path, (5, 5))
    with pytest.raises(PictureError, match="damaged"):
        files.data(name, path)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "broken"), (b"<html>", "broken"), (b"<svg xmlns='x'/>", "broken"),
        (png(photo())[:400], "broken"), (huge_png(9000, 9000), "9000×9000"),
        (huge_png(40_000, 1), "40000×1"), (png(photo(), "GIF")[:60], "broken"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "broken"),
    ],
)  # fmt: skip
def test_hostile_files_are_sentences(
    files: ThumbFiles, tmp_path: Path, data: bytes, said: str
) -> None:
    with pytest.raises(PictureError, match=said):
        files.data(*original(tmp_path, data))
    assert on_disk(tmp_path) == [] if (tmp_path / "cache").exists() else True


def test_too_many_bytes_are_not_read(files: ThumbFiles, tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as out:
        out.truncate(65 << 20)
    with pytest.raises(PictureError, match="68 MB"):
        files.data("0" * 64, path)


def test_a_folder_in_its_place(files: ThumbFiles, tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="cannot be read"):
        files.data("0" * 64, tmp_path)


def test_where_nothing_can_be_written_it_is_made_each_time(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    files = ThumbFiles(tmp_path / "cache" / "thumbs")
    assert opened(files.data(*original(tmp_path, png(photo()))))


def test_they_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thumb_files, "_LOOK", 1)
    files = ThumbFiles(tmp_path / "cache" / "thumbs", limit=60_000)
    for shade in range(12):
        files.data(*original(tmp_path, png(Image.effect_noise((200, 200), 20 + shade))))
    total = sum(file.stat().st_size for file in on_disk(tmp_path))
    assert 0 < total <= 60_000


def test_one_that_is_removed_for_good(files: ThumbFiles, tmp_path: Path) -> None:
    name, path = original(tmp_path, png(photo()))
    files.data(name, path)
    files.drop(name)
    files.drop(name)
    assert on_disk(tmp_path) == []


def test_two_threads_make_the_same_one(files: ThumbFiles, tmp_path: Path) -> None:
    name, path = original(tmp_path, png(photo(600, 600)))
    made: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: made.append(files.data(name, path))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 1
    assert [file.name for file in on_disk(tmp_path)] == [name]
