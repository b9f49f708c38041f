"""What is selected by drags and clicks, and what of it can be taken out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.geometry import Offset
from textual.selection import Selection

from tui.transcript import collecting
from tui.transcript import selection as selecting
from tui.transcript.part import Part
from tui.transcript.rows import Row
from tui.transcript.shape import Placed
from tui.transcript.sources import MOST


class Selecting(Part):
    """Mixed into the transcript: the selection."""

    _held: Selection | None = None
    """What a click with shift extends: the last selection, or the point of the last click."""

    def on_mouse_up(self) -> None:
        """A drag has ended here: a click with shift goes on from what it selected."""
        self._held = self.text_selection or self._held

    def clicked(self, index: int, row: Row | None, x: int, *, chain: int, extend: bool) -> None:
        """A click `x` cells into a row of message `index`: the second in a `chain` takes the word
        there, the third the line; `extend`, from what was selected to here."""
        if row is None or not 0 <= index < len(self.book):
            return
        at, y = selecting.character(row, x), selecting.code(index, row.line)
        if extend:
            self._extend(Offset(at, y))
            return
        self._held = Selection(Offset(at, y), Offset(at, y))
        if chain > 1:
            line = row.written.text
            start, end = selecting.word(line, at) if chain == 2 else (0, len(line))
            self._select(Selection(Offset(start, y), Offset(end, y)))

    def drag_end(self, x: int, y: int, began: Offset | None) -> Offset | None:
        """The last character of a drag that began at `began` and is at cell `x` of row `y`."""
        rows = self._rows()
        shown = [(at, index, row) for at, (index, row) in enumerate(rows) if row is not None]
        if not shown:
            return None
        y = max(0, min(y, len(rows) - 1))
        index, row = rows[y]
        if row is not None:
            at = selecting.character(row, x)
        elif y < shown[0][0]:
            _, index, row = shown[0]
            at = row.start
        else:
            _, index, row = shown[-1]
            at = row.end
        here = Offset(at, selecting.code(index, row.line))
        # Textual takes one more, which right of a row would be the first of the next.
        past = at == row.end and at > row.start and began is not None
        return here - (1, 0) if past and here.transpose > began.transpose else here

    def _extend(self, here: Offset) -> None:
        held = self._held
        if held is None or held.start is None or held.end is None:
            return
        if held.end.y >> 20 >= len(self.book):  # of another conversation
            return
        if here.transpose < held.start.transpose:
            self._select(Selection(here, held.end), hold=False)
        else:
            self._select(Selection(held.start, Offset(here.x + 1, here.y)), hold=False)

    def _select(self, chosen: Selection, *, hold: bool = True) -> None:
        if hold:
            self._held = chosen
        self.screen.selections = {self: chosen}

    def _deselect(self, index: int) -> None:
        chosen = self.text_selection if self.is_attached else None
        end = selecting.decode(chosen.end) if chosen is not None else None
        if end is not None and end[0] >= index:
            self.screen.clear_selection()

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
            lines += selecting.as_seen(
                self.book.laid(index),
                start[1:] if start and index == first else None,
                end[1:] if end and index == last else None,
            )
        return "\n".join(lines), "\n"

    def finding_source(
        self, index: int, lines: list[str], first: int, last: int
    ) -> Callable[[], str]:
        """Finds the Markdown behind some lines of a message; may be called in a thread."""
        from tui.transcript.sources import source_of

        number = self.book.path[index].id
        text, tex = self.source(number), number in self.book.tex
        if self.book.path[index].role != "assistant":  # as it was typed, line by line
            return lambda: "\n".join(lines[first : last + 1]).strip("\n")
        shape, width = self.book.shape(number), self.view_width
        place = (text, lines, first, last, width, self._styles)
        return partial(source_of, *place, tex=tex, shape=shape)

    async def table_source(self, number: int, block: Placed) -> str:
        """The Markdown of a table; what is seen of it where that cannot be told."""
        index = self.book.index(number)
        lines = self.book.laid(index).lines if index is not None else []
        seen = "\n".join(lines[block.first : block.last + 1])
        if index is None or len(self.source(number)) > MOST:
            return seen
        find = self.finding_source(index, lines, block.first, block.last)
        return await collecting.in_thread(find) or seen

    def shown_text(self, number: int) -> str:
        """A message as it is shown: its logical lines below the label."""
        index = self.book.index(number)
        if index is None:
            return ""
        laid = self.book.laid(index)
        first = laid.head + (self.book.path[index].role == "assistant")
        return "\n".join(selecting.as_seen(laid, (first, 0), None, unfolded=True)).strip("\n")

    def selection_updated(self, selection: Selection | None) -> None:
        self._painted = []
        self.refresh()
