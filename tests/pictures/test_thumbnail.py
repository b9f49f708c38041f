"""Thumbnails are cells whatever the terminal has, and asking for one never waits."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from tests.pictures.stage import pictures
from tests.support import wait_until
from tui.pictures.darkroom import Darkroom
from tui.pictures.thumbnail import Thumbnails
from tui.terminal.value import Terminal


async def test_it_is_begun_once_and_said_when_it_is_there(tmp_path: Path) -> None:
    picture = pictures(tmp_path)[0]
    heard: list[str] = []
    small = Thumbnails(Darkroom(Terminal()), lambda p: tmp_path / p.hash, heard.append)
    for _ in range(5):
        assert small.rows(picture, (20, 10)) is None
    await wait_until(lambda: heard)
    assert heard == [picture.hash]
    rows = small.rows(picture, (20, 10))
    assert rows is not None
    assert len(rows) == 8
    assert small.problem(picture.hash) == ""


async def test_a_broken_one_is_told_and_not_tried_for_ever(tmp_path: Path) -> None:
    picture = pictures(tmp_path)[0]
    (tmp_path / picture.hash).write_bytes(b"<html>")
    heard: list[str] = []
    small = Thumbnails(Darkroom(Terminal()), lambda p: tmp_path / p.hash, heard.append)
    assert small.rows(picture, (20, 10)) is None
    await wait_until(lambda: heard)
    assert small.problem(picture.hash) == "The file is damaged."
    assert small.rows(picture, (20, 10)) is None
    assert not small._coming


async def test_a_new_try_after_the_file_is_there_again(tmp_path: Path) -> None:
    picture = pictures(tmp_path)[0]
    data = (tmp_path / picture.hash).read_bytes()
    (tmp_path / picture.hash).unlink()
    heard: list[str] = []
    small = Thumbnails(Darkroom(Terminal()), lambda p: tmp_path / p.hash, heard.append)
    assert small.rows(picture, (20, 10)) is None
    await wait_until(lambda: heard)
    assert small.problem(picture.hash) == "The file is missing."
    (tmp_path / picture.hash).write_bytes(data)
    small.retry(picture.hash)
    assert small.rows(picture, (20, 10)) is None
    await wait_until(lambda: small.rows(picture, (20, 10)))


async def test_placeholders_are_cells_and_sixels_are_none(tmp_path: Path) -> None:
    picture = pictures(tmp_path)[0]
    sent: list[str] = []
    found = {}
    for terminal in (Terminal(kitty=True), Terminal(sixel=True)):
        room = Darkroom(terminal)
        room.connect(sent.append, Console())
        small = Thumbnails(room, lambda p: tmp_path / p.hash, lambda key: None)
        found[terminal] = await wait_until(lambda: small.rows(picture, (20, 10)))  # noqa: B023
        symbols = await wait_until(lambda: small.rows(picture, (20, 10), pixels=False))  # noqa: B023
        assert "\U0010eeee" not in symbols[0].text
    assert "\U0010eeee" in found[Terminal(kitty=True)][0].text
    assert "\U0010eeee" not in found[Terminal(sixel=True)][0].text
    assert sum("a=T" in text for text in sent) == 1  # sent once, however often it is asked for


async def test_the_terminal_keeps_those_that_were_seen_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.pictures.thumbnail._HELD", 2)
    sent: list[str] = []
    room = Darkroom(Terminal(kitty=True))
    room.connect(sent.append, Console())
    small = Thumbnails(room, lambda p: tmp_path / p.hash, lambda key: None)
    for picture in pictures(tmp_path, 3):
        await wait_until(lambda: small.rows(picture, (20, 10)))  # noqa: B023
    assert len(small._held) == 2


async def test_without_colour_it_is_grey_symbols_even_in_kitty(tmp_path: Path) -> None:
    """Textual greys all of the text then, and a placeholder's colour is its id."""
    picture = pictures(tmp_path)[0]
    heard: list[str] = []
    room = Darkroom(Terminal(kitty=True), grey=True)
    small = Thumbnails(room, lambda p: tmp_path / p.hash, heard.append)
    small.rows(picture, (20, 10))
    await wait_until(lambda: heard)
    rows = small.rows(picture, (20, 10))
    assert rows is not None
    for segment in rows[0]:
        assert "\U0010eeee" not in segment.text
        assert segment.style is not None
        assert segment.style.bgcolor is not None
        assert len(set(segment.style.bgcolor.get_truecolor())) == 1
