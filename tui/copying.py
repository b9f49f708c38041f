"""Taking things out: the selection, a message, its code; the screen says which road worked.

"Copied" is said only of what a program is known to hold. What only the terminal was given, which
cannot be asked, is kept in a file too, and so is what no road took.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.selection import Selection

    from tui.chat_screen import ChatScreen

    Take = Callable[[Selection, Callable[[int, int], None]], Awaitable[str]]

KEPT = "copied.txt"
"""In the state folder: the last text that no program is known to hold."""
SOON = 1.0
"""Seconds after which is said how far it is."""
AGAIN = 2.0
"""Seconds in which ^C again copies what is selected as Markdown."""


async def take_out(text: str, what: str, app: Any) -> str:
    """Copy `text`; the sentence about what became of it. `what` is what it calls it."""
    from tui import clipboard

    if road := await clipboard.copy(text, app):
        if clipboard.is_far(road, os.environ) and clipboard.send(text, app):
            road += " on this machine; sent to your terminal too"
        return f"Copied the {what} ({road})."
    sent = clipboard.send(text, app)
    told = f"Sent the {what} to the terminal (OSC 52), which cannot tell whether it took it"
    if not sent:
        told = f"No program took the {what}, and it is too long for the terminal (OSC 52)"
    return f"{told}; {await _kept(text, app.folders.state / KEPT)}"


async def _kept(text: str, path: Path) -> str:
    from chat.files import write_whole
    from chat.text import repaired
    from tui.export_place import short

    try:
        await asyncio.to_thread(write_whole, path, repaired(text).encode("utf-8"))
    except OSError as error:
        return f"nor can it be kept in {short(path)}: {error.strerror or error}."
    return f"it is kept in {short(path)}."


class Copying:
    def __init__(self, screen: ChatScreen) -> None:
        self.screen = screen
        self._copied: tuple[object, float] | None = None
        """The selection copied last, and when."""

    async def text(self, text: str, what: str, more: str = "") -> None:
        """Copy `text`; `what` is what the notice calls it, `more` follows where it worked."""
        if not text:
            self.screen.notice(f"There is no {what} to copy.")
            return
        told = await take_out(text, what, self.screen.app)
        self.screen.notice(f"{told} {more}" if told.startswith("Copied") else told)

    async def message(self, number: int) -> None:
        """As Markdown, the way it was written."""
        found = self.screen.asking.message(number)
        await self.text(found.text if found else "", "message", "Y copies it as it is shown.")

    async def message_shown(self, number: int) -> None:
        reader = self.screen.reader
        await reader.lay_out(number)
        await self.text(reader.shown_text(number), "message as it is shown")

    def selection(self) -> bool:
        """Copy what is selected, if anything is; again at once, its Markdown."""
        screen = self.screen
        reader, chosen = screen.reader, screen.reader.text_selection
        text = screen.prompt.selected_text
        if text or not self.selects:
            chosen = None
            text = text or screen.get_selected_text() or ""
            if not text:
                return False
        now = time.monotonic()
        before, self._copied = self._copied, (chosen, now)
        if chosen is None:
            work = self.text(text, "selection")
        elif before is not None and before[0] == chosen and now - before[1] < AGAIN:
            self._copied = None
            work = self._taken(reader.taken_source, chosen, "Markdown of the selection")
        else:
            work = self._taken(reader.taken, chosen, "selection", "^C again: as Markdown.")
        screen.run_worker(work, group="copy", exclusive=True)
        return True

    @property
    def selects(self) -> bool:
        """Whether some of the transcript is selected, and nothing else."""
        chosen = self.screen.reader.text_selection
        if chosen is None or len(self.screen.selections) > 1:
            return False
        return chosen.start is None or chosen.start != chosen.end

    async def _taken(self, take: Take, chosen: Selection, what: str, more: str = "") -> None:
        """Copy what `take` gives; how far it is is said if that takes long."""
        began = time.monotonic()

        def told(done: int, of: int) -> None:
            if time.monotonic() - began > SOON:
                self.screen.notice(f"Copying: {done:,} of {of:,} messages are read …", 0)

        await self.text(await take(chosen, told), what, more)
