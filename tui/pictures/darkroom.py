"""Where pictures are developed: two threads, two caches, and what the terminal has been sent.

Pillow is first imported in those threads. A drawing for kitty is sent to the terminal once, stays
there while a view shows it or the cache has it, and is then deleted.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import weakref
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from chat.pictures import Limits
from chat.turn import PictureError
from tui.pictures.cache import Cache
from tui.pictures.encode.value import WHOLE, Crop, Encoded, Request
from tui.pictures.fit import LARGEST
from tui.pictures.original import Original
from tui.pictures.source import Source
from tui.terminal.replies import in_tmux
from tui.terminal.value import Mode, Setting, Terminal

if TYPE_CHECKING:
    from PIL import Image
    from rich.console import Console

_DRAWINGS, _IMAGES = 48 << 20, 96 << 20
"""Bytes."""
_THREADS = 2


class Viewer(Protocol):
    """Who is told when everything has to be drawn again."""

    def redraw(self) -> None: ...


class Darkroom:
    """One an app."""

    def __init__(
        self,
        terminal: Terminal,
        setting: Setting = "auto",
        *,
        grey: bool = False,
        limits: Limits | None = None,
    ) -> None:
        """`grey`: NO_COLOR is set. `limits`: what is decoded."""
        self.limits = limits or Limits()
        self._terminal, self._setting, self.grey = terminal, setting, grey
        self._write: Callable[[str], None] | None = None
        self._console: Console | None = None
        self._drawings: Cache[Encoded] = Cache(_DRAWINGS, self._dropped)
        self._images: Cache[Image.Image] = Cache(_IMAGES)
        self._images_lock = threading.Lock()
        self._original = Original()
        self._gate = asyncio.Semaphore(_THREADS)
        self._viewers: weakref.WeakSet[Viewer] = weakref.WeakSet()
        self._there: dict[int, Encoded] = {}
        """What the terminal holds, by kitty's ids."""
        self._shown: Counter[int] = Counter()
        """How many views show each of them."""
        self._cached: set[int] = set()
        # Not from 1: another program's pictures may still be in the same terminal.
        self._number = int.from_bytes(os.urandom(2), "big") << 8

    @property
    def mode(self) -> Mode:
        mode = self._terminal.mode(self._setting)
        # A placeholder's colour is its id; with fewer colours it would be another one.
        return "quadrant" if mode == "kitty" and not self._terminal.truecolor else mode

    @property
    def terminal(self) -> Terminal:
        return self._terminal

    def change(self, terminal: Terminal) -> None:
        """The terminal told something new."""
        before = (self.mode, self._terminal.cell)
        self._terminal = terminal
        if before != (self.mode, self._terminal.cell):
            self._redraw()

    def again(self) -> None:
        """The terminal has forgotten all pictures (the app was suspended): those that are shown
        are sent again, others when they are wanted."""
        self._there = {number: each for number, each in self._there.items() if self._shown[number]}
        for each in self._there.values():
            self._send(each.payload)

    def watch(self, viewer: Viewer) -> None:
        """Tell `viewer` from now on."""
        self._viewers.add(viewer)

    def connect(self, write: Callable[[str], None], console: Console) -> None:
        """`write` sends text to the terminal in the order of the paints; strips are rendered
        for `console`."""
        self._write, self._console = write, console

    def _redraw(self) -> None:
        for viewer in list(self._viewers):
            viewer.redraw()

    def request(
        self,
        box: tuple[int, int],
        *,
        crop: Crop = WHOLE,
        most: float = LARGEST,
        ground: tuple[int, int, int] = (0, 0, 0),
        grey: bool = False,
        mode: Mode | None = None,
    ) -> Request:
        """What is asked of an encoder for this terminal; without a number yet."""
        terminal = self._terminal
        return Request(
            box, mode or self.mode, crop, most, ground, terminal.cell,
            terminal.registers, terminal.largest, grey=grey or self.grey, colours=terminal.colours,
        )  # fmt: skip

    def developed(self, source: Source, request: Request) -> Encoded | None:
        """The drawing, if it is there already."""
        return self._drawings.get((source.key, request))

    async def develop(self, source: Source, request: Request) -> Encoded:
        """The drawing of `source`; raises PictureError. Not longer than a moment on the loop."""
        found = self.developed(source, request)
        if found is not None:
            return found
        async with self._gate:
            self._number = self._number % 0xFFFFFF + 1
            numbered = replace(request, number=self._number)
            encoded = await asyncio.to_thread(self._develop, source, numbered)
        if self._drawings.put((source.key, request), encoded, encoded.size):
            self._cached.add(encoded.request.number)
        return encoded

    async def prepare(self, source: Source) -> None:
        """Make ready to zoom into `source`, until `rest`. One that cannot be decoded is left."""
        async with self._gate:
            with contextlib.suppress(PictureError):
                await asyncio.to_thread(self._take, source)

    def rest(self) -> None:
        """Nothing is zoomed into any more: its pixels are let go."""
        self._original.let_go()

    async def develop_all(
        self, sources: Sequence[Source], request: Request
    ) -> list[Encoded | PictureError]:
        """The drawings of small pictures in symbols, or why there is none, in their order."""
        async with self._gate:
            found = await asyncio.to_thread(self._develop_all, sources, request)
        for source, encoded in zip(sources, found, strict=True):
            if isinstance(encoded, Encoded):
                self._drawings.put((source.key, request), encoded, encoded.size)
        return found

    def hold(self, encoded: Encoded) -> None:
        """A view is about to show this; kitty gets the picture first."""
        if encoded.request.mode == "kitty":
            number = encoded.request.number
            if number not in self._there:
                self._there[number] = encoded
                self._send(encoded.payload)
            self._shown[number] += 1

    def draw(self, text: str) -> None:
        """What draws a picture of pixels, straight to the terminal and behind what was painted."""
        if self._write is not None:
            self._write(text)

    def release(self, encoded: Encoded) -> None:
        """The view shows something else."""
        number = encoded.request.number
        if self._shown[number]:
            self._shown[number] -= 1
            self._forget(number)

    def _dropped(self, encoded: Encoded) -> None:
        self._cached.discard(encoded.request.number)
        self._forget(encoded.request.number)

    def _forget(self, number: int) -> None:
        if number in self._there and not self._shown[number] and number not in self._cached:
            del self._there[number], self._shown[number]
            self._send(f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\")

    def _send(self, text: str) -> None:
        if self._write is None:
            return
        if self._terminal.tmux:  # passes on one sequence a wrapping
            text = "".join(in_tmux(part + "\x1b\\") for part in text.split("\x1b\\")[:-1])
        self._write(text)

    def _develop(self, source: Source, request: Request) -> Encoded:
        """In a thread."""
        from tui.pictures.encode.encode import encode

        if request.crop != WHOLE:
            self._take(source)
        found = self._original.level(source.key, request)
        image, halved = found or (self._image(source, _near(request)), 0)
        encoded = encode(image, replace(request, most=request.most * 2**halved))
        encoded = replace(encoded, request=request)
        self._render(encoded)
        return encoded

    def _develop_all(
        self, sources: Sequence[Source], request: Request
    ) -> list[Encoded | PictureError]:
        """In a thread."""
        from tui.pictures.contact import contact

        images: dict[int, Image.Image] = {}
        found: dict[int, Encoded | PictureError] = {}
        for number, source in enumerate(sources):
            try:
                images[number] = self._image(source, _near(request))
            except PictureError as error:
                found[number] = error
        found.update(zip(images, contact(list(images.values()), request), strict=True))
        for each in found.values():
            if isinstance(each, Encoded):
                self._render(each)
        return [found[number] for number in range(len(sources))]

    def _render(self, encoded: Encoded) -> None:
        """What the terminal is sent for its strips, cached in them: the loop does not do it."""
        if self._console is not None:
            for strip in encoded.strips:
                strip.render(self._console)
                if encoded.request.crop == WHOLE:  # parts are shown where nothing is joined
                    _ = len(strip), strip.cell_count

    def _take(self, source: Source) -> None:
        """In a thread."""
        self._original.take(source.key, lambda: self._image(source, None))

    def _image(self, source: Source, near: tuple[int, int] | None) -> Image.Image:
        """Not smaller than `near` (pixels); all there is without."""
        from tui.pictures.decode import decode

        if callable(source.data):  # a small one: quickly decoded again, and there are thousands
            return decode(source.read(self.limits), None, self.limits)
        with self._images_lock:
            image = self._images.get(source.key) or self._images.get((source.key, near))
        if image is None:
            image = decode(source.read(self.limits), near, self.limits)
            whole = near is None or image.size == source.size
            key = source.key if whole else (source.key, near)
            with self._images_lock:
                self._images.put(key, image, image.width * image.height * 4)
        return image


def _near(request: Request) -> tuple[int, int]:
    (columns, rows), (width, height) = request.box, request.cell
    return columns * width, rows * height
