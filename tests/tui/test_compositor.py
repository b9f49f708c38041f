"""The sparing compositor paints what Textual's own would, asking fewer widgets for fewer lines."""

from __future__ import annotations

import random
from pathlib import Path

from textual._compositor import ChopsUpdate, Compositor
from textual.events import Resize
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tests.tui.stage import Stage, staged
from tui.chat_screen import ChatScreen
from tui.compositor import SparingCompositor


def _cells(update: ChopsUpdate | None) -> dict[tuple[int, int], object]:
    """What each cell of the update's spans shows: its character and style."""
    assert update is not None
    found: dict[tuple[int, int], object] = {}
    for y, start, end in update.spans:
        for x, strip in update.chops[y].items():
            for segment in strip or ():
                for character in segment.text:
                    if start <= x < end:
                        found[x, y] = (character, segment.style)
                    x += 1
    return found


def _same(screen: ChatScreen, *regions: Region) -> None:
    compositor = screen._compositor
    assert isinstance(compositor, SparingCompositor)
    compositor._dirty_regions = set(regions)
    mine = _cells(compositor.render_partial_update())
    compositor._dirty_regions = set(regions)
    assert mine == _cells(Compositor.render_partial_update(compositor))
    assert len(mine) >= max(region.area for region in regions) // 4


def _region(chosen: random.Random, width: int, height: int) -> Region:
    x, y = chosen.randrange(width - 1), chosen.randrange(height - 1)
    return Region(x, y, chosen.randint(1, width - x), chosen.randint(1, height - y))


async def test_each_piece_of_the_screen_is_what_textual_paints(home: Path) -> None:
    chosen = random.Random(3)
    for size in ((120, 40), (80, 24)):
        async with staged(home, size=size) as stage:
            await stage.answered("A list:\n\n1. one\n2. two\n\n```python\nprint(1)\n```")
            stage.chat.notice("something to say")
            await stage.pilot.pause()
            width, height = size
            _same(stage.chat, Region(0, 0, width, height))
            for _ in range(60):
                some = [_region(chosen, width, height) for _ in range(chosen.randint(1, 3))]
                _same(stage.chat, *some)


async def test_the_whole_screen_is_what_textual_paints(home: Path) -> None:
    async with staged(home, size=(120, 40)) as stage:
        await stage.answered("A list:\n\n1. one\n2. two\n\n```python\nprint(1)\n```")
        compositor = stage.chat._compositor
        mine, textual = (
            [Strip.join(line).simplify() for line in update.strips]
            for update in (
                compositor.render_full_update(),
                Compositor.render_full_update(compositor),
            )
        )
        assert mine == textual
        assert [line.cell_length for line in mine] == [120] * 40
        asked = _asked(stage)
        compositor.render_full_update()
        assert "ChatScreen" not in asked  # all of it is covered


async def test_only_the_widget_that_changed_is_asked(home: Path) -> None:
    async with staged(home, size=(120, 40)) as stage:
        await stage.answered("hello")
        asked = _asked(stage)
        reader = stage.chat.reader.region
        compositor = stage.chat._compositor
        compositor._dirty_regions = {Region(reader.x, reader.y + 3, reader.width - 1, 2)}
        compositor.render_partial_update()
        assert asked == ["Reader"]


def _asked(stage: Stage) -> list[str]:
    """Fills with the name of each widget that is asked for lines from here on."""
    names: list[str] = []

    def watched(widget: object, original: object) -> object:
        def render_lines(crop: Region) -> list[Strip]:
            names.append(type(widget).__name__)
            return original(crop)  # type: ignore[operator]

        return render_lines

    for widget in stage.chat._compositor.visible_widgets:
        widget.render_lines = watched(widget, widget.render_lines)  # type: ignore[method-assign]
    return names


class _Small(Widget):
    DEFAULT_CSS = "_Small { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Size] = []

    def on_resize(self, event: Resize) -> None:
        self.heard.append(event.size)


async def test_a_new_widget_hears_of_its_size_whoever_asked_for_a_region_before(home: Path) -> None:
    async with staged(home) as stage:
        small, compositor = _Small(), stage.chat._compositor
        compositor._full_map_invalidated = True  # as it is when something was scrolled
        await stage.chat.query_one("#talk").mount(small)
        assert small.size.height == 1
        await stage.until(lambda: small.heard, "its size")
