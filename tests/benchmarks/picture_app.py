"""One picture in a pane of 80x40 cells, by our widget or by textual-image's, with a stopwatch.

`picture_app WHO MODE SMALL LARGE RESULT`: shows SMALL first, so that everything is imported and
warm, then LARGE between two marks on the terminal; how long the loop was held goes to RESULT. For
`zoom` LARGE is opened in full screen and zoomed into, and each step is timed to its frame.
"""

from __future__ import annotations

import asyncio
import asyncio.events
import gc
import hashlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from chat.messages import Picture
from tui.pictures.darkroom import Darkroom
from tui.pictures.fullscreen import FullScreen
from tui.pictures.source import Source
from tui.pictures.view import PictureView
from tui.terminal.value import Terminal
from tui.theme import load, textual_theme

PANE = (80, 40)
CELL = (8, 16)
START, END = "\x1b]777;start\x07", "\x1b]777;end\x07"
_STEPS = ("plus", "plus", "plus", "right", "down", "1", "left", "minus")
_CALM = 0.6
"""Seconds without a change after which a picture is there."""


class Shower(App[None]):
    """Either widget, above a row of text."""

    CSS = "Screen { overflow: hidden; background: $background; }"

    def __init__(self, who: str, mode: str) -> None:
        super().__init__()
        theme = textual_theme(load("dark"))
        self.register_theme(theme)
        self.theme = theme.name
        terminal = Terminal(kitty=mode == "kitty", sixel=mode == "sixel", cell=CELL)
        self.darkroom = Darkroom(terminal, mode)  # type: ignore[arg-type]
        self.who, self.mode = who, mode
        self.drawn = asyncio.Event()
        """A picture has come; nobody looks for it meanwhile, which would take time from it."""

    def compose(self) -> ComposeResult:
        self.pane = self._widget()
        self.pane.styles.width, self.pane.styles.height = PANE
        yield self.pane
        yield Static("below")

    def _widget(self) -> Widget:
        if self.who == "ours":
            return PictureView(self.darkroom)
        from textual_image import widget

        kinds = {"kitty": widget.TGPImage, "sixel": widget.SixelImage}
        return kinds.get(self.mode, widget.HalfcellImage)()

    def put(self, file: Path) -> None:
        if isinstance(self.pane, PictureView):
            self.pane.show(Source(str(file), file, (1, 1)))
        else:
            self.pane.image = str(file)  # type: ignore[attr-defined]

    def on_picture_view_drawn(self) -> None:
        self.drawn.set()

    def mark(self, text: str) -> None:
        assert self._driver is not None
        self._driver.write(text)


class Watch:
    """How long each callback of the loop took, while it is on."""

    def __init__(self) -> None:
        self.held: list[float] = []
        plain = asyncio.events.Handle._run

        def timed(handle: Any) -> None:
            began = time.monotonic()
            plain(handle)
            self.held.append(time.monotonic() - began)

        asyncio.events.Handle._run = timed  # type: ignore[method-assign]

    def longest(self) -> float:
        found, self.held = max(self.held, default=0.0), []
        return found


async def _one(app: Shower, watch: Watch, small: Path, large: Path) -> dict[str, Any]:
    app.put(small)
    await asyncio.sleep(2 * _CALM)
    watch.longest()
    app.mark(START)
    app.put(large)
    await asyncio.sleep(4 * _CALM)
    app.mark(END)
    return {"held": watch.longest()}


async def _zoom(app: Shower, watch: Watch, _: Path, large: Path) -> dict[str, Any]:
    name = hashlib.sha256(large.read_bytes()).hexdigest()
    picture = Picture(name, "image/png", 4096, 4096, 1, "large")
    screen = FullScreen([picture], picture, app.darkroom, lambda _: large)
    app.push_screen(screen)
    while not app.darkroom._original._levels:
        app.drawn.clear()
        await asyncio.sleep(_CALM)  # until it is ready to be zoomed into
    steps: list[float] = []
    spent: list[float] = []
    longest = 0.0
    for key in _STEPS:
        await asyncio.sleep(_CALM / 2)
        watch.longest()
        app.drawn.clear()
        began, cpu = time.monotonic(), time.process_time()
        app.simulate_key(key)
        await app.drawn.wait()
        await _painted(app)
        steps.append(time.monotonic() - began)
        spent.append(time.process_time() - cpu)
        longest = max(longest, watch.longest())
    return {"held": longest, "steps": steps, "cpu": spent}


async def _painted(app: App[None]) -> None:
    done = asyncio.Event()
    app.screen.call_after_refresh(done.set)
    await done.wait()


def main(who: str, mode: str, small: str, large: str, result: str) -> None:
    if who == "theirs":
        import textual_image.widget  # noqa: F401 - asks the terminal: later, the app reads the answer
    app = Shower("ours" if who == "zoom" else who, mode)

    async def go() -> None:
        watch = Watch()
        await asyncio.sleep(_CALM)
        gc.collect()
        gc.freeze()  # as palaver does: what was there at the start is not looked through again
        found = await (_zoom if who == "zoom" else _one)(app, watch, Path(small), Path(large))
        Path(result).write_text(json.dumps(found), encoding="utf-8")
        app.exit()

    app.call_later(lambda: app.run_worker(go()))
    os.environ.setdefault("COLORTERM", "truecolor")
    app.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
