"""The grid by itself: what it sends to the terminal, and what it holds of thousands."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from textual.geometry import Region
from textual.pilot import Pilot

from chat.store.rows import PictureRow
from tests.pictures.stage import Stage, png
from tests.support import wait_until
from tui.pictures.darkroom import Darkroom
from tui.pictures.grid import Grid
from tui.pictures.supply import Supply
from tui.pictures.thumb_files import ThumbFiles
from tui.terminal.value import Terminal

SIZE = (80, 25)
KITTY, SIXEL, SYMBOLS = Terminal(kitty=True), Terminal(sixel=True), Terminal()


def rows(folder: Path, count: int, missing: tuple[int, ...] = ()) -> list[PictureRow]:
    """Stored under their hashes in `folder`, without the files of those `missing`."""
    made = []
    for number in range(count):
        shade = (number * 7 % 256, number // 256, 90)
        data = png(Image.new("RGB", (40 + number % 3 * 20, 40), shade))
        name = hashlib.sha256(data).hexdigest()
        if number not in missing:
            (folder / name).write_bytes(data)
        made.append(PictureRow(number, 0, 1, name, 40 + number % 3 * 20, 40))
    return made


def stage(folder: Path, terminal: Terminal) -> Stage:
    def grid(darkroom: Darkroom) -> Grid:
        files = ThumbFiles(folder / "thumbs")
        made = Grid(darkroom, files, lambda name: folder / name, lambda row: (row.hash, "facts"))
        made.styles.margin = (0, 0, 1, 0)  # a sixel never stands on the last row
        return made

    return Stage(grid, terminal)


async def settled(app: Stage, pilot: Pilot[Any]) -> Grid:
    grid = app.query_one(Grid)
    supply = grid._supply
    await wait_until(
        lambda: all(supply.drawing(r.hash) or supply.problem(r.hash) for r in supply._wanted),
        pilot=pilot,
    )
    await pilot.pause()
    return grid


async def test_a_sixel_is_not_wiped_out_by_what_comes_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = stage(tmp_path, SIXEL)
    async with app.run_test(size=SIZE) as pilot:
        grid = app.query_one(Grid)
        painted: list[Region] = []
        plain = grid.refresh
        monkeypatch.setattr(
            grid, "refresh", lambda *regions, **more: (painted.extend(regions), plain(*regions))
        )
        grid.show(rows(tmp_path, 6, missing=(2,)))
        await settled(app, pilot)
        assert painted
        assert all(region.width == grid.view_width for region in painted), "rows as a whole"


async def test_each_sixel_goes_out_once_and_again_only_with_its_row(tmp_path: Path) -> None:
    app = stage(tmp_path, SIXEL)
    async with app.run_test(size=SIZE) as pilot:
        app.query_one(Grid).show(rows(tmp_path, 6))
        grid = await settled(app, pilot)
        assert sum("\x1bP0;1;0q" in text for text in app.sent) == 6
        before = len(app.sent)
        grid.choose(3)
        await pilot.pause()
        assert len(app.sent) == before, "the mark is text"
        line = grid.hit_strip(grid.tiling.height - 2)
        assert line.text.count("\x1bP") == min(6, grid.tiling.across)
        assert line.cell_length == grid.view_width


async def test_kitty_is_sent_each_once_and_forgets_what_is_far_away(tmp_path: Path) -> None:
    app = stage(tmp_path, KITTY)
    async with app.run_test(size=SIZE) as pilot:
        app.query_one(Grid).show(rows(tmp_path, 90))
        grid = await settled(app, pilot)
        page = grid.tiling.page
        assert len(grid._supply._held) == min(90, 2 * page), "a page in view and one around it"
        sent = sum("a=T" in text for text in app.sent)
        for _ in range(3):
            grid.page(1)
            await settled(app, pilot)
        assert len(grid._supply._held) <= 3 * page
        for _ in range(3):
            grid.page(-1)
            await settled(app, pilot)
        assert sum("a=T" in text for text in app.sent) <= min(90, sent + 4 * page), "not again"


@pytest.mark.parametrize("terminal", [KITTY, SIXEL, SYMBOLS], ids=["kitty", "sixel", "symbols"])
async def test_thousands_cost_what_is_in_view(tmp_path: Path, terminal: Terminal) -> None:
    app = stage(tmp_path, terminal)
    some = rows(tmp_path, 30)
    many = [some[n % 30]._replace(hash=f"{n:064x}") for n in range(20_000)]
    async with app.run_test(size=SIZE) as pilot:
        grid = app.query_one(Grid)
        grid.show(many)
        await settled(app, pilot)
        for key in ("end", "home"):
            grid.choose(len(many) if key == "end" else 0)
            await settled(app, pilot)
            assert len(grid._tiles) <= grid.tiling.page
            assert len(grid._supply._wanted) <= 3 * grid.tiling.page
        assert grid.virtual_size.height >= grid.tiling.rows(20_000) * grid.tiling.height


async def test_what_was_scrolled_past_is_not_begun(tmp_path: Path) -> None:
    app = stage(tmp_path, SYMBOLS)
    async with app.run_test(size=SIZE) as pilot:
        grid = app.query_one(Grid)
        grid.show(rows(tmp_path, 200))
        for _ in range(12):
            grid.page(1)
        await settled(app, pilot)
        assert len(list((tmp_path / "thumbs").rglob("*/*"))) < 100
        assert all(grid._supply.drawing(row.hash) for row in grid.in_view)


async def test_a_file_that_comes_back_is_drawn(tmp_path: Path) -> None:
    app = stage(tmp_path, SYMBOLS)
    async with app.run_test(size=SIZE) as pilot:
        made = rows(tmp_path, 3)
        data = (tmp_path / made[1].hash).read_bytes()
        (tmp_path / made[1].hash).unlink()
        app.query_one(Grid).show(made)
        grid = await settled(app, pilot)
        assert grid._supply.problem(made[1].hash) == "The file is missing."
        (tmp_path / made[1].hash).write_bytes(data)
        grid.look_again()
        await wait_until(lambda: grid._supply.drawing(made[1].hash), pilot=pilot)


async def test_what_is_let_go_at_once_holds_up_nothing(tmp_path: Path) -> None:
    room, files = Darkroom(SYMBOLS), ThumbFiles(tmp_path / "thumbs")
    supply = Supply(room, files, lambda name: tmp_path / name, lambda _: None)
    made, request = rows(tmp_path, 2), room.request((8, 4))
    for _ in range(3):
        supply.want(request, made)
        supply.let_go()
        await asyncio.sleep(0)
    supply.want(request, made)
    await wait_until(lambda: all(supply.drawing(row.hash) for row in made))


async def test_the_terminal_has_forgotten_everything(tmp_path: Path) -> None:
    app = stage(tmp_path, KITTY)
    async with app.run_test(size=SIZE) as pilot:
        app.query_one(Grid).show(rows(tmp_path, 4))
        await settled(app, pilot)
        before = sum("a=T" in text for text in app.sent)
        app.darkroom.again()
        await settled(app, pilot)
        assert sum("a=T" in text for text in app.sent) == before + 4


async def test_without_colours_only_the_pictures_have_shades_of_grey(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = stage(tmp_path, SYMBOLS)
    async with app.run_test(size=SIZE) as pilot:
        app.query_one(Grid).show(rows(tmp_path, 3, missing=(1,)))
        grid = await settled(app, pilot)
        for y in range(grid.tiling.height):
            for segment in grid.hit_strip(y):
                for colour in (segment.style.color, segment.style.bgcolor) if segment.style else ():
                    if colour is not None and colour.triplet is not None:
                        assert max(colour.triplet) - min(colour.triplet) <= 2
