"""The mouse: what a click does, and what a drag selects."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.selection import Selection
from textual.strip import Strip

from tui.transcript import events as posted
from tui.transcript import selection as selecting
from tui.transcript.part import Part
from tui.transcript.rows import Hit, empty_row
from tui.transcript.standin import Pieces


class Pointing(Part):
    """Mixed into the transcript: clicks and selections."""

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
        if y == self.view_height - 1 and self._new_lines and x > self.view_width - 24:
            return Hit(x, x + 1, "end", None)
        row = rows[y][1]
        if row is None:
            return None
        return next((hit for hit in row.hits if hit.start <= x < hit.end), None)

    def on_click(self, event: events.Click) -> None:
        if self.text_selection is not None:
            return
        hit = self.hit_at(event.x, event.y)
        if hit is not None:
            event.stop()
            self._do(hit)

    def _do(self, hit: Hit) -> None:
        value: Any = hit.value
        match hit.kind:
            case "link":
                self.post_message(posted.LinkOpened(value))
            case "copy":
                self.post_message(posted.CodeCopied(value))
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
            case _:
                self.go_end()

    def on_mouse_up(self) -> None:
        """A drag has ended here: tell what it selected."""
        chosen = self.text_selection
        if chosen is not None and (found := self.get_selection(chosen)) and found[0]:
            self.post_message(posted.Selected(found[0]))

    # -- the selection

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The logical text selected; all of it comes from the source texts."""
        if not len(self.book):
            return None
        start, end = selecting.decode(selection.start), selecting.decode(selection.end)
        if start is None and end is None:
            return "\n\n".join(self.sources()), "\n"
        first = start[0] if start else 0
        last = min(end[0] if end else len(self.book) - 1, len(self.book) - 1)
        lines: list[str] = []
        for index in range(first, last + 1):
            own = self.book.laid(index)
            lines += selecting.between(
                own.lines,
                start[1:] if start and index == first else None,
                end[1:] if end and index == last else None,
            )
        return "\n".join(lines), "\n"

    def selected_source(self) -> str:
        """The Markdown of the blocks that the selection touches."""
        chosen = self.text_selection
        if chosen is None or not len(self.book):
            return ""
        start, end = selecting.decode(chosen.start), selecting.decode(chosen.end)
        if start is None and end is None:
            return "\n\n".join(self.sources())
        first, top = start[:2] if start else (0, 0)
        last, bottom = end[:2] if end else (len(self.book) - 1, None)
        if end and end[2] == 0 and bottom:  # nothing of its last line
            bottom -= 1
        told: list[str] = []
        for index in range(first, min(last, len(self.book) - 1) + 1):
            number, lines = self.book.path[index].id, self.book.laid(index).lines
            above = top if index == first else 0
            below = bottom if index == last and bottom is not None else len(lines)
            whole = above == 0 and below >= len(lines) - 1
            told.append(self.source(number) if whole else self._source(index, lines, above, below))
        return "\n\n".join(text for text in told if text)

    def _source(self, index: int, lines: list[str], first: int, last: int) -> str:
        from tui.transcript.sources import source_of

        text = self.source(self.book.path[index].id)
        if self.book.path[index].role != "assistant":  # as it was typed, line by line
            return "\n".join(lines[first : last + 1]).strip("\n")
        return source_of(text, lines, first, last, self.view_width, self._styles)

    def shown_text(self, number: int) -> str:
        """A message as it is shown: its logical lines below the label."""
        index = self.book.index(number)
        if index is None:
            return ""
        laid = self.book.laid(index)
        label = self.book.path[index].role == "assistant"
        return "\n".join(laid.lines[laid.head + label :]).strip("\n")

    def selection_updated(self, selection: Selection | None) -> None:
        self._painted = []
        self.refresh()
