"""Several pictures of one order in the whole app: a slot each, in the panel and in the text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.chunks import Chunk, ImagePreview, ImageResponse
from chat.messages import Picture
from providers.guide.provider import Guide
from tests.tui.scripts import png
from tests.tui.stage import Asked, staged
from tui.pictures.slots import Slots
from tui.pictures.view import PictureView

WIDE = (160, 50)


async def one_by_one(asked: Asked) -> AsyncIterator[Chunk]:
    """The first with a preview; the second is none; the third when it is told to."""
    yield ImagePreview(png(10, (64, 48)), 0.2)
    await asked.go.wait()
    asked.go.clear()
    yield ImageResponse((png(50),), asked.last)
    yield ImageResponse((b"no picture",), asked.last)
    await asked.go.wait()
    yield ImageResponse((png(90),), asked.last)


async def test_the_panel_has_a_slot_each_that_fills(home: Path) -> None:
    async with staged(home, one_by_one, size=WIDE) as stage:
        await stage.ask("/image n=3 4:3 a boat")
        await stage.until(lambda: stage.app.query(Slots), "the grid")
        grid = stage.app.query_one(Slots)
        await stage.until(lambda: len(grid.query(PictureView)) == 3)
        first, second, third = grid.query(PictureView)
        await stage.until(lambda: first.encoded is not None, "the preview")
        await stage.until(lambda: "drawing 1 of 3" in stage.seen)
        before = first.encoded
        stage.asked[0].go.set()
        await stage.until(lambda: first.encoded is not before and first.encoded, "the first")
        await stage.until(lambda: "not a picture" in second.problem, "the failure in its slot")
        assert third.encoded is None
        assert not third.problem
        stage.asked[0].go.set()
        await stage.quiet()
        await stage.until(lambda: third.encoded is not None, "the last")
        panel = stage.chat.gallery.panel
        assert panel is not None
        assert grid.display
        assert len(panel.pictures) == 2
        await stage.press("tab", "tab", "p")
        await stage.until(lambda: not grid.display, "one alone while one browses")
        assert panel.picture == panel.pictures[0]


async def test_between_two_the_next_one_keeps_its_place_in_the_text(home: Path) -> None:
    async with staged(home, one_by_one, size=WIDE) as stage:
        await stage.ask("/image n=3 4:3 a boat")
        await stage.until(lambda: "1 of 3 · 20%" in stage.seen, "the preview of the first")
        stage.asked[0].go.set()
        await stage.until(lambda: "3 of 3 · " in stage.seen, "the wait for the last")
        stage.asked[0].go.set()
        await stage.quiet()
        await stage.until(lambda: "of 3 · " not in stage.seen)


async def test_the_slots_of_the_next_order_begin_empty(home: Path) -> None:
    async with staged(home, one_by_one, size=WIDE) as stage:
        await stage.ask("/image n=3 a boat")
        stage.asked[0].go.set()
        await stage.until(lambda: stage.app.query(Slots))
        grid = stage.app.query_one(Slots)
        await stage.until(lambda: isinstance(grid.slots[0], Picture))
        stage.asked[0].go.set()
        await stage.quiet()
        first, second, third = grid.query(PictureView)
        await stage.until(lambda: third.encoded is not None)
        await stage.ask("/image n=3 a cat")
        await stage.until(lambda: third.encoded is None and not second.problem, "empty slots")
        await stage.until(lambda: first.encoded is not None, "the new preview")
        stage.asked[1].go.set()
        await stage.until(lambda: second.problem)
        stage.asked[1].go.set()
        await stage.quiet()


async def test_a_click_on_a_slot_opens_its_picture(home: Path) -> None:
    async with staged(home, one_by_one, size=WIDE) as stage:
        await stage.ask("/image n=3 a boat")
        stage.asked[0].go.set()
        await stage.until(lambda: stage.app.query(Slots))
        grid = stage.app.query_one(Slots)
        await stage.until(lambda: isinstance(grid.slots[0], Picture))
        stage.asked[0].go.set()
        await stage.quiet()
        first = grid.query(PictureView)[0]
        await stage.until(lambda: first.encoded is not None and first.region.area)
        await stage.pilot.click(first)
        await stage.until(lambda: stage.place == "FullScreen")
        assert stage.app.screen.picture == grid.slots[0]


async def test_without_a_panel_the_text_has_the_slots(home: Path) -> None:
    async with staged(home, one_by_one, size=(80, 40)) as stage:
        await stage.ask("/image n=3 a boat")
        await stage.until(lambda: "20%" in stage.seen and "▢ 2" in stage.seen, "slots")
        stage.asked[0].go.set()
        await stage.until(lambda: "✕ What came is" in stage.seen, "the failure in its slot")
        stage.asked[0].go.set()
        await stage.quiet()
        await stage.until(lambda: "▢" not in stage.seen)
        row = next(line for line in stage.seen.splitlines() if "✕" in line)
        assert row.count("▣") == 2


async def canvas(asked: Asked) -> AsyncIterator[Chunk]:
    generator = Guide.create_async_generator("canvas", asked.messages, **asked.parameters)
    async for chunk in generator:
        yield chunk


@pytest.mark.parametrize("size", [WIDE, (80, 40)])
async def test_the_canvas_draws_several_offline(home: Path, size: tuple[int, int]) -> None:
    async with staged(home, canvas, size=size) as stage:
        await stage.ask("/image n=2 seed=7 192x128 a boat at night")
        await stage.until(lambda: not stage.chat.asking.talk.live, "the pictures")
        await stage.until(lambda: len(stage.chat.gallery._shown) == 2)
        made = stage.chat.gallery._shown
        assert [picture.parameters["seed"] for picture in made] == [7, 8]
        assert {(picture.width, picture.height) for picture in made} == {(192, 128)}


async def test_a_stop_keeps_what_came_and_gives_up_the_rest(home: Path) -> None:
    async with staged(home, one_by_one, size=(80, 40)) as stage:
        await stage.ask("/image n=3 a boat")
        stage.asked[0].go.set()
        await stage.until(lambda: "▢ 3" in stage.seen and "✕ What" in stage.seen)
        await stage.escape()
        await stage.quiet()
        assert stage.asked[0].closed
        await stage.until(lambda: "▢" not in stage.seen and "■ stopped" in stage.seen)
        assert len(stage.chat.gallery._shown) == 1


async def test_another_conversation_has_nothing_of_what_is_drawn_here(home: Path) -> None:
    async with staged(home, one_by_one, size=WIDE) as stage:
        await stage.ask("/image n=3 a boat")
        first, gallery = stage.chat.current.id, stage.chat.gallery
        await stage.until(lambda: stage.app.query(Slots) and gallery.places, "the grid")
        grid = stage.app.query_one(Slots)
        await stage.press("ctrl+n")
        await stage.until(lambda: not gallery.places, "a new one has no panel")
        stage.chat.shelf.open(first)
        await stage.until(lambda: gallery.places and grid.display, "the grid again")
        for _ in range(2):
            stage.asked[0].go.set()
            await stage.until(lambda: not stage.asked[0].go.is_set() or not gallery.following._live)
        await stage.quiet()
        await stage.press("ctrl+n")
        await stage.ask("/image a cat")
        for _ in range(2):
            stage.asked[1].go.set()
            await stage.until(lambda: not stage.asked[1].go.is_set() or not gallery.following._live)
        await stage.quiet()
        assert not grid.display, "it has one, not those of the other"


async def test_a_panel_that_comes_in_the_midst_shows_what_is_drawn(home: Path) -> None:
    async with staged(home, one_by_one, size=(80, 40)) as stage:
        await stage.ask("/image n=3 a boat")
        await stage.until(lambda: stage.chat.gallery.following.drawing)
        await stage.pilot.resize_terminal(160, 50)
        await stage.until(lambda: stage.app.query(Slots), "the grid")
        first = stage.app.query_one(Slots).query(PictureView).first()
        await stage.until(lambda: first.encoded is not None, "the preview")
