"""All pictures of all conversations over the whole terminal: found by words, opened, deleted.

Opaque, because pixels do not mix with a tint. Its result is a picture whose conversation is wanted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from chat.messages import Picture
from chat.store.errors import StoreError
from chat.store.rows import PictureRow, PictureTold
from chat.store.store import Store
from chat.text import clean_line
from tui.field import Field
from tui.pictures import caption
from tui.pictures.darkroom import Darkroom
from tui.pictures.doings import BROWSE, Doings
from tui.pictures.grid import Grid
from tui.pictures.source import Load
from tui.pictures.thumb_files import ThumbFiles
from tui.pictures.walk import Walk

EMPTY = "No pictures yet. Esc, then ^L guide/canvas draws one without any server."
_NOTHING = "No picture has these words. Esc shows all again."
_KEYS = "Enter open   ^F find   t its conversation   Del delete   Esc back"
_SHORT = 16
"""Rows below which less is said."""
_OWN = ("right", "left", "home", "end")


class Deeds(Protocol):
    """What is done outside of the library."""

    async def delete(self, name: str) -> str:
        """Put the picture with that hash into the bin; the sentence to say. `StoreError`."""
        ...

    async def undo(self) -> bool:
        """Bring back what was deleted last; False when there is nothing."""
        ...


class Library(Screen[PictureRow], Doings):
    """The grid, a filter above it, what is known of the chosen picture below."""

    DEFAULT_CSS = """
    Library {
        background: $ground; layout: vertical; overflow: hidden;
        & #library-head { height: 1; margin: 0 2 1 2; }
        & #library-title { width: auto; color: $text; text-style: bold; }
        & #library-glyph { width: 3; color: $accent; padding: 0 0 0 1; display: none; }
        & Field { display: none; }
        & #library-count { width: auto; min-width: 1; color: $faint; padding: 0 0 0 2; }
        & #library-gap { width: 1fr; }
        &.-finding #library-gap { display: none; }
        &.-finding #library-glyph, &.-finding Field { display: block; }
        & Grid { margin: 0 0 0 1; }
        & #library-empty { height: 1fr; padding: 0 2; color: $muted; display: none; }
        &.-empty Grid { display: none; }
        &.-empty #library-empty { display: block; }
        & #library-words { height: 1; padding: 0 2; color: $text; }
        & #library-facts { height: auto; max-height: 50%; padding: 0 2; color: $muted; }
        & #library-keys { height: auto; max-height: 3; padding: 0 2; color: $muted; }
        & #library-keys.-said { color: $ok; }
        & #library-keys.-failed { color: $error; }
        &.-short #library-head { margin: 0 2; }
        &.-short #library-facts { display: none; }
    }
    """
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
        Binding("ctrl+l", "leave_for('pick_model')", "model", show=False),
        Binding("ctrl+s", "leave_for('conversations')", "conversations", show=False),
        Binding("ctrl+p", "leave_for('palette')", "all actions", show=False),
        Binding("f1,question_mark", "app.chat('help')", "help", show=False),
    ]

    def __init__(
        self, store: Store, darkroom: Darkroom, files: ThumbFiles, load: Load, deeds: Deeds
    ) -> None:
        super().__init__()
        self.store, self.darkroom, self.load, self.deeds = store, darkroom, load, deeds
        self.grid = Grid(darkroom, files, self._path, self._words)
        self.field = Field(placeholder="words of a prompt, or a model", id="library-filter")
        self._next = ""
        """What is said when the grid has other rows."""
        self._info = False
        self._all = 0

    def compose(self) -> ComposeResult:
        with Horizontal(id="library-head"):
            yield Static("Pictures", id="library-title")
            yield Static("›", id="library-glyph", markup=False)
            yield self.field
            yield Static(id="library-gap")
            yield Static(id="library-count", markup=False)
        yield self.grid
        yield Static(id="library-empty", markup=False)
        yield Static(id="library-words", markup=False)
        yield Static(id="library-facts", markup=False)
        yield Static(_KEYS, id="library-keys", markup=False)

    # -- what there is

    def on_mount(self) -> None:
        self.run_worker(self._begin(), group="library")

    async def _begin(self) -> None:
        await self._look("")
        try:
            if await self.store.read_on():
                await self._look(self.field.value)
        except StoreError as error:
            self.say(error.sentence, failed=True)

    async def _look(self, query: str, before: Collection[str] | None = None) -> None:
        """Show what has these words; of what was not there `before` the first is chosen."""
        try:
            rows = await asyncio.to_thread(self._read, query)
        except StoreError as error:
            self.say(error.sentence, failed=True)
            return
        if query != self.field.value:
            return  # something else is looked for by now
        if not query.strip():
            self._all = len(rows)
        new = (row.hash for row in rows if before is not None and row.hash not in before)
        self.grid.show(rows, next(new, None))

    def _read(self, query: str) -> list[PictureRow]:
        with self.store.apart() as store:
            return store.library(query)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.grid.at = self.grid.top = 0
        self.run_worker(self._look(event.value), group="look", exclusive=True)

    def _path(self, name: str) -> Path:
        return self.load(Picture(name, "", 0, 0, 0))

    def told(self, row: PictureRow) -> PictureTold | None:
        """All about it. A short read."""
        try:
            return self.store.picture_told(row.message, row.slot)
        except StoreError as error:
            self.say(error.sentence, failed=True)
            return None

    @property
    def picture(self) -> Picture | None:
        row = self.grid.chosen
        told = self.told(row) if row is not None else None
        return told.picture if told is not None else None

    # -- what is said

    @on(Grid.Chosen)
    def _chosen(self) -> None:
        self.say(self._next)
        self._next = ""
        self._show_words()

    def _words(self, row: PictureRow) -> tuple[str, str]:
        told = self.told(row)
        if told is None:
            return "(gone)", ""
        return caption.prompt(told.picture), _facts(told)

    def _show_words(self) -> None:
        row, found = self.grid.chosen, len(self.grid.rows)
        words, facts = self._words(row) if row is not None else ("", "")
        told = self.told(row) if row is not None and self._info else None
        if told is not None:
            lines = [f"{name}  {value}" for name, value in caption.details(told.picture)]
            facts = "\n".join((*lines, f"conversation  {clean_line(told.title, 200)}"))
        self._set("words", words, cut=True)
        self._set("facts", facts, cut=not self._info)
        self._set("empty", _NOTHING if self.field.value.strip() else EMPTY)
        self.set_class(row is None, "-empty")
        count = f"{self.grid.at + 1:,} of {found:,}" if found else ""
        if self.field.value.strip() and found:
            count += f" · {self._all:,} in all"
        self._set("count", count)

    def _set(self, name: str, text: str, *, cut: bool = False) -> None:
        content = Content(text)
        if cut:
            content = content.truncate(max(10, self.size.width - 4), ellipsis=True)
        self.query_one(f"#library-{name}", Static).update(content)

    def say(self, sentence: str, *, failed: bool = False) -> None:
        """In place of the keys, until another picture is chosen."""
        keys = self.query_one("#library-keys", Static)
        keys.set_class(bool(sentence) and not failed, "-said")
        keys.set_class(failed, "-failed")
        keys.update(Content(clean_line(sentence, 400) or _KEYS))

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height < _SHORT, "-short")
        self.call_after_refresh(self._show_words)

    def on_screen_suspend(self) -> None:
        self.grid.redraw()

    def on_screen_resume(self) -> None:
        self.grid.look_again()

    # -- keys

    def action_move(self, across: int, down: int) -> None:
        self.grid.move(across, down)

    def action_page(self, direction: int) -> None:
        self.grid.page(direction)

    def action_ends(self, direction: int) -> None:
        self.grid.choose(direction * len(self.grid.rows))

    def action_find(self) -> None:
        self.add_class("-finding")
        self.field.focus()

    @on(Input.Submitted)
    def _found(self, event: Input.Submitted) -> None:
        event.stop()
        self._leave_field()

    def _leave_field(self) -> None:
        self.set_class(bool(self.field.value), "-finding")
        self.grid.focus()

    def action_back(self) -> None:
        """One layer: what is looked for, its field, the library."""
        if self.field.value:
            self.field.value = ""
            self._leave_field()
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
        if picture is not None:
            numbers = (n for n, row in enumerate(self.grid.rows) if row.hash == picture.hash)
            self.grid.choose(next(numbers, self.grid.at))

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
        self._all -= 1
        self._next = sentence
        self.grid.show([each for each in self.grid.rows if each.hash != row.hash])

    async def action_undo(self) -> None:
        before = {row.hash for row in self.grid.rows}
        if not await self.deeds.undo():
            self.say("There is nothing to bring back.")
            return
        self._all += 1
        self._next = "It is back."
        await self._look(self.field.value, before)

    async def _fetch(self, picture: Picture) -> None:
        told = await self.app.chat.gallery.fetch(picture)  # type: ignore[attr-defined]
        if self.is_attached:
            self.say(told)
            self.grid.look_again()

    def action_leave_for(self, action: str) -> None:
        """Back, and what the chat below does on the same key."""
        self.dismiss(None)
        self.app.call_later(self.app.run_action, f"app.chat('{action}')")


def _facts(told: PictureTold) -> str:
    """`flux-dev · fal · 1024×1024 · seed 42 · 8 s · 21 Nov 14:02 · its conversation`."""
    picture = told.picture
    facts = caption.made(picture)
    if picture.endpoint:
        facts.insert(1 if picture.model else 0, clean_line(picture.endpoint, 40))
    facts += [caption.when(picture), clean_line(told.title, 80)]
    return " · ".join(fact for fact in facts if fact)
