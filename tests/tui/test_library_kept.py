"""The library's screen is made once and kept: it opens as a new one, closed it costs nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from chat.store.rows import PictureRow
from tests.tui.test_library import chosen, five, library, prompts, to_library
from tui.pictures.library import Library


async def test_it_opens_again_as_if_it_was_new(home: Path) -> None:
    async with five(home) as stage:
        await to_library(stage, "ctrl+f", *"fox")
        first = library(stage)
        await stage.until(lambda: len(prompts(stage)) == 2)
        await stage.press("enter", "i", "ctrl+g")
        await stage.until(lambda: stage.place == "prompt")
        await stage.until(lambda: not first.grid.rows, "nothing is held")
        assert not first.grid._supply._held
        await to_library(stage)
        assert library(stage) is first
        await stage.until(lambda: "1 of 5" in stage.seen)
        assert (first.field.value, chosen(stage)) == ("", "a grey cat")
        assert first.grid.has_focus
        assert "Pictures ›" not in stage.seen
        assert not first._info, "what was told of one"


async def test_a_theme_changed_meanwhile_is_the_one_it_opens_in(home: Path) -> None:
    async with five(home) as stage:
        await to_library(stage)
        first = library(stage)
        await stage.escape()
        await stage.until(lambda: stage.place == "prompt")
        before = first.background_colors
        stage.app.use_theme("light")
        await stage.pilot.pause()
        await to_library(stage)
        await stage.until(lambda: first.background_colors != before)
        ground = first.grid._look or first.grid._styles()
        assert ground.ground.bgcolor == first.background_colors[1].rich_color


async def test_what_changes_below_it_is_not_painted(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with five(home) as stage:
        await to_library(stage)
        grid = library(stage).grid
        await stage.until(lambda: all(grid._supply.drawing(row.hash) for row in grid.rows))
        await stage.pilot.pause()
        painted: list[object] = []
        monkeypatch.setattr(grid, "render_lines", lambda crop: painted.append(crop) or [])
        stage.chat.notice("something else", 3)
        stage.chat.refresh()
        await stage.pilot.pause()
        await stage.pilot.pause()
        assert not painted


async def test_the_last_one_is_waited_for_until_all_are_known(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with five(home) as stage:
        may = asyncio.Event()
        plain = Library._look

        async def later(self: Library, query: str, *more: object) -> None:
            await may.wait()
            await plain(self, query, *more)  # type: ignore[arg-type]

        def two(count: int) -> list[PictureRow]:
            return stage.store.library()[:2]

        monkeypatch.setattr(Library, "_look", later)
        monkeypatch.setattr(stage.store, "newest_pictures", two)
        await to_library(stage)
        assert len(library(stage).grid.rows) == 2
        assert "of 2" not in stage.seen, "how many there are is not known"
        may.set()
        await stage.press("end")
        await stage.until(lambda: chosen(stage) == "a red fox")
        await stage.until(lambda: "5 of 5" in stage.seen)
