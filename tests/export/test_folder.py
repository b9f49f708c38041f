"""An export in a folder: whole or not at all, beside its pictures, over nothing that is there."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from urllib.parse import unquote

import pytest

from chat.export import folder as folder_module
from chat.export.export import Choice
from chat.messages import FilePart, Part, PicturePart, TextPart
from chat.store.errors import StoreError
from chat.store.store import Store
from tests.chat.support import image, open_store
from tests.export.support import CHOICE, conversation, pictures, write


def drawn(folder: Path, colour: str, prompt: str = "", kind: str = "PNG") -> PicturePart:
    kept = pictures(folder).keep(image(kind, colour=colour), prompt=prompt)
    return PicturePart(kept)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "out").iterdir())


async def test_pictures_lie_beside_it_byte_for_byte(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    red, blue = drawn(tmp_path, "red", "a [red]\n![x](y)"), drawn(tmp_path, "blue", kind="JPEG")
    said: tuple[Part, ...] = (red, TextPart("and"), blue, red)
    number = await conversation(store, "draw", said)
    path, tally = write(store, number, tmp_path)
    assert names(tmp_path) == ["boats-1.png", "boats-2.jpg", "boats.md"]
    assert (tmp_path / "out/boats-1.png").read_bytes() == image(colour="red")
    assert (tmp_path / "out/boats-2.jpg").read_bytes() == image("JPEG", colour="blue")
    markdown = path.read_text(encoding="utf-8")
    assert markdown.count("![a \\[red\\] \\!\\[x\\](y)](boats-1.png)") == 2
    assert "![picture](boats-2.jpg)" in markdown
    assert tally.pictures == 3
    store.close()


async def test_files_lie_beside_it(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    parts = (
        FilePart("notes & more.md", "text/markdown", "# é\r\n"),
        FilePart("notes more.md", "text/markdown", "other"),
        FilePart("../../etc/passwd", "text/plain", "x"),
        FilePart("", "text/plain", ""),
    )
    number = await conversation(store, parts)
    path, _ = write(store, number, tmp_path, stem="my boats")
    assert names(tmp_path) == [
        *("my boats-file.txt", "my boats-notes-more-2.md", "my boats-notes-more.md"),
        *("my boats-passwd.txt", "my boats.md"),
    ]
    assert (tmp_path / "out/my boats-notes-more.md").read_bytes() == "# é\r\n".encode()
    markdown = path.read_text(encoding="utf-8")
    assert "[notes \\& more.md](my%20boats-notes-more.md)" in markdown
    assert (path.parent / unquote("my%20boats-notes-more.md")).is_file()
    store.close()


async def test_nothing_is_written_over(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    number = await conversation(store, "draw", (drawn(tmp_path, "red"),))
    (tmp_path / "out").mkdir()
    (tmp_path / "out/boats.md").write_text("mine")
    (tmp_path / "out/boats-3.md").symlink_to("nowhere")
    (tmp_path / "out/boats-2-1.png").write_text("mine too")
    first, _ = write(store, number, tmp_path)
    second, _ = write(store, number, tmp_path)
    assert (first.name, second.name) == ("boats-2.md", "boats-4.md")
    assert "(boats-2-2.png)" in first.read_text()
    assert (tmp_path / "out/boats.md").read_text() == "mine"
    assert (tmp_path / "out/boats-2-1.png").read_text() == "mine too"
    store.close()


async def test_a_name_that_is_taken_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last moment decides, with links and on file systems that have none."""
    store = open_store(tmp_path)
    number = await conversation(store, "hello", "there")
    (tmp_path / "out").mkdir()
    published = folder_module._published

    def late(temporary: Path, target: folder_module.Target, count: int) -> Path:
        target.path(count).write_text("another's")
        return published(temporary, target, count)

    monkeypatch.setattr(folder_module, "_published", late)
    assert write(store, number, tmp_path)[0].name == "boats-2.md"

    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    assert write(store, number, tmp_path)[0].name == "boats-4.md"
    assert names(tmp_path) == ["boats-2.md", "boats-3.md", "boats-4.md", "boats.md"]
    assert (tmp_path / "out/boats.md").read_text() == "another's"
    store.close()


async def test_a_picture_that_is_missing_or_damaged(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    gone, bad, good = (drawn(tmp_path, colour) for colour in ("red", "green", "blue"))
    for part, data in ((gone, None), (bad, b"spoiled")):
        assert part.picture is not None
        file = pictures(tmp_path).path(part.picture.hash)
        file.unlink() if data is None else file.write_bytes(data)
    number = await conversation(store, "draw", (gone, bad, good, gone))
    path, tally = write(store, number, tmp_path)
    assert tally.lost == [
        "The picture's file is missing.",
        "The picture's file is damaged.",
        "The picture's file is missing.",
    ]
    assert names(tmp_path)[1:] == ["boats.md"]
    assert len(names(tmp_path)) == 2
    told = path.read_text()
    assert told.count("> **palaver:** A picture is missing here. The picture's file is") == 3
    store.close()


class Full:
    """A disk that takes so much and no more."""

    def __init__(self, room: int) -> None:
        self.room = room

    def sync(self, _: int) -> None:
        self.room -= 1
        if self.room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("room", [0, 1])
async def test_a_full_disk_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """Whether it fills at the picture or at the text."""
    store = open_store(tmp_path)
    number = await conversation(store, "draw", (drawn(tmp_path, "red"),))
    monkeypatch.setattr(os, "fsync", Full(room).sync)
    with pytest.raises(OSError, match="No space"):
        write(store, number, tmp_path)
    assert names(tmp_path) == []
    store.close()


async def test_a_message_that_is_gone_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path)
    number = await conversation(store, *(["x"] * 40))
    read = Store.messages
    monkeypatch.setattr(
        Store, "messages", lambda self, ids: [m for m in read(self, ids) if m.id != 30]
    )
    with pytest.raises(StoreError, match="no longer there"):
        write(store, number, tmp_path)
    assert names(tmp_path) == []
    store.close()


async def test_a_picture_that_is_given_again_and_branches(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    number = await conversation(store, "draw", (drawn(tmp_path, "red", "sea"),))
    asked = store.path(number)[0].id
    again = await store.begin(asked, endpoint="lab", model="small")
    await store.save(again, (drawn(tmp_path, "red", "the same sea"),))
    path, tally = write(store, number, tmp_path, Choice("1", branches=True))
    assert names(tmp_path) == ["boats-1.png", "boats.md"]
    assert "![the same sea](boats-1.png)" in path.read_text()
    assert tally.messages == 3
    assert tally.growing
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~_mask()
    assert CHOICE.branches is False
    store.close()


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


async def test_it_reads_beside_the_loop(tmp_path: Path) -> None:
    """A connection of its own, from any thread; in memory the one there is."""
    import asyncio

    for store in (open_store(tmp_path), Store.open(None, state=tmp_path)):
        number = await conversation(store, "hello", "there")

        def work(store: Store = store, number: int = number) -> int:
            with store.apart() as reads:
                return write(reads, number, tmp_path)[1].messages  # type: ignore[arg-type]

        assert await asyncio.to_thread(work) == 2
        store.close()
