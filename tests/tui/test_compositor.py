"""The sparing compositor paints what Textual's own would, asking fewer widgets for fewer lines."""

from __future__ import annotations

import random
from pathlib import Path

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip

from tests.tui.stage import Stage, staged
from tui.chat_screen import ChatScreen
from tui.compositor import SparingCompositor


def _cells(chops: object, compositor: Compositor, crop: Region) -> dict[tuple[int, int], object]:
    """What each cell of `crop` shows: its character and style."""
    found: dict[tuple[int, int], object] = {}
    for y in crop.line_range:
        for x, strip in chops[y].items():  # type: ignore[index]
            if strip is None:
                continue
            assert isinstance(strip, Strip)
            for segment in strip:
                for character in segment.text:
                    if crop.x <= x < crop.right:
                        found[x, y] = (character, segment.style)
                    x += 1
    return found


def _same(screen: ChatScreen, crop: Region) -> None:
    compositor = screen._compositor
    assert isinstance(compositor, SparingCompositor)
    mine = compositor._render_chops(crop, lambda y: True)
    theirs = Compositor._render_chops(compositor, crop, lambda y: True)
    shown = _cells(mine, compositor, crop)
    assert shown == _cells(theirs, compositor, crop)
    assert len(shown) > crop.area // 4


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
                x, y = chosen.randrange(width - 1), chosen.randrange(height - 1)
                columns, rows = chosen.randint(1, width - x), chosen.randint(1, height - y)
                _same(stage.chat, Region(x, y, columns, rows))


async def test_only_the_widget_that_changed_is_asked(home: Path) -> None:
    async with staged(home, size=(120, 40)) as stage:
        await stage.answered("hello")
        asked = _asked(stage)
        reader = stage.chat.reader.region
        stage.chat._compositor._render_chops(
            Region(reader.x, reader.y + 3, reader.width - 4, 2), lambda y: True
        )
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
