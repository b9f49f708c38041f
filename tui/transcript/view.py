"""The conversation pane: one widget that draws lines. It owns nothing but what is on the screen.

Light to import: the parser and the highlighter come with the first answer that is laid out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.strip import Strip

from chat.messages import PathRow
from tui.theme import Palette
from tui.transcript import events as posted
from tui.transcript.book import Book
from tui.transcript.message_rows import Look
from tui.transcript.painting import Painting
from tui.transcript.picture_rows import Pictures
from tui.transcript.pointing import Pointing
from tui.transcript.position import Position
from tui.transcript.reading import Reading
from tui.transcript.rows import Row
from tui.transcript.shape import Shape
from tui.transcript.streaming import Streaming
from tui.transcript.styles import Styles
from tui.transcript.taking import Taking
from tui.transcript.texts import Load

_TIMES_FROM = 100
"""Columns of the screen from which labels tell time and pace."""


class Transcript(Reading, Streaming, Taking, Pointing, Painting):
    """Shows a path of messages and the answers that are being given."""

    LabelClicked = posted.LabelClicked
    BlockClicked = posted.BlockClicked
    CodeCopied = posted.CodeCopied
    LinkOpened = posted.LinkOpened
    SiblingTurned = posted.SiblingTurned
    FailureKey = posted.FailureKey
    PictureOpened = posted.PictureOpened
    FetchAsked = posted.FetchAsked

    can_focus = False

    def __init__(self, palette: Palette, load: Load | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._palette = palette
        self._styles = Styles(palette)
        self.book = Book(Look(80, self._styles))
        self.position = Position(self.book)
        if load is not None:
            self.load = load
        self._thoughts = False
        self._pictures: Pictures | None = None
        self._focused: int | None = None
        self._new_lines = 0
        self._visible: list[tuple[int, Row | None]] | None = None
        self._painted: list[Strip] = []
        self._clock: Any = None
        self._growing = set()

    # -- what is given

    @property
    def load(self) -> Load:
        """Reads messages by their ids, in order; short, called on the loop."""
        return self.book.texts.load

    @load.setter
    def load(self, load: Load) -> None:
        self.book.texts.load = load

    @property
    def palette(self) -> Palette:
        return self._palette

    @palette.setter
    def palette(self, palette: Palette) -> None:
        if palette != self._palette:
            self._palette = palette
            self._styles = Styles(palette, hyperlinks=self.hyperlinks)
            self._draw_anew()

    @property
    def hyperlinks(self) -> bool:
        """Whether the terminal is told of links."""
        return self._styles.hyperlinks

    @hyperlinks.setter
    def hyperlinks(self, hyperlinks: bool) -> None:
        if hyperlinks != self.hyperlinks:
            self._styles = Styles(self._palette, hyperlinks=hyperlinks)
            self._draw_anew()

    @property
    def pictures(self) -> Pictures | None:
        """Who shows pictures in the text; None refers to each in a row."""
        return self._pictures

    @pictures.setter
    def pictures(self, pictures: Pictures | None) -> None:
        self._pictures = pictures
        self._draw_anew()

    def pictures_came(self, *, anew: bool = False) -> None:
        """Cells that a row asked for are there; with `anew` some never will be."""
        for index, row in self._rows() if self._visible is not None else ():
            if row is not None and row.written.art is not None:
                row.forget()
                if anew:
                    self.book.forget(self.book.path[index].id, text=False)
        self._painted = []
        if anew:
            self._visible = None
            self._settle()
        else:
            self.refresh()

    def pictures_changed(self) -> None:
        """Cells, colours or the way to draw have changed for all of them."""
        self._draw_anew()

    # -- what is shown

    def open(self, path: Sequence[PathRow], place: tuple[int, int] | None = None) -> None:
        """Show a conversation, at its end unless `place` (message id, row) says where it was."""
        self.book.clear()
        self._focused, self._new_lines = None, 0
        if self.is_attached:
            self.screen.clear_selection()
        self.book.show(path)
        index = self.book.index(place[0]) if place else None
        if place is not None:
            shape, row = Shape.of_place(place[1])
            self.book.shapes[place[0]] = shape
            place = place[0], row
        if place is None or index is None or not self.view_height:
            self.position.following = True
            self._wanted = place
        else:
            self.return_to(index, place[1])
            self._wanted = None
        self._settle()
        self.foresee()

    _wanted: tuple[int, int] | None = None
    """A place asked for before there was a size."""

    def set_path(self, path: Sequence[PathRow]) -> None:
        """Another path of the same conversation; ids that stay keep their rows."""
        self._deselect(self.book.show(path))
        if self.book.index(self._focused) is None:
            self._focused = None
        if not self.position.following:
            self.position.go(self.position.index, self.position.row)
        self._settle()
        self.foresee()

    @property
    def place(self) -> tuple[int, int] | None:
        """The message and the row in it at the top, with what is unfolded there; None at the
        end."""
        if self.position.following or not len(self.book):
            return None
        number = self.book.path[self.position.index].id
        return number, self.book.shape(number).kept(self.position.row)

    @property
    def following(self) -> bool:
        return self.position.following

    def go_end(self) -> None:
        self._new_lines = 0
        self.position.following = True
        self._settle()

    def page(self, step: int) -> None:
        """A page up (-1) or down (1); two rows of the one before stay in sight."""
        self.scrolled(step * max(1, self.view_height - 2))

    def scroll_question(self, step: int) -> None:
        """The question before (-1) or after (1) comes to the top of the view."""
        self.focus_question(step, reading=False)

    def go_top(self) -> None:
        self.position.go(0, 0)
        self._moved()

    # -- where it stands

    def scrolled(self, rows: int) -> None:
        self.position.walk(rows)
        self._moved()

    def _settle(self) -> None:
        """Stand at the end if it is followed, and paint."""
        if not self.view_height:
            return
        self.position.height = self.view_height
        if self.position.following:
            self.position.go_end()
        else:
            self.position.walk(0)
        self._moved()

    def _moved(self, *, now: bool = False) -> None:
        """Paint everything, `now` or with the next frame."""
        if self.position.following:
            self._new_lines = 0
        self._forget_unseen()
        self._painted = []
        self._place()
        self.paint(0, self.view_height, now=now)
        self._rows()
        self._want_layouts()

    def _forget_unseen(self) -> None:
        """Strips are kept only of what is on the screen."""
        old, self._visible = self._visible, None
        if old is not None:
            seen = {id(row) for _, row in self._rows()}
            for _, row in old:
                if row is not None and id(row) not in seen:
                    row.forget()

    def _place(self) -> None:
        total = max(self.book.heights.total, 1)
        self.place_at(self.position.y, total)

    def on_resize(self) -> None:
        """Another width: rows go, the logical place stays."""
        if not self.view_height:
            return
        self.position.height = self.view_height
        look = self._look()
        if look != self.book.look:
            self._draw_anew()
        if self._wanted is not None:
            index = self.book.index(self._wanted[0])
            if index is not None:
                self.return_to(index, self._wanted[1])
            self._wanted = None
        self._settle()

    def _look(self) -> Look:
        times = self.app.size.width >= _TIMES_FROM
        thoughts, pictures = self._thoughts, self._pictures
        return Look(self.view_width, self._styles, times, thoughts, pictures, self._readers)

    def _draw_anew(self) -> None:
        """Lay everything out again; the text at the top stays there."""
        if not self.is_attached or not self.view_width:
            return
        top = self._top_row()
        self.book.draw_anew(self._look())
        standing = len(self.book) and self.book.stands(self.position.index) is not None
        if top is not None and not self.position.following and not standing:
            rows = self.book.shown(self.position.index).rows
            at = (i for i, row in enumerate(rows) if (row.line, row.start) > top)
            self.position.row = max(0, next(at, len(rows)) - 1)
        self._settle()

    def _top_row(self) -> tuple[int, int] | None:
        if not len(self.book):
            return None
        laid = self.book.known(self.position.index)
        if laid is None or not 0 <= self.position.row < len(laid.rows):
            return None
        row = laid.rows[self.position.row]
        return row.line, row.start
