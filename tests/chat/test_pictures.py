from __future__ import annotations

import hashlib
import io
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from chat.image_size import image_size
from chat.pictures import Limits, PictureStore
from chat.turn import PictureError
from tests.chat.support import image

_KINDS = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}


@pytest.fixture
def pictures(tmp_path: Path) -> PictureStore:
    return PictureStore(tmp_path / "pictures")


@pytest.mark.parametrize("kind", [*_KINDS, "AVIF"])
def test_kept_as_given_with_its_size(pictures: PictureStore, kind: str) -> None:
    data = image(kind, (300, 20))
    kept = pictures.keep(
        data,
        prompt="a fox\ud800",
        endpoint="lab",
        model="draw",
        parameters={"n": 1},
        source="http://h",
    )
    assert kept.hash == hashlib.sha256(data).hexdigest()
    assert (kept.type, kept.width, kept.height) == (f"image/{kind.lower()}", 300, 20)
    assert (kept.size, kept.prompt, kept.model, kept.endpoint) == (
        len(data),
        "a fox\ufffd",
        "draw",
        "lab",
    )
    assert (kept.parameters, kept.source) == ({"n": 1}, "http://h")
    assert pictures.load(kept.hash) == data
    path = pictures.path(kept.hash)
    assert path.parent.name == kept.hash[:2]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == [kept.hash], "nothing temporary is left"


def saved(kind: str, size: tuple[int, int], **options: object) -> bytes:
    data = io.BytesIO()
    Image.new("RGBA" if options.pop("alpha", False) else "RGB", size).save(data, kind, **options)
    return data.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        saved("WEBP", (123, 45), lossless=True),
        saved("WEBP", (123, 45), lossless=False),
        saved("WEBP", (123, 45), alpha=True, lossless=False, exif=b"Exif\0\0II*\0"),
        saved("JPEG", (123, 45), progressive=True, comment=b"x" * 3000),
        saved("PNG", (123, 45), alpha=True),
    ],
)
def test_every_kind_of_header_tells_its_size(data: bytes) -> None:
    kind = Image.open(io.BytesIO(data)).get_format_mimetype()
    assert kind is not None
    assert image_size(data, kind) == (123, 45)


def test_the_same_bytes_are_kept_once(pictures: PictureStore) -> None:
    data = image()
    one = pictures.keep(data, prompt="a")
    before = pictures.path(one.hash).stat().st_mtime_ns
    two = pictures.keep(data, prompt="b", source="data:image/png;base64,xxxx")
    assert one.hash == two.hash
    assert (two.prompt, two.source) == ("b", "")
    assert pictures.path(one.hash).stat().st_mtime_ns == before


def test_a_damaged_file_is_said_and_mended_by_the_next_keep(pictures: PictureStore) -> None:
    kept = pictures.keep(image())
    path = pictures.path(kept.hash)
    path.write_bytes(b"x")
    with pytest.raises(PictureError, match="damaged"):
        pictures.load(kept.hash)
    pictures.keep(image())
    assert pictures.load(kept.hash) == image()
    path.unlink()
    with pytest.raises(PictureError, match="missing"):
        pictures.load(kept.hash)


def test_what_a_kill_left_behind_is_swept_and_nothing_else(tmp_path: Path) -> None:
    store = PictureStore(tmp_path)
    store.sweep()  # there is no folder yet
    kept = store.path(store.keep(saved("PNG", (4, 4))).hash)
    old, fresh = (kept.with_name(f".{kept.name[:16]}-{end * 12}") for end in "ab")
    others = [kept.with_name(name) for name in (".DS_Store", ".notes-of-mine", "x-aaaaaaaaaaaa")]
    outside = tmp_path / f".{kept.name[:16]}-{'c' * 12}"
    for path in (old, fresh, outside, *others):
        path.write_bytes(b"half")
    for path in (kept, old, outside, *others):
        os.utime(path, (1e9, 1e9))
    store.sweep()
    assert not old.exists()
    assert all(path.exists() for path in (kept, fresh, outside, *others))


def test_what_is_swept_is_what_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture whose writing ends before its name is final."""
    store = PictureStore(tmp_path)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", killed)
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)
    with pytest.raises(KeyboardInterrupt):
        store.keep(saved("PNG", (4, 4)))
    monkeypatch.undo()
    (left,) = tmp_path.glob("*/.*")
    os.utime(left, (1e9, 1e9))
    store.sweep()
    assert not left.exists()


def png(width: int, height: int) -> bytes:
    header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    return header + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (b"<html>404</html>", "not a picture"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (png(0, 5), "damaged"),
        (png(32_769, 1), "too large"),
        (png(9_000, 9_000), "too large"),
        (b"\xff\xd8\xff\xe0", "damaged"),
        (b"\xff\xd8\xff\xda\0\x02", "damaged"),
        (b"GIF89a\x01", "damaged"),
        (b"RIFF\0\0\0\0WEBPVP9 ", "damaged"),
        (b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\xff" * 6, "too large"),
    ],
)
def test_hostile_pictures_are_refused_with_a_sentence(
    pictures: PictureStore, tmp_path: Path, data: bytes, words: str
) -> None:
    with pytest.raises(PictureError, match=words) as caught:
        pictures.keep(data)
    assert str(caught.value).endswith(".")
    assert not (tmp_path / "pictures").exists()


def test_too_many_bytes_are_refused(tmp_path: Path) -> None:
    pictures = PictureStore(tmp_path, Limits(size=2 << 20))
    with pytest.raises(PictureError, match="2 MB"):
        pictures.keep(image() + b"\0" * (2 << 20))


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_a_hash_is_a_name(pictures: PictureStore, name: str) -> None:
    with pytest.raises(PictureError):
        pictures.load(name)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PictureError, match="could not be stored"):
        PictureStore(tmp_path / "file").keep(image())


@given(st.binary(max_size=200), st.sampled_from([*_KINDS.values(), "image/avif"]))
def test_no_header_breaks_the_reader(data: bytes, kind: str) -> None:
    starts = {
        "image/png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "image/jpeg": b"\xff\xd8\xff",
        "image/gif": b"GIF89a",
        "image/webp": b"RIFF\0\0\0\0WEBP",
        "image/avif": b"\0\0\0\x18ftypavif",
    }
    size = image_size(starts[kind] + data, kind)
    assert size is None or (len(size) == 2 and min(size) >= 0)


@pytest.mark.parametrize("kind", [*_KINDS, "AVIF"])
def test_a_truncated_picture_breaks_nothing(pictures: PictureStore, kind: str) -> None:
    data = image(kind, (30, 20))
    for length in range(0, len(data), 3):
        try:
            kept = pictures.keep(data[:length])
        except PictureError:
            continue
        assert (kept.width, kept.height) in ((30, 20), (0, 0))


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (40, 30)), (3, (40, 30)), (6, (30, 40)), (8, (30, 40))]
)
def test_a_photograph_that_lies_on_its_side_is_as_large_as_it_is_shown(
    orientation: int, size: tuple[int, int]
) -> None:
    big = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0%c\0\0\0\0\0\0" % orientation
    little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0%c\0\0\0\0\0\0\0" % orientation
    for told in (big, little):
        photo = saved("JPEG", (40, 30), exif=b"Exif\0\0" + told)
        assert image_size(photo, "image/jpeg") == size
        with Image.open(io.BytesIO(photo)) as image:
            assert ImageOps.exif_transpose(image).size == size
