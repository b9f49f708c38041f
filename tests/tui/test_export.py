"""`/export` in the app: the file, what is said of it, paths completed, from the palette too."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.export.parser import parse
from tests.tui.scripts import drawing, thinking
from tests.tui.stage import Stage, staged, waiting
from tui.export_place import refused, target


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The download folder."""
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(folder))
    return folder


async def give(stage: Stage, command: str) -> None:
    await stage.write(command)
    await stage.press("enter")


async def test_the_file_is_named_in_the_notice(home: Path, out: Path) -> None:
    async with staged(home, size=(160, 50)) as stage:
        await give(stage, "/export")
        await stage.until(lambda: "nothing to export yet" in stage.notice)
        await stage.answered("hello")
        await give(stage, "/export")
        await stage.until(lambda: f"Exported to {out}/hello.md." in stage.notice)
        await give(stage, "/export")
        await stage.until(lambda: f"Exported to {out}/hello-2.md." in stage.notice)
    blocks = parse((out / "hello.md").read_text())
    assert [block.texts for block in blocks] == [["hello"], ["You said: hello"]]
    assert (out / "hello.md").read_bytes() == (out / "hello-2.md").read_bytes()


async def test_where_it_goes_and_what_of_it(home: Path, tmp_path: Path) -> None:
    async with staged(home, thinking, size=(160, 50)) as stage:
        await stage.answered("hello")
        await give(stage, f"/export --no-reasoning --branches '{tmp_path}/my talk.md'")
        await stage.until(lambda: "my talk.md." in stage.notice)
        await give(stage, f"/export {tmp_path}/new/")
        await stage.until(lambda: "new/hello.md." in stage.notice)
        await give(stage, f"/export {tmp_path}/none/x.md")
        await stage.until(lambda: f"there is no folder {tmp_path}/none." in stage.notice)
        for wrong in ("--what x.md", "-"):
            await give(stage, f"/export {wrong}")
            await stage.until(lambda: "/export takes --branches" in stage.notice)
            stage.chat.notice("")
    assert "I wonder" not in (tmp_path / "my talk.md").read_text()
    assert "I wonder" in (tmp_path / "new/hello.md").read_text()


async def test_while_an_answer_streams(home: Path, out: Path) -> None:
    async with staged(home, waiting, size=(160, 50)) as stage:
        await stage.ask("hello")
        await stage.until(lambda: "first half" in stage.seen)
        tip = stage.chat.current.tip
        assert tip is not None
        await stage.until(lambda: stage.store.messages([tip])[0].text, "it to be saved")
        await give(stage, "/export")
        await stage.until(lambda: "The answer still coming is in it" in stage.notice)
        assert stage.chat.asking.talk.live, "it goes on"
        stage.asked[0].go.set()
        await stage.quiet()
    assert parse((out / "hello.md").read_text())[1].texts == ["first half, "]


async def test_a_picture_beside_it_or_missing(home: Path, out: Path) -> None:
    async with staged(home, drawing, size=(160, 50)) as stage:
        await stage.answered("a cat")
        await give(stage, "/export")
        await stage.until(lambda: "a-cat.md." in stage.notice)
        (picture,) = (found for _, found in stage.store.pictures(stage.chat.current.id or 0))
        kept = stage.chat.gallery.path(picture)
        assert (out / "a-cat-1.png").read_bytes() == kept.read_bytes()
        kept.unlink()
        await give(stage, "/export")
        told = "a-cat-2.md. A picture is not in it: The picture's file is missing."
        await stage.until(lambda: told in stage.notice)
    assert {path.name for path in out.iterdir()} == {"a-cat.md", "a-cat-1.png", "a-cat-2.md"}


async def test_from_the_palette(home: Path, out: Path) -> None:
    async with staged(home) as stage:
        await stage.answered("hello")
        await stage.press("ctrl+p")
        await stage.until(lambda: stage.place == "Palette")
        await stage.press(*"export")
        await stage.until(lambda: "▌Export this conversation as Markdown" in stage.seen)
        await stage.press("enter")
        await stage.until(lambda: "Exported to" in stage.notice)
    assert (out / "hello.md").is_file()


async def test_paths_are_completed(home: Path, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "boats.md").write_text("mine")
    async with staged(home, size=(160, 50)) as stage:
        await stage.answered("hello")
        prompt = stage.chat.prompt
        for typed, taken in (
            ("/exp", "/export "),
            (f"/export --branches {tmp_path}/no", f"/export --branches {tmp_path}/notes/"),
            (f"/export {tmp_path}/notes/b", f"/export {tmp_path}/notes/boats.md"),
        ):
            prompt.field.clear()
            await stage.write(typed)
            await stage.until(lambda: prompt._completer.open, typed)
            await stage.press("tab")
            await stage.until(lambda taken=taken: prompt.field.text == taken, taken)
        await stage.press("enter")
        await stage.until(lambda: "boats-2.md." in stage.notice)
    assert (tmp_path / "notes" / "boats.md").read_text() == "mine"


def test_where_an_export_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_DOWNLOAD_DIR")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert target("", "A title: é/ü").folder == tmp_path
    (tmp_path / "Downloads").mkdir()
    assert target("", "A title: é/ü").path(1) == tmp_path / "Downloads" / "a-title-e-u.md"
    assert target("", "\x1b[31m!?").stem == "31m"
    assert target("", "").stem == "conversation"
    assert target("~/x.txt", "t").path(2) == tmp_path / "x-2.txt"
    assert target("~/.hidden", "t").path(1) == tmp_path / ".hidden.md"
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="neither a file nor a folder"):
        target("~/pipe", "t")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOENT, "there is no folder ~/down."),
        (errno.EACCES, "~/down cannot be written."),
        (errno.EROFS, "~/down cannot be written."),
        (errno.ENOSPC, "the disk is full."),
        (errno.EIO, "Input/output error."),
    ],
)
def test_why_nothing_was_written(
    number: int, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    error = OSError(number, os.strerror(number), str(tmp_path / "down" / "x.md"))
    assert refused(error, "") == f"Nothing was exported: {sentence}"
