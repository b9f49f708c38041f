"""The conversation pane: one widget that draws lines. It owns nothing but what is on the screen.

Light to import: the parser and the highlighter come with the first answer that is laid out.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.selection import Selection
from textual.strip import Strip

from chat.messages import PathRow
from tui.theme import Palette
from tui.transcript import events as posted
from tui.transcript import selection as selecting
from tui.transcript.book import Book, Load
from tui.transcript.canvas import LineCanvas
from tui.transcript.live import LiveAnswer
from tui.transcript.message_rows import Look
from tui.transcript.position import Position
from tui.transcript.reading import ReadingActions
from tui.transcript.rows import GUTTER, Hit, Row
from tui.transcript.styles import Styles

if TYPE_CHECKING:
    from chat.turn import Turn

_FRAME = 1 / 30
_TIMES_FROM = 100
"""Columns of the screen from which labels tell time and pace."""
_SHARE = 5
"""A flush may take this share of the time until the next one."""


class Transcript(ReadingActions, LineCanvas):
    """Shows a path of messages and the answers that are being given."""

    LabelClicked = posted.LabelClicked
    CodeCopied = posted.CodeCopied
    LinkOpened = posted.LinkOpened
    SiblingTurned = posted.SiblingTurned
    FailureKey = posted.FailureKey
    PictureOpened = posted.PictureOpened
    Selected = posted.Selected

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
        self._focused: int | None = None
        self._new_lines = 0
        """Lines that came below the view since it left the end."""
        self._visible: list[tuple[int, Row | None]] | None = None
        self._painted: list[Strip] = []
        """Strips of the view from its top; those that changed are cut off."""
        self._clock: Any = None

    # -- what is given

    @property
    def load(self) -> Load:
        """Reads messages by their ids, in order; short, called on the loop."""
        return self.book.load

    @load.setter
    def load(self, load: Load) -> None:
        self.book.load = load  # type: ignore[method-assign]

    @property
    def palette(self) -> Palette:
        return self._palette

    @palette.setter
    def palette(self, palette: Palette) -> None:
        if palette != self._palette:
            self._palette, self._styles = palette, Styles(palette)
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
        if place is None or index is None or not self.view_height:
            self.position.following = True
            self._wanted = place
        else:
            self.position.go(index, place[1])
            self._wanted = None
        self._settle()

    _wanted: tuple[int, int] | None = None
    """A place asked for before there was a size."""

    def set_path(self, path: Sequence[PathRow]) -> None:
        """Another path of the same conversation; ids that stay keep their rows."""
        self.book.show(path)
        if self.book.index(self._focused) is None:
            self._focused = None
        if not self.position.following:
            self.position.go(self.position.index, self.position.row)
        self._settle()

    def refresh_message(self, id: int) -> None:  # noqa: A002
        """Read the message again; a live answer becomes the stored one."""
        self.book.forget(id)
        index = self.book.index(id)
        if index is None or id not in self.book.live:
            self.book.live.pop(id, None)
            self._settle()
        elif self.book.is_long(index):
            self.run_worker(self._settle_long(id), group="layout")
        else:
            del self.book.live[id]
            self._settle()

    async def _settle_long(self, number: int) -> None:
        """A long answer is laid out as a whole in a thread; its live rows stand until then."""
        live, index = self.book.live.get(number), self.book.index(number)
        if live is None or index is None:
            return
        made = self.book.layout(index)
        laid = await asyncio.to_thread(made)
        if self.book.live.get(number) is live:
            del self.book.live[number]
            self.book.take_layout(number, made, laid)
            self._settle()

    def stream(self, message_id: int, turn: Turn) -> None:
        """Draw the answer `message_id` as `turn` gives it, until `refresh_message`."""
        index = self.book.index(message_id)
        if index is None:
            return
        live = LiveAnswer(turn, self.book.path[index], self.book.lead(index), self.book.look)
        live.flipped = message_id in self.book.flipped
        self.book.live[message_id] = live
        live.update()
        self._settle()
        self.run_worker(self._follow(message_id, live), group="follow", exit_on_error=True)
        if self._clock is None:
            self._clock = self.set_interval(1, self._tick)

    @property
    def place(self) -> tuple[int, int] | None:
        """The message and the row in it at the top; None at the end."""
        if self.position.following or not len(self.book):
            return None
        return self.book.path[self.position.index].id, self.position.row

    @property
    def following(self) -> bool:
        return self.position.following

    def go_end(self) -> None:
        self._new_lines = 0
        self.position.following = True
        self._settle()

    def go_top(self) -> None:
        self.position.go(0, 0)
        self._moved()

    # -- a live answer

    async def _follow(self, number: int, live: LiveAnswer) -> None:
        """Once a frame at most; the first piece at once, slower when a flush costs much."""
        async for batch in live.turn.follow():
            if self.book.live.get(number) is not live:
                return
            began = time.perf_counter()
            live.take(batch)
            self._show_live(number, live)
            spent = time.perf_counter() - began
            await asyncio.sleep(max(_FRAME - spent, spent * _SHARE))
        if self.book.live.get(number) is live:
            live.finish()
            self._show_live(number, live)

    def _show_live(self, number: int, live: LiveAnswer) -> None:
        index = self.book.index(number)
        if index is None:
            return
        before = len(live.laid.rows)
        changed = live.update()
        grown = len(live.laid.rows) - before
        if self.position.following:
            old = self.position.index, self.position.row
            self.book.laid(index)
            self.position.go_end()
            if (self.position.index, self.position.row) == old:
                self._repaint_from(index, changed)
                return
            self._moved()
            return
        self.book.laid(index)
        self._new_lines += max(0, grown)
        self._place()
        self._repaint_from(index, changed)

    def _tick(self) -> None:
        if not self.book.live:
            self._clock.stop()
            self._clock = None
            return
        for number, live in list(self.book.live.items()):
            if live.turn.end is None and live.tick():
                self._show_live(number, live)

    def _repaint_from(self, index: int, row: int) -> None:
        """Repaint the rows of the view from row `row` of message `index` on."""
        old, self._visible = self._visible, None
        top = next((y for y, (at, _) in enumerate(old or []) if at == index), None)
        height, width = self.view_height, self.view_width
        if top is None:
            if self._new_lines:
                del self._painted[height - 1 :]
                self.refresh(Region(0, height - 1, width, 1))
            return
        first_row = self.position.row if index == self.position.index else 0
        y = max(0, min(height, top + row - first_row - 1))
        del self._painted[y:]
        self.refresh(Region(0, y, width, height - y))

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

    def _moved(self) -> None:
        if self.position.following:
            self._new_lines = 0
        self._forget_unseen()
        self._painted = []
        self._place()
        self.refresh(Region(0, 0, self.view_width, self.view_height))

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
                self.position.go(index, self._wanted[1])
            self._wanted = None
        self._settle()

    def _look(self) -> Look:
        times = self.app.size.width >= _TIMES_FROM
        return Look(self.view_width, self._styles, times, self._thoughts)

    def _draw_anew(self) -> None:
        """Lay everything out again; the text at the top stays there."""
        if not self.is_attached or not self.view_width:
            return
        top = self._top_row()
        self.book.draw_anew(self._look())
        if top is not None and not self.position.following:
            rows = self.book.laid(self.position.index).rows
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

    # -- painting

    def _rows(self) -> list[tuple[int, Row | None]]:
        """For each row of the view the message it is of and the row; (-1, None) is empty."""
        if self._visible is not None:
            return self._visible
        rows: list[tuple[int, Row | None]] = []
        height = self.view_height
        index, row = self.position.index, self.position.row
        if row < 0:
            rows, row = [(-1, None)] * min(height, -row), 0
        while len(rows) < height and index < len(self.book):
            rows += [(index, each) for each in self.book.laid(index).rows[row:]]
            index, row = index + 1, 0
        del rows[height:]
        rows += [(-1, None)] * (height - len(rows))
        self._visible = rows
        self._want_colours()
        return rows

    def _want_colours(self) -> None:
        """Have lexers made ready in a thread for the languages that were just asked for."""
        highlight = sys.modules.get("tui.transcript.highlight")
        if highlight is not None and (languages := highlight.wanted()):
            self.run_worker(self._colour(highlight, languages), group="colour")

    async def _colour(self, highlight: Any, languages: set[str]) -> None:
        await asyncio.to_thread(highlight.prepare, languages)
        self._draw_anew()

    def line_strips(self, start: int, end: int) -> list[Strip]:
        width = self.view_width
        if self.book.look.width != width:
            blank = Strip([Segment(" " * width, self._styles.of("text"))], width)
            return [blank] * (end - start)
        rows = self._rows()
        if len(self._painted) < len(rows):
            chosen = self.text_selection
            missing = range(len(self._painted), len(rows))
            self._painted += [self._strip(y, rows, chosen) for y in missing]
        return self._painted[start:end]

    def _strip(self, y: int, rows: list[tuple[int, Row | None]], chosen: Selection | None) -> Strip:
        index, row = rows[y]
        width = self.view_width
        if row is None:
            strip = self._blank(width)
        elif chosen is not None:
            strip = selecting.painted(row, index, chosen, self._styles.selected())
        else:
            strip = row.strip
        if row is not None and index >= 0:
            strip = self._marked(strip, index, row)
        if y == self.view_height - 1 and self._new_lines and not self.position.following:
            strip = self._with_new_lines(strip, width)
        return strip

    def _blank(self, width: int) -> Strip:
        return Strip([Segment(" " * width, self._styles.of("text"))], width)

    def _marked(self, strip: Strip, index: int, row: Row) -> Strip:
        """The focus bar, and the caret of an answer that is being given."""
        number = self.book.path[index].id
        live = self.book.live.get(number)
        if live is not None and live.caret and row is live.laid.rows[-1]:
            strip = self._with_caret(strip, row)
        if number == self._focused:
            laid = self.book.laid(index)
            if laid.rows.index(row) >= laid.head:
                bar = Strip([Segment("▌", self._styles.of("focus"))], 1)
                strip = Strip.join([bar, strip.crop(1)])
        return strip

    def _with_caret(self, strip: Strip, row: Row) -> Strip:
        from rich.cells import cell_len

        x = min(row.x + cell_len(row.text), row.width - GUTTER)
        caret = Strip([Segment("▍", self._styles.of("accent"))], 1)
        return Strip.join([strip.crop(0, x), caret, strip.crop(x + 1)])

    def _with_new_lines(self, strip: Strip, width: int) -> Strip:
        told = f" {self._new_lines} new line{'s' if self._new_lines > 1 else ''} ↓ "
        mark = Strip([Segment(told, self._styles.of("accent", 0, "panel"))], len(told))
        end = width - GUTTER
        return Strip.join([strip.crop(0, end - len(told)), mark, strip.crop(end)])

    # -- the mouse

    def hit_strip(self, y: int) -> Strip:
        rows = self._rows()
        index, row = rows[min(y, len(rows) - 1)] if rows else (-1, None)
        if row is None:
            if not len(self.book):
                return self._blank(self.view_width)
            index = 0 if y < len(rows) // 2 or self.position.row < 0 else len(self.book) - 1
            row = self.book.laid(index).rows[0 if index == 0 else -1]
        return selecting.hit_strip(row, index, self.view_width)

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
            self._act(hit)

    def _act(self, hit: Hit) -> None:
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
            case "fold":
                self.toggle_fold(value)
            case _:
                self.go_end()

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

    def selection_updated(self, selection: Selection | None) -> None:
        self._painted = []
        self.refresh()
