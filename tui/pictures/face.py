"""The face of the library: what stands where, and what is said of the chosen picture."""

from __future__ import annotations

from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from chat.messages import Picture
from chat.store.errors import StoreError
from chat.store.rows import PictureRow, PictureTold
from chat.store.store import Store
from chat.text import clean_line
from tui.field import Field
from tui.pictures import caption
from tui.pictures.darkroom import Darkroom
from tui.pictures.grid import Grid
from tui.pictures.source import Load
from tui.pictures.thumb_files import ThumbFiles

EMPTY = "No pictures yet. Esc, then ^L guide/canvas draws one without any server."
_NOTHING = "No picture has these words. Esc shows all again."
_KEYS = "Enter open   ^F find   t its conversation   Del delete   Esc back"
_SHORT = 16
"""Rows below which less is said."""


class Face(Screen[PictureRow]):
    """A filter, the grid, the words of the chosen picture, and the keys."""

    DEFAULT_CSS = """
    Face {
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

    def __init__(self, store: Store, darkroom: Darkroom, files: ThumbFiles, load: Load) -> None:
        super().__init__()
        self.store, self.darkroom, self.load = store, darkroom, load
        self.grid = Grid(darkroom, files, self._path, self._words)
        self.field = Field(placeholder="words of a prompt, or a model", id="library-filter")
        self.next = ""
        """What is said when the grid has other rows."""
        self._info = False
        self.all = 0
        """Pictures, whatever is looked for."""

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

    # -- what is said

    @on(Grid.Chosen)
    def _chosen(self) -> None:
        self.say(self.next)
        self.next = ""
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
            more = [("conversation", clean_line(told.title, 200))]
            if len(words) > self.size.width - 4:  # cut above
                more.append(("prompt", words))
            facts = caption.table(told.picture, *more)
        self._set("words", words, cut=True)
        self._set("facts", facts, cut=not self._info)
        self._set("empty", _NOTHING if self.field.value.strip() else EMPTY)
        self.set_class(row is None, "-empty")
        count = f"{self.grid.at + 1:,} of {found:,}" if found else ""
        if self.field.value.strip() and found:
            count += f" · {self.all:,} in all"
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

    # -- what is known

    def _path(self, name: str) -> Path:
        return self.load(Picture(name, "", 0, 0, 0))

    def told(self, row: PictureRow) -> PictureTold | None:
        """All about it. A short read."""
        try:
            return self.store.picture_told(row.message, row.slot)
        except StoreError as error:
            self.say(error.sentence, failed=True)
            return None


def _facts(told: PictureTold) -> str:
    """`flux-dev · fal · 1024×1024 · seed 42 · 8 s · 21 Nov 14:02 · its conversation`."""
    picture = told.picture
    facts = caption.made(picture)
    if picture.endpoint:
        facts.insert(1 if picture.model else 0, clean_line(picture.endpoint, 40))
    facts += [caption.when(picture), clean_line(told.title, 80)]
    return " · ".join(fact for fact in facts if fact)
