"""Thumbnails are symbols whatever the terminal has, and asking for one never waits."""

from __future__ import annotations

from pathlib import Path

from chat.messages import Picture
from tests.pictures.stage import pictures
from tests.support import wait_until
from tui.pictures.darkroom import Darkroom
from tui.pictures.thumbnail import Thumbnails, thumbnail
from tui.terminal.value import Terminal


async def test_symbols_even_where_there_are_pixels(tmp_path: Path) -> None:
    picture = pictures(tmp_path)[0]
    room = Darkroom(Terminal(kitty=True))
    strips = await thumbnail(room, lambda p: tmp_path / p.hash, picture, (20, 10))
    assert (strips[0].cell_length, len(strips)) == (20, 8)
    assert "\U0010eeee" not in strips[0].text


async def test_it_is_begun_once_and_said_when_it_is_there(tmp_path: Path) -> None:
    picture = pictures(tmp_path)[0]
    heard: list[Picture] = []
    small = Thumbnails(Darkroom(Terminal()), lambda p: tmp_path / p.hash, heard.append)
    for _ in range(5):
        assert small.rows(picture, (20, 10)) is None
    await wait_until(lambda: heard)
    assert heard == [picture]
    rows = small.rows(picture, (20, 10))
    assert rows is not None
    assert len(rows) == 8
    assert small.problem(picture) == ""


async def test_a_broken_one_is_told_and_not_tried_for_ever(tmp_path: Path) -> None:
    picture = pictures(tmp_path)[0]
    (tmp_path / picture.hash).write_bytes(b"<html>")
    heard: list[Picture] = []
    small = Thumbnails(Darkroom(Terminal()), lambda p: tmp_path / p.hash, heard.append)
    assert small.rows(picture, (20, 10)) is None
    await wait_until(lambda: heard)
    assert small.problem(picture) == "The file is broken, or no picture."
    assert small.rows(picture, (20, 10)) is None
    assert not small._coming


async def test_off_is_off(tmp_path: Path) -> None:
    picture = pictures(tmp_path)[0]
    room = Darkroom(Terminal(kitty=True), "off")
    assert await thumbnail(room, lambda p: tmp_path / p.hash, picture, (20, 10)) == ()
