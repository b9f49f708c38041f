"""The mouse: what a click does."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.strip import Strip

from tui.transcript import events as posted
from tui.transcript import selection as selecting
from tui.transcript.labels import new_lines
from tui.transcript.panning import STEP, Panning
from tui.transcript.rows import GUTTER, Hit
from tui.transcript.selecting import Selecting
from tui.transcript.standin import Pieces, empty_row


class Pointing(Selecting, Panning):
    """Mixed into the transcript: clicks, and what is under the mouse."""

    def hit_strip(self, y: int) -> Strip:
        rows = self._rows()
        index, row = rows[min(y, len(rows) - 1)] if rows else (-1, None)
        if row is None:
            if not len(self.book):
                return self._blank(self.view_width)
            index = 0 if y < len(rows) // 2 or self.position.row < 0 else len(self.book) - 1
            row = self.book.shown(index).rows[0 if index == 0 else -1]
        if isinstance(self.book.shown(index).rows, Pieces):  # its lines have no numbers yet
            row = empty_row(row.width, self._styles)
        return selecting.hit_strip(row, index, self.view_width)

    @property
    def allow_select(self) -> bool:
        """Not while lines on the screen have no numbers yet."""
        seen = {index for index, row in self._rows() if row is not None}
        return not any(isinstance(self.book.shown(index).rows, Pieces) for index in seen)

    def hit_at(self, x: int, y: int) -> Hit | None:
        """What a click at a cell of the view would do."""
        rows = self._rows()
        if not 0 <= y < len(rows):
            return None
        told = new_lines(self._new_lines) if self._new_lines and y == self.view_height - 1 else ""
        if 0 <= x - (self.view_width - GUTTER - len(told)) < len(told):
            return Hit(x, x + 1, "end", None)
        row = rows[y][1]
        if row is None:
            return None
        return next((hit for hit in row.hits if hit.start <= x < hit.end), None)

    def on_click(self, event: events.Click) -> None:
        event.prevent_default()  # Textual would select everything on a double click
        if event.chain > 1:
            event.stop()
        if self.text_selection is not None:
            return
        hit = None if event.shift else self.hit_at(event.x, event.y)
        if hit is not None:
            event.stop()
            self._do(hit)
        elif self.allow_select and 0 <= event.y < len(rows := self._rows()):
            self.clicked(*rows[event.y], event.x, chain=event.chain, extend=event.shift)
            found = self.wide_at(event.y) if event.chain == 1 and not event.shift else None
            if found is not None:
                self.post_message(posted.BlockClicked(found[0], found[1].number))

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        event.stop()
        self.pan_at(event.y, STEP)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        event.stop()
        self.pan_at(event.y, -STEP)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """With shift sideways, for mice that have one wheel."""
        if event.shift:
            event.stop()
            self.pan_at(event.y, STEP)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        if event.shift:
            event.stop()
            self.pan_at(event.y, -STEP)

    def _do(self, hit: Hit) -> None:
        value: Any = hit.value
        match hit.kind:
            case "link":
                self.post_message(posted.LinkOpened(value))
            case "copy":
                self.post_message(posted.CodeCopied("\n".join(value)))
            case "label":
                self.post_message(posted.LabelClicked(value))
            case "sibling":
                self.post_message(posted.SiblingTurned(*value))
            case "failure":
                self.post_message(posted.FailureKey(*value))
            case "picture":
                self.post_message(posted.PictureOpened(value))
            case "fetch":
                self.post_message(posted.FetchAsked(*value))
            case "fold":
                self.toggle_fold(value)
            case "block":
                self.toggle_block(*value)
            case _:
                self.go_end()
