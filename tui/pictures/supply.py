"""Drawings for the tiles in view, two at a time: what is seen first comes first, what was scrolled
past is not begun. When all in view are there, those around it are made ready.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from chat.store.rows import PictureRow
from chat.turn import PictureError
from tui.pictures.darkroom import Darkroom
from tui.pictures.encode.value import Encoded, Request
from tui.pictures.source import Source
from tui.pictures.thumb_files import ThumbFiles

_HANDS = 2
"""Tiles that are made at once."""


class Supply:
    """`ready(hash)` is called when a drawing that is wanted has come, or never will."""

    def __init__(
        self,
        darkroom: Darkroom,
        files: ThumbFiles,
        path: Callable[[str], Path],
        ready: Callable[[str], None],
    ) -> None:
        """`path` gives the file of the picture with a hash."""
        self._darkroom, self._files, self._path, self._ready = darkroom, files, path, ready
        self._request: Request | None = None
        self._wanted: tuple[PictureRow, ...] = ()
        self._held: dict[str, Encoded] = {}
        self._problems: dict[str, str] = {}
        self._at_work: dict[str, asyncio.Task[None]] = {}

    def want(
        self, request: Request, seen: Sequence[PictureRow], around: Sequence[PictureRow] = ()
    ) -> None:
        """Have these ready, those `seen` first; all others are let go. On the loop, no waiting."""
        if request != self._request:
            self.let_go()
            self._request = request
        self._wanted = (*seen, *around)
        names = {row.hash for row in self._wanted}
        for name in [name for name in self._held if name not in names]:
            self._darkroom.release(self._held.pop(name))
        for row in self._wanted:
            if row.hash not in self._held:
                found = self._darkroom.developed(self._source(row), request)
                if found is not None:
                    self._hold(row.hash, found)
        self._go_on()

    def drawing(self, name: str) -> Encoded | None:
        return self._held.get(name)

    def problem(self, name: str) -> str:
        """Why there will be no drawing; else empty."""
        return self._problems.get(name, "")

    def retry(self) -> None:
        """The files may be there again."""
        self._problems.clear()
        self._go_on()

    def let_go(self) -> None:
        """Nothing is wanted any more, and the terminal need not keep it."""
        self._wanted = ()
        self._request = None
        while self._held:
            self._darkroom.release(self._held.popitem()[1])

    # -- making them

    def _source(self, row: PictureRow) -> Source:
        name = row.hash
        return Source(
            f"thumb:{name}",
            lambda: self._files.data(name, self._path(name)),
            (row.width, row.height),
        )

    def _hold(self, name: str, drawing: Encoded) -> None:
        self._darkroom.hold(drawing)
        self._held[name] = drawing

    def _go_on(self) -> None:
        while len(self._at_work) < _HANDS and (row := self._next()) is not None:
            self._at_work[row.hash] = asyncio.create_task(self._make(row))

    def _next(self) -> PictureRow | None:
        done = (self._held, self._problems, self._at_work)
        return next(
            (row for row in self._wanted if not any(row.hash in each for each in done)), None
        )

    async def _make(self, row: PictureRow) -> None:
        request, drawing = self._request, None
        assert request is not None
        try:
            drawing = await self._darkroom.develop(self._source(row), request)
        except PictureError as error:
            self._problems[row.hash] = str(error)
        finally:
            del self._at_work[row.hash]
        if request == self._request and any(each.hash == row.hash for each in self._wanted):
            if drawing is not None:
                self._hold(row.hash, drawing)
            self._ready(row.hash)
        self._go_on()
