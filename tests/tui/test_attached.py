"""Pictures on their way into a question: named, dropped, pasted; and what is none of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from chat.messages import PicturePart
from tests.pictures.stage import huge_png, photo, png
from tests.tui.stage import Stage, staged
from tui import clipboard
from tui.prompt import files

PHOTO = png(photo(64, 48))
BAD = {
    "text.png": (b"only words", "text.png is not a picture, whatever its name says."),
    "half.png": (PHOTO[: len(PHOTO) // 2], "half.png: The file is broken, or no picture."),
    "half.jpg": (png(photo(64, 48), "JPEG")[:900], "half.jpg: The file is broken, or no picture."),
    "head.png": (PHOTO[:8], "head.png: The file is broken, or no picture."),
    "bomb.png": (huge_png(9000, 9000), "bomb.png: Too large to show: 9000×9000 pixels."),
    "page.gif": (b"<html>GIF89a</html>", "page.gif is not a picture, whatever its name says."),
}


def stored(stage: Stage) -> list[Path]:
    return [each for each in stage.app.folders.pictures.rglob("*") if each.is_file()]


@pytest.mark.parametrize("name", BAD)
async def test_what_is_no_picture_fails_when_it_is_attached(
    home: Path, tmp_path: Path, name: str
) -> None:
    data, sentence = BAD[name]
    (tmp_path / name).write_bytes(data)
    async with staged(home) as stage:
        await stage.write("what is this? ")
        stage.chat.prompt.attach_file(str(tmp_path / name))
        await stage.until(lambda: stage.notice == sentence, sentence)
        assert stage.chat.prompt.attachments == ()
        assert stage.chat.prompt.field.text == "what is this? "
        assert stored(stage) == []


async def test_one_of_too_many_bytes_is_refused(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST_PICTURE", 1_000)
    (tmp_path / "big.png").write_bytes(PHOTO + bytes(3_000_000))
    async with staged(home) as stage:
        stage.chat.prompt.attach_file(str(tmp_path / "big.png"))
        await stage.until(lambda: "big.png is too large: 3.0 MB" in stage.notice)
        assert stage.chat.prompt.attachments == ()


async def test_several_are_dropped_at_once(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a cat.png").write_bytes(PHOTO)
    (tmp_path / "b.jpg").write_bytes(png(photo(32, 32), "JPEG"))
    async with staged(home) as stage:
        paste = f"'{tmp_path}/a cat.png' file://{tmp_path}/b.jpg"
        stage.chat.prompt.field.post_message(events.Paste(paste))
        await stage.until(lambda: len(stage.chat.prompt.attachments) == 2)
        assert "▣ a cat.png · 64×48" in stage.seen
        assert "▣ b.jpg · 32×32" in stage.seen
        assert stage.chat.prompt.field.text == ""


async def test_a_dropped_file_that_is_broken_says_why_and_its_path_stays(
    home: Path, tmp_path: Path
) -> None:
    (tmp_path / "half.png").write_bytes(PHOTO[:60])
    async with staged(home) as stage:
        stage.chat.prompt.field.post_message(events.Paste(f"{tmp_path}/half.png"))
        await stage.until(lambda: "half.png: The file is broken" in stage.notice)
        assert stage.chat.prompt.field.text == f"{tmp_path}/half.png"


async def test_the_clipboards_picture_is_a_chip_and_goes_with_the_question(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bytes] = [PHOTO, PHOTO[:60]]

    async def paste(app: object) -> bytes:
        return held.pop(0)

    monkeypatch.setattr(clipboard, "paste", paste)
    async with staged(home) as stage:
        await stage.press("ctrl+v")
        await stage.until(lambda: "▣ clipboard · 64×48" in stage.seen)
        await stage.press("ctrl+v")
        await stage.until(lambda: "broken, or no picture" in stage.notice)
        await stage.ask("what is this?")
        await stage.quiet()
        (part,) = [p for p in _parts(stage) if isinstance(p, PicturePart)]
        assert part.picture is not None
        assert stage.chat.gallery.path(part.picture).read_bytes() == PHOTO


async def test_completion_tells_pixels_and_bytes(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cat.png").write_bytes(PHOTO)
    (tmp_path / "cats.txt").write_text("x" * 1_500)
    (tmp_path / "catalogue.png").write_text("words")
    async with staged(home) as stage:
        await stage.write("@cat")
        await stage.until(lambda: "64×48 · " in stage.seen)
        seen = " ".join(stage.seen.split())
        assert "cats.txt 2 kB" in seen
        assert "catalogue.png no picture · 5 B" in seen, seen


def _parts(stage: Stage) -> tuple[object, ...]:
    (question, *_) = stage.store.messages([row.id for row in stage.chat.current.path])
    return question.parts
