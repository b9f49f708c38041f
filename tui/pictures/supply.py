"""Drawings for the tiles in view, in two threads: what is seen first comes first, what was scrolled
past is not begun. A moment after all in view are there, those around it are made ready.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from itertools import islice
from pathlib import Path

from chat.store.rows import PictureRow
from chat.turn import PictureError
from tui.pictures.darkroom import Darkroom
from tui.pictures.encode.value import Encoded, Request
from tui.pictures.source import Source
from tui.pictures.thumb_files import ThumbFiles

PIXELS = ("kitty", "sixel")
_HANDS = 2
"""Threads that are kept busy."""
_LATER = 0.08
"""Seconds until what is not seen is begun: a page is painted by then, which that would delay."""


class Supply:
    """`ready(hashes)` is called when drawings that are wanted have come, or never will."""

    def __init__(
        self,
        darkroom: Darkroom,
        files: ThumbFiles,
        path: Callable[[str], Path],
        ready: Callable[[Collection[str]], None],
    ) -> None:
        """`path` gives the file of the picture with a hash."""
        self._darkroom, self._files, self._path, self._ready = darkroom, files, path, ready
        self._request: Request | None = None
        self._wanted: tuple[PictureRow, ...] = ()
        self._seen = 0
        """How many of them are seen."""
        self._from = 0.0
        """The time from which on the others are made."""
        self._waking: asyncio.TimerHandle | None = None
        self._held: dict[str, Encoded] = {}
        self._problems: dict[str, str] = {}
        self._together = 1
        self._hands = 0
        self._at_work: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def want(
        self,
        request: Request,
        seen: Sequence[PictureRow],
        around: Sequence[PictureRow] = (),
        together: int = 1,
    ) -> None:
        """Have these ready, those `seen` first; all others are let go. On the loop, no waiting.

        So many are made `together` where that is cheaper, and are shown together.
        """
        self._together = together
        if request != self._request:
            self.let_go()
            self._request = request
        wanted = (*seen, *around)
        if wanted != self._wanted:
            self._wanted, self._seen = wanted, len(seen)
            self._from = asyncio.get_running_loop().time() + _LATER
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

    def forget(self) -> None:
        """Nothing is wanted, and nothing is known of any file."""
        self._problems.clear()
        self.let_go()

    def let_go(self) -> None:
        """Nothing is wanted any more, and the terminal need not keep it."""
        self._wanted, self._seen = (), 0
        self._request = None
        if self._waking is not None:
            self._waking.cancel()
            self._waking = None
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
        request = self._request
        while request is not None and self._hands < _HANDS and (rows := self._next()):
            self._hands += 1
            self._at_work |= {row.hash for row in rows}
            # Held, because a task that nobody holds may be lost.
            task = asyncio.create_task(self._make(rows, request))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _next(self) -> list[PictureRow]:
        """What is missing, the first in view first: a row of tiles at once, or one of pixels."""
        done = (self._held, self._problems, self._at_work)
        missing = (row for row in self._now() if not any(row.hash in each for each in done))
        return list(islice(missing, self._many()))

    def _now(self) -> Sequence[PictureRow]:
        """Those in view; all, after a moment."""
        loop = asyncio.get_running_loop()
        if (left := self._from - loop.time()) <= 0:
            return self._wanted
        if self._waking is None:
            self._waking = loop.call_later(left, self._look_around)
        return self._wanted[: self._seen]

    def _look_around(self) -> None:
        self._waking = None
        self._go_on()

    def _many(self) -> int:
        """How many are made at once; of the first row each thread has its share."""
        if self._request is None or self._request.mode in PIXELS:
            return 1
        first = not self._held and len(self._at_work) < self._together
        return -(-self._together // _HANDS) if first else self._together

    async def _make(self, rows: Sequence[PictureRow], request: Request) -> None:
        found: Sequence[Encoded | PictureError] = ()
        try:
            found = await self._developed(rows, request)
        finally:
            self._hands -= 1
            self._at_work -= {row.hash for row in rows}
        wanted, came = {row.hash for row in self._wanted}, set[str]()
        for row, each in zip(rows, found, strict=True):
            if isinstance(each, PictureError):  # whatever is asked of the picture by now
                self._problems[row.hash] = str(each)
            elif request == self._request and row.hash in wanted:
                self._hold(row.hash, each)
            else:
                continue
            came.add(row.hash)
        if came := came & wanted:
            self._ready(came)
        self._go_on()

    async def _developed(
        self, rows: Sequence[PictureRow], request: Request
    ) -> Sequence[Encoded | PictureError]:
        if request.mode not in PIXELS:
            return await self._darkroom.develop_all([self._source(row) for row in rows], request)
        try:
            return [await self._darkroom.develop(self._source(row), request) for row in rows]
        except PictureError as error:
            return [error]
