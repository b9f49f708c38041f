"""The conversations, newest first under their days: beside the transcript, or over it.

The same widget in both; only with the focus it has a selection, a filter and keys. It posts what
the person wants and does none of it. Imported after the first paint.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from chat.store.rows import ConversationRow
from chat.text import clean_line
from tui import fuzzy
from tui.days import grouped
from tui.field import Field
from tui.rows import Heading, Row, Rows, Span, marked_spans

UNTITLED = "New conversation"


class ConversationList(Vertical):
    """`show` the rows; `take_focus` when the person comes to it."""

    TITLE = "palaver"
    DEFAULT_CSS = """
    ConversationList {
        width: 26;
        padding: 0 1;
        #list-title { color: $muted; height: 1; margin: 0 0 1 0; }
        #list-filter-row { height: 1; margin: 0 0 1 0; display: none; }
        #list-glyph { width: 2; color: $accent; }
        #list-foot { height: 2; color: $faint; display: none; margin: 1 0 0 0; }
        Rows { background: transparent; }
        &:focus-within #list-title { display: none; }
        &:focus-within #list-filter-row { display: block; }
        &:focus-within #list-foot { display: block; }
    }
    """

    BINDINGS = [
        Binding("escape,ctrl+c", "leave", "Close", priority=True, show=False),
        Binding("enter", "pick", "Open", priority=True, show=False),
        Binding("up", "move(-1)", "Up", priority=True, show=False),
        Binding("down", "move(1)", "Down", priority=True, show=False),
        Binding("ctrl+s", "next_row", "Next row", priority=True, show=False),
        Binding("pageup", "page(-1)", "Page up", priority=True, show=False),
        Binding("pagedown", "page(1)", "Page down", priority=True, show=False),
        Binding("ctrl+home", "ends(-1)", "First", priority=True, show=False),
        Binding("ctrl+end", "ends(1)", "Last", priority=True, show=False),
        Binding("delete", "delete", "Delete", priority=True, show=False),
        Binding("ctrl+r,f2", "rename", "Rename", priority=True, show=False),
    ]

    class Opened(Message):
        def __init__(self, conversation: int) -> None:
            super().__init__()
            self.conversation = conversation

    class Renamed(Message):
        def __init__(self, conversation: int, title: str) -> None:
            super().__init__()
            self.conversation, self.title = conversation, title

    class Deleted(Message):
        def __init__(self, conversation: int) -> None:
            super().__init__()
            self.conversation = conversation

    class Closed(Message):
        """The person is done with the list; the focus goes back to the prompt."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] | None = None,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.left: Callable[[], object] = lambda: self.post_message(self.Closed())
        """What Esc does at last. Who can gives the focus away here and at once: keys right behind
        Esc are meant for the prompt, and a message would come after them."""
        self.rows = Rows(id="list-rows")
        self.rows.show_selection = self.rows.indented = False
        self.field = Field(placeholder="find", id="list-filter")
        self._clock = clock or time.time
        self._by_id: dict[int, ConversationRow] = {}
        self._all: tuple[ConversationRow, ...] = ()
        self._current: int | None = None
        self._busy: frozenset[int] = frozenset()
        self._renaming: int | None = None
        self._wanted: int | None = None
        """What to select once there are rows."""

    def compose(self) -> ComposeResult:
        yield Static(Content(self.TITLE), id="list-title")
        with Horizontal(id="list-filter-row"):
            yield Static("› ", id="list-glyph", markup=False)
            yield self.field
        yield self.rows
        yield Static("^R rename · Del delete", id="list-foot", markup=False)

    # -- what is shown

    def show(
        self, rows: Sequence[ConversationRow], current: int | None, busy: Collection[int] = ()
    ) -> None:
        """Other rows; what is selected and typed stays."""
        self._all = tuple(rows)
        self._by_id = {row.id: row for row in self._all}
        self._current, self._busy = current, frozenset(busy)
        self._refill()

    def _refill(self, select: int | None = None) -> None:
        query = "" if self._renaming is not None else self.field.value.strip()
        found = (
            fuzzy.best(query, self._all, lambda row: row.title or UNTITLED) if query else self._all
        )
        items: list[int | Heading] = []
        if query:
            items = [row.id for row in found] or [Heading("nothing found")]
        for day, group in () if query else grouped(found, self._clock()):
            items += [Heading()] * bool(items) + [Heading(day)]
            items += [row.id for row in group]
        if select is not None:
            self._wanted = select
        wanted = self._wanted if self._wanted is not None else self._kept(query)
        self.rows.show(items, self._draw, select=wanted)
        if self.rows.item is not None:
            self._wanted = None

    def _kept(self, query: str) -> int | None:
        """Without the focus the open conversation is kept in sight."""
        if not self.rows.show_selection:
            return self._current
        return self.rows.item if not query else None

    def _draw(self, conversation: int) -> Row:
        row = self._by_id.get(conversation)
        if row is None:
            return Row(())
        here = conversation == self._current
        title = _title(row)
        found = fuzzy.match(self.field.value, title) if self._filtering else None
        spans = marked_spans(title, found[1] if found else (), "strong" if here else "text")
        if not here and not self.rows.show_selection and found is None:
            spans = ((title, "muted"),)
        return Row(spans, (self._glyph(row),), marked=here)

    @property
    def _filtering(self) -> bool:
        return self._renaming is None and bool(self.field.value.strip())

    def _glyph(self, row: ConversationRow) -> Span:
        if row.id in self._busy:
            return "●", "accent"
        match row.state:
            case "unseen":
                return "✓", "ok"
            case "failed":
                return "✕", "error"
            case "idle":
                return "", "text"

    # -- the focus

    def take_focus(self, select: int | None = None) -> None:
        """Focus the filter; select `select` (the conversation before), else the open one.

        With the focus already here (^S again) the next row is selected.
        """
        if self.field.has_focus:
            self.action_next_row()
            return
        self.rows.show_selection = True
        self._refill(select if select is not None else self._current)
        self.field.focus()

    def on_descendant_blur(self) -> None:
        self._end_rename()
        self.rows.show_selection = False
        with self.prevent(Input.Changed):
            self.field.value = ""
        self._refill()

    def on_descendant_focus(self) -> None:
        if not self.rows.show_selection:
            self.rows.show_selection = True
            self.rows.refresh()

    # -- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """While something stands in the field, Del is the field's."""
        return action != "delete" or not self.field.value

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._renaming is None:
            self._refill()

    def action_pick(self) -> None:
        if self._renaming is not None:
            self._rename(self._renaming, self.field.value)
        elif self.rows.item is not None:
            self.post_message(self.Opened(self.rows.item))

    @on(Rows.Picked)
    def _clicked(self, event: Rows.Picked) -> None:
        event.stop()
        self._end_rename()
        self.post_message(self.Opened(event.item))

    def action_leave(self) -> None:
        """One layer: the renaming, what is typed, the list."""
        if self._renaming is not None:
            self._end_rename()
        elif self.field.value:
            self.field.value = ""
        else:
            self.left()

    def action_move(self, step: int) -> None:
        if self._renaming is None:
            self.rows.move(step)

    def action_next_row(self) -> None:
        if self._renaming is None:
            self.rows.move(1, wrap=True)

    def action_page(self, direction: int) -> None:
        self.rows.page(direction)

    def action_ends(self, direction: int) -> None:
        self.rows.ends(direction)

    def action_delete(self) -> None:
        if self._renaming is None and self.rows.item is not None:
            gone = self.rows.item
            self.rows.move(1)
            if self.rows.item == gone:
                self.rows.move(-1)
            self.post_message(self.Deleted(gone))

    # -- renaming

    def action_rename(self) -> None:
        if self._renaming is None and self.rows.item is not None:
            self.rename(self.rows.item)

    def rename(self, conversation: int) -> None:
        """Let the person write another title for `conversation`."""
        row = self._by_id.get(conversation)
        if row is None:
            return
        self._renaming = conversation
        self.query_one("#list-glyph", Static).update("✎ ")
        with self.prevent(Input.Changed):
            self.field.value = clean_line(row.title)
        self.rows.show_selection = True
        self._refill(conversation)
        self.field.focus()
        self.field.action_end()

    def _rename(self, conversation: int, title: str) -> None:
        title = clean_line(title)
        self._end_rename()
        if title:
            self.post_message(self.Renamed(conversation, title))

    def _end_rename(self) -> None:
        if self._renaming is None:
            return
        selected, self._renaming = self._renaming, None
        self.query_one("#list-glyph", Static).update("› ")
        with self.prevent(Input.Changed):
            self.field.value = ""
        self._refill(selected)


def _title(row: ConversationRow) -> str:
    return clean_line(row.title, 80) or UNTITLED
