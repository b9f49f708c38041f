"""Small pictures for the text of the transcript: cells, which scroll as text does.

`Thumbnails.rows` never waits: it gives the rows, or None, and says when they are there. Sixel is no
cell, so in such terminals they are quadrants; kitty's placeholders are.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence

from textual.strip import Strip

from chat.messages import Picture
from chat.turn import PictureError
from tui.pictures.darkroom import Darkroom
from tui.pictures.encode.value import Encoded, Request
from tui.pictures.source import Load, Source, of_picture

Colour = tuple[int, int, int]
_HELD = 64
"""Drawings that stay on the terminal: more than any screen has room for."""


class Thumbnails:
    """`ready(key)` is called when rows that were asked for have come, or never will."""

    def __init__(self, darkroom: Darkroom, load: Load, ready: Callable[[str], None]) -> None:
        self._darkroom, self._load, self._ready = darkroom, load, ready
        self._coming: dict[tuple[str, Request], asyncio.Task[None]] = {}
        self._broken: dict[str, str] = {}
        self._held: OrderedDict[int, Encoded] = OrderedDict()

    def rows(
        self,
        picture: Picture | Source,
        box: tuple[int, int],
        ground: Colour = (0, 0, 0),
        *,
        pixels: bool = True,
    ) -> Sequence[Strip] | None:
        """The thumbnail, if it is there; else it is begun. On the loop.

        `pixels` allows kitty's placeholders; without, it is symbols in every terminal.
        """
        mode = self._darkroom.mode
        # Without colour Textual turns all of the text grey, and a placeholder's colour is its id.
        if mode == "sixel" or (mode == "kitty" and (self._darkroom.grey or not pixels)):
            mode = "quadrant"
        request = self._darkroom.request(box, ground=ground, mode=mode)
        source = of_picture(picture, self._load) if isinstance(picture, Picture) else picture
        found = self._darkroom.developed(source, request)
        if found is not None:
            self._hold(found)
            return found.strips
        key = (source.key, request)
        if source.key not in self._broken and key not in self._coming:
            self._coming[key] = asyncio.create_task(self._develop(source, request))
        return None

    def problem(self, key: str) -> str:
        """Why there will be no thumbnail of this picture's hash or source's key; else empty."""
        return self._broken.get(key, "")

    def retry(self, key: str) -> None:
        """Its file may be there again."""
        self._broken.pop(key, None)

    def let_go(self) -> None:
        """Send to the terminal again what is asked for again."""
        while self._held:
            self._darkroom.release(self._held.popitem()[1])

    def _hold(self, drawing: Encoded) -> None:
        """The terminal keeps those that were shown last."""
        if drawing.request.mode != "kitty":
            return
        number = drawing.request.number
        if number not in self._held:
            self._darkroom.hold(drawing)
            self._held[number] = drawing
        self._held.move_to_end(number)
        while len(self._held) > _HELD:
            self._darkroom.release(self._held.popitem(last=False)[1])

    async def _develop(self, source: Source, request: Request) -> None:
        try:
            await self._darkroom.develop(source, request)
        except PictureError as error:
            self._broken[source.key] = str(error)
        finally:
            del self._coming[source.key, request]
        self._ready(source.key)
