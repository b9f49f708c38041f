"""All pictures of all conversations over the whole terminal: found by words, opened, deleted.

Opaque, because pixels do not mix with a tint. Its result is a picture whose conversation is wanted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Protocol

from textual import on
from textual.binding import Binding
from textual.widgets import Input

from chat.messages import Picture
from chat.store.errors import StoreError
from chat.store.rows import PictureRow
from chat.store.store import Store
from tui.pictures.darkroom import Darkroom
from tui.pictures.doings import BROWSE, Doings
from tui.pictures.face import Face
from tui.pictures.grid import Grid
from tui.pictures.source import Load
from tui.pictures.thumb_files import ThumbFiles
from tui.pictures.walk import Walk

_OWN = ("right", "left", "home", "end")
_FIRST = 200
"""Pictures shown before it is known what there is: more than two pages of a dense screen."""


class Deeds(Protocol):
    """What is done outside of the library."""

    async def delete(self, name: str) -> str:
        """Put the picture with that hash into the bin; the sentence to say. `StoreError`."""
        ...

    async def undo(self) -> bool:
        """Bring back what was deleted last; False when there is nothing."""
        ...


class Library(Face, Doings):
    """Its keys, and what is looked for. Between `begin` and `end` it is shown."""

    AUTO_FOCUS = "Grid"
    ALLOW_SELECT = False
    BINDINGS = [
        *(key for key in BROWSE if not key.key.startswith(_OWN)),
        Binding("right,n", "move(1,0)", "next picture", key_display="n"),
        Binding("left,p", "move(-1,0)", "previous picture", key_display="p"),
        Binding("down", "move(0,1)", "row down", show=False),
        Binding("up", "move(0,-1)", "row up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("home,ctrl+home", "ends(-1)", "newest", show=False),
        Binding("end,ctrl+end", "ends(1)", "oldest", show=False),
        Binding("enter", "open", "whole screen"),
        Binding("t", "go_to", "to its conversation"),
        Binding("delete", "delete", "delete", key_display="Del"),
        Binding("ctrl+z", "undo", "undo the last delete", show=False),
        Binding("ctrl+f", "find", "find by words", key_display="^F"),
        Binding("escape,ctrl+c", "back", "back", key_display="Esc"),
        Binding("ctrl+g", "app.chat('library')", "close", show=False),
        Binding("ctrl+n", "leave_for('new')", "new conversation", show=False),
        Binding("ctrl+l", "leave_for('pick_model')", "model", show=False),
        Binding("ctrl+s", "leave_for('conversations')", "conversations", show=False),
        Binding("ctrl+p", "leave_for('palette')", "all actions", show=False),
        Binding("f1,question_mark", "app.chat('help')", "help", show=False),
    ]

    def __init__(
        self, store: Store, darkroom: Darkroom, files: ThumbFiles, load: Load, deeds: Deeds
    ) -> None:
        super().__init__(store, darkroom, files, load)
        self.deeds = deeds
        self._covered = False
        self._known = asyncio.Event()
        """Set when all that there is has been read."""

    # -- what there is

    def begin(self) -> None:
        """Show the newest of all, as if it was opened for the first time."""
        self.renew()
        self._covered = False
        self._known.clear()
        try:
            first = self.store.newest_pictures(_FIRST)
        except StoreError as error:
            first = []
            self.next = error.sentence
        self.grid.show(first, painted=True)
        self.run_worker(self._begin(), group="library")

    def end(self) -> None:
        """Nothing is shown, and nothing is held for it."""
        self._open = False
        self.workers.cancel_node(self)
        self._known.set()
        self.every = None
        self.grid.let_go()

    async def _begin(self) -> None:
        await self._look("")
        self._known.set()
        try:
            if await self.store.read_on():
                await self._look(self.field.value)
        except StoreError as error:
            self.say(error.sentence, failed=True)

    async def _look(
        self, query: str, before: Collection[str] | None = None, choose: str | None = None
    ) -> None:
        """Show what has these words; the one of the hash `choose`, else of what was not there
        `before` the first is chosen."""
        try:
            rows = await asyncio.to_thread(self._read, query)
        except StoreError as error:
            self.say(error.sentence, failed=True)
            return
        if not query.strip():
            self.every = rows
        if query != self.field.value:
            return  # something else is looked for by now
        new = (row.hash for row in rows if before is not None and row.hash not in before)
        self.grid.show(rows, choose or next(new, None))

    def _read(self, query: str) -> list[PictureRow]:
        with self.store.apart() as store:
            return store.library(query)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._find(event.value)

    def _find(self, words: str) -> None:
        self.grid.at = self.grid.top = 0
        if not words.strip() and self.every is not None:
            self.grid.show(self.every)  # at once; there may be more by now
        self.run_worker(self._look(words), group="look", exclusive=True)

    @property
    def picture(self) -> Picture | None:
        row = self.grid.chosen
        told = self.told(row) if row is not None else None
        return told.picture if told is not None else None

    def on_screen_suspend(self) -> None:
        self._covered = True
        self.grid.cover()

    def on_screen_resume(self) -> None:
        if self._covered:
            self.grid.look_again()

    # -- keys

    def action_move(self, across: int, down: int) -> None:
        self.grid.move(across, down)

    def action_page(self, direction: int) -> None:
        self.grid.page(direction)

    async def action_ends(self, direction: int) -> None:
        await self._known.wait()
        self.grid.choose(direction * len(self.grid.rows))

    def action_find(self) -> None:
        self.show_field(shown=True)
        self.field.focus()

    @on(Input.Submitted)
    def _found(self, event: Input.Submitted) -> None:
        event.stop()
        self._leave_field()

    def _leave_field(self) -> None:
        self.show_field(shown=bool(self.field.value))
        self.grid.focus()

    def action_back(self) -> None:
        """One layer: what is looked for, its field, the library."""
        if self.field.value:
            with self.prevent(Input.Changed):
                self.field.value = ""
            self._leave_field()
            self._find("")
        elif self.field.has_focus:
            self._leave_field()
        else:
            self.dismiss(None)

    def action_info(self) -> None:
        self._info = not self._info
        self._show_words()

    @on(Grid.Opened)
    def action_open(self) -> None:
        row = self.grid.chosen
        if row is None:
            return
        from tui.pictures.fullscreen import FullScreen

        walk = Walk(self.grid.rows, self.told)
        full = FullScreen(walk, walk[self.grid.at], self.darkroom, self.load, at=self.grid.at)
        self.app.push_screen(full, self._came_back)

    def _came_back(self, picture: Picture | None) -> None:
        if picture is None:
            return
        numbers = (n for n, row in enumerate(self.grid.rows) if row.hash == picture.hash)
        if (number := next(numbers, None)) is not None:
            self.grid.choose(number)
        else:  # it was fetched again, and other bytes came
            self.run_worker(self._look(self.field.value, choose=picture.hash), group="look")

    def action_go_to(self) -> None:
        if self.grid.chosen is not None:
            self.dismiss(self.grid.chosen)

    async def action_delete(self) -> None:
        row = self.grid.chosen
        if row is None:
            return
        try:
            sentence = await self.deeds.delete(row.hash)
        except StoreError as error:
            self.say(error.sentence, failed=True)
            return
        if self.every is not None:
            self.every = [each for each in self.every if each.hash != row.hash]
        self.next = sentence
        self.grid.show([each for each in self.grid.rows if each.hash != row.hash])

    async def action_undo(self) -> None:
        before = {row.hash for row in self.grid.rows}
        if not await self.deeds.undo():
            self.say("There is nothing to bring back.")
            return
        self.next = "It is back."
        if self.field.value.strip():
            await self._look("")
        await self._look(self.field.value, before)

    async def fetched(self, old: Picture, new: Picture, sentence: str) -> None:
        self.grid.look_again()
        if new.hash != old.hash:
            self.next = sentence
            await self._look(self.field.value, choose=new.hash)

    def action_leave_for(self, action: str) -> None:
        """Back, and what the chat below does on the same key."""
        self.dismiss(None)
        self.app.call_later(self.app.run_action, f"app.chat('{action}')")
