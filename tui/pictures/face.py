"""The face of the library: what stands where, and what is said of the chosen picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Region
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from chat.messages import Picture
from chat.store.errors import StoreError
from chat.store.rows import PictureRow, PictureTold
from chat.store.store import Store
from chat.text import clean_line
from tui.compositor import SparingCompositor
from tui.field import Field
from tui.pictures import caption
from tui.pictures.darkroom import Darkroom
from tui.pictures.grid import Grid
from tui.pictures.kept import way_out
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
        & #library-count { width: 1fr; text-align: right; color: $faint; padding: 0 0 0 2; }
        & Grid { margin: 0 0 0 1; }
        & #library-empty { height: 1fr; padding: 0 2; color: $muted; display: none; }
        & #library-words { height: 1; padding: 0 2; color: $text; }
        & #library-facts {
            height: auto; min-height: 1; max-height: 50%; padding: 0 2; color: $muted;
        }
        & #library-keys { height: auto; max-height: 3; padding: 0 2; color: $muted; }
        & #library-keys.-said { color: $ok; }
        & #library-keys.-failed { color: $error; }
        &.-short #library-head { margin: 0 2; }
        &.-short #library-facts { display: none; }
    }
    """

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Textual's own paints all of the screen when another widget has the keys."""

    def __init__(self, store: Store, darkroom: Darkroom, files: ThumbFiles, load: Load) -> None:
        super().__init__()
        self._compositor = SparingCompositor()
        self.store, self.darkroom, self.load = store, darkroom, load
        self.grid = Grid(darkroom, files, self._path, self._words)
        self.field = Field(placeholder="words of a prompt, or a model", id="library-filter")
        self.next = ""
        """What is said when the grid has other rows."""
        self._info = False
        self.every: Sequence[PictureRow] | None = None
        """All pictures, whatever is looked for, once they are known."""
        self._columns = 80
        self._open = False
        self._said = {"keys": _KEYS}
        self._styled: object = None
        """What its styles were made of."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="library-head"):
            yield Static("Pictures", id="library-title")
            yield Static("›", id="library-glyph", markup=False)
            yield self.field
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
        if not self._open:
            return
        row, found = self.grid.chosen, len(self.grid.rows)
        words, facts = self._words(row) if row is not None else ("", "")
        told = self.told(row) if row is not None and self._info else None
        if told is not None:
            more = [("conversation", clean_line(told.title, 200))]
            if len(words) > self.size.width - 4:  # cut above
                more.append(("prompt", words))
            facts = caption.table(told.picture, *more)
        looking = bool(self.field.value.strip())
        self._set("words", self._cut(words))
        self._set("facts", facts if self._info else self._cut(facts))
        self._set("empty", _NOTHING if looking else EMPTY)
        self._display(self.grid, shown=row is not None)
        self._display(self.query_one("#library-empty"), shown=row is None)
        known = looking or self.every is not None
        count = f"{self.grid.at + 1:,} of {found:,}" if found and known else ""
        if looking and found and self.every is not None:
            count += f" · {len(self.every):,} in all"
        self._set("count", count)

    def _cut(self, text: str) -> str:
        content = Content(text).truncate(max(10, self._columns - 4), ellipsis=True)
        return content.plain

    def _set(self, name: str, text: str) -> None:
        """Lay the screen out only where the words take another place: all of it is painted then."""
        before = self._said.get(name)
        if text != before:
            self._said[name] = text
            layout = self._place(name, before or "") != self._place(name, text)
            self.query_one(f"#library-{name}", Static).update(Content(text), layout=layout)

    def _place(self, name: str, text: str) -> object:
        """What of the words tells how much room they take."""
        match name:
            case "facts":
                return text if "\n" in text else ""
            case "keys":
                return cell_len(text)
            case "count" if self.field.display:
                return cell_len(text)
            case _:
                return None

    def _display(self, widget: Widget, *, shown: bool) -> None:
        """Not by a class of the screen, which would have every widget's styles found again."""
        if widget.display != shown:
            widget.display = shown

    def show_field(self, *, shown: bool) -> None:
        """What words are typed into, above the pictures."""
        if self.field.display != shown:
            self.field.display = self.query_one("#library-glyph").display = shown
            self.query_one("#library-count").styles.width = "auto" if shown else "1fr"

    def say(self, sentence: str, *, failed: bool = False) -> None:
        """In place of the keys, until another picture is chosen."""
        keys = self.query_one("#library-keys", Static)
        keys.set_class(bool(sentence) and not failed, "-said")
        keys.set_class(failed, "-failed")
        self._set("keys", clean_line(sentence, 400) or self._keys())

    @on(Grid.Broken)
    def _broken(self) -> None:
        if self._said["keys"] == _KEYS:
            self.say("")

    def _keys(self) -> str:
        """With the one that brings back what is missing or damaged."""
        row = self.grid.chosen
        told = self.told(row) if row is not None and self.grid.problem else None
        found = way_out(told.picture) if told is not None else ""
        return f"{found}   {_KEYS}" if found else _KEYS

    def renew(self) -> None:
        """As it is before anything was done."""
        self._open = True
        self._columns = self.app.size.width
        self._info, self.next, self.every = False, "", None
        self.grid.at = self.grid.top = 0
        with self.prevent(Input.Changed):
            self.field.value = ""
        self.show_field(shown=False)
        if self.focused is not self.grid:
            self.set_focus(self.grid)
        self.say("")

    # -- for Textual

    def on_mount(self) -> None:
        self._styled = self.app.stylesheet._variables

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Its styles are found again only after another theme: that takes as long as a page."""
        variables = self.app.stylesheet._variables
        event.refresh_styles = event.refresh_styles and variables is not self._styled
        self._styled = variables

    def _on_timer_update(self) -> None:
        """Textual paints all of it twice, where it is laid out anew and painted anew."""
        if self._layout_required and self._repaint_required:
            self._repaint_required = False
            self._dirty_widgets.add(self)
        super()._on_timer_update()

    def refresh(self, *regions: Region, **what: bool) -> Self:
        """Textual tells of regions that changed on a screen below: none of that is seen."""
        return self if regions else super().refresh(**what)

    def on_resize(self, event: events.Resize) -> None:
        self._columns = event.size.width
        self.set_class(event.size.height < _SHORT, "-short")
        self._show_words()

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
