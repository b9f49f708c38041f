"""Small pictures for the text of the transcript: always symbols, which scroll as text does.

`Thumbnails.rows` never waits: it gives the rows, or None, and says when they are there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from textual.strip import Strip

from chat.messages import Picture
from chat.turn import PictureError
from tui.pictures.darkroom import Darkroom
from tui.pictures.encode.value import Request
from tui.pictures.source import Load, of_picture

Colour = tuple[int, int, int]


async def thumbnail(
    darkroom: Darkroom,
    load: Load,
    picture: Picture,
    box: tuple[int, int],
    ground: Colour = (0, 0, 0),
) -> Sequence[Strip]:
    """`picture` in at most `box` columns and rows. Raises PictureError."""
    return (await darkroom.develop(of_picture(picture, load), asked(darkroom, box, ground))).strips


def asked(darkroom: Darkroom, box: tuple[int, int], ground: Colour) -> Request:
    """What is asked of the darkroom for a thumbnail; off stays off."""
    mode = darkroom.mode
    return darkroom.request(
        box, ground=ground, mode=mode if mode in ("half", "off") else "quadrant"
    )


class Thumbnails:
    """`ready(picture)` is called when rows that were asked for have come, or never will."""

    def __init__(self, darkroom: Darkroom, load: Load, ready: Callable[[Picture], None]) -> None:
        self._darkroom, self._load, self._ready = darkroom, load, ready
        self._coming: dict[tuple[str, Request], asyncio.Task[None]] = {}
        self._broken: dict[str, str] = {}

    def rows(
        self, picture: Picture, box: tuple[int, int], ground: Colour = (0, 0, 0)
    ) -> Sequence[Strip] | None:
        """The thumbnail, if it is there; else it is begun. On the loop."""
        request = asked(self._darkroom, box, ground)
        found = self._darkroom.developed(of_picture(picture, self._load), request)
        if found is not None:
            return found.strips
        key = (picture.hash, request)
        if picture.hash not in self._broken and key not in self._coming:
            self._coming[key] = asyncio.create_task(self._develop(picture, request))
        return None

    def problem(self, picture: Picture) -> str:
        """Why there will be no thumbnail; empty as long as one may come."""
        return self._broken.get(picture.hash, "")

    async def _develop(self, picture: Picture, request: Request) -> None:
        try:
            await self._darkroom.develop(of_picture(picture, self._load), request)
        except PictureError as error:
            self._broken[picture.hash] = str(error)
        finally:
            del self._coming[picture.hash, request]
        self._ready(picture)
