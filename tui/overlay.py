"""What every overlay shares: a sheet with a title, a filter line, rows, and its keys.

One Esc closes it and nothing else; a click outside does, too. Imported after the first paint.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.field import Field
from tui.rows import Rows

Result = TypeVar("Result")


class Overlay(ModalScreen[Result]):
    """Subclasses fill `rows` in `filtered` and act in `picked`."""

    TITLE = ""
    HINT = ""
    """What to type, faint in the empty filter."""
    KEYS = "Enter pick · Esc close"

    DEFAULT_CSS = """
    Overlay {
        align: center middle;
        background: $ground 55%;
        #sheet { width: 76; max-width: 100%; height: 80%; max-height: 30; min-height: 8;
                 background: $panel; padding: 1 2; }
        #head, #filter-row { height: 1; }
        #filter-row { margin: 1 0; }
        #title { width: 1fr; color: $text; text-style: bold; padding: 0 1; }
        #count { width: 10; text-align: right; color: $faint; padding: 0 1; }
        #glyph { width: 3; color: $accent; padding: 0 1; }
        #foot { height: 1; margin: 1 0 0 0; padding: 0 1; color: $muted; text-wrap: nowrap;
                text-overflow: ellipsis; }
        Rows { background: $panel; }
        &.-short #sheet { height: 100%; padding: 0 1; }
        &.-short #filter-row { margin: 0; }
        &.-short #foot { margin: 0; }
    }
    """

    BINDINGS = [
        Binding("escape,ctrl+c", "close", "Close", priority=True, show=False),
        Binding("up", "move(-1)", "Up", priority=True, show=False),
        Binding("down", "move(1)", "Down", priority=True, show=False),
        Binding("pageup", "page(-1)", "Page up", priority=True, show=False),
        Binding("pagedown", "page(1)", "Page down", priority=True, show=False),
        Binding("ctrl+home", "ends(-1)", "First", priority=True, show=False),
        Binding("ctrl+end", "ends(1)", "Last", priority=True, show=False),
        Binding("tab,shift+tab", "nothing", "", priority=True, show=False),
        Binding("f1", "app.chat('help')", "Help", priority=True, show=False),
        Binding("question_mark", "ask_help", "Help", priority=True, show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.rows = Rows(id="rows")
        self.filter = Field(placeholder=self.HINT, id="filter")
        self._said = ""

    def compose(self) -> ComposeResult:
        with Vertical(id="sheet"):
            with Horizontal(id="head"):
                yield Static(Content(self.TITLE), id="title")
                yield Static(id="count", markup=False)
            with Horizontal(id="filter-row"):
                yield Static("›", id="glyph", markup=False)
                yield self.filter
            yield self.rows
            yield Static(Content(self.KEYS), id="foot")

    def on_mount(self) -> None:
        self.filter.focus()
        self.refill()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height < 20, "-short")

    # -- for subclasses

    def filtered(self, query: str) -> None:
        """Show the rows for `query`."""
        raise NotImplementedError

    def picked(self, item: object) -> None:
        """Act on Enter or a click."""
        raise NotImplementedError

    def settle(self) -> None:
        """What is still being looked for is found at once: it is about to be picked."""

    def refill(self) -> None:
        self.filtered(self.filter.value.strip())
        self.counted(f"{self.rows.count or ''}")

    def counted(self, told: str) -> None:
        """How many there are. Nothing is laid out anew: it stands there with every key."""
        self.query_one("#count", Static).update(told, layout=False)

    def say(self, sentence: str) -> None:
        """In place of the keys, until the next key."""
        if sentence != self._said:
            self._said = sentence
            self.query_one("#foot", Static).update(Content(sentence or self.KEYS), layout=False)

    # -- keys

    @on(Input.Changed)
    def _changed(self) -> None:
        self.say("")
        self.refill()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.settle()
        if self.rows.item is not None:
            self.picked(self.rows.item)

    @on(Rows.Picked)
    def _clicked(self, event: Rows.Picked) -> None:
        event.stop()
        self.picked(event.item)

    def on_click(self, event: events.Click) -> None:
        sheet = self.query_one("#sheet").region
        if self.is_current and not sheet.contains(event.screen_x, event.screen_y):
            self.action_close()

    def action_close(self) -> None:
        self.dismiss(None)

    def action_move(self, step: int) -> None:
        self.settle()
        self.say("")
        self.rows.move(step)

    def action_next_row(self) -> None:
        """The overlay's own key, pressed again."""
        self.settle()
        self.say("")
        self.rows.move(1, wrap=True)

    def action_page(self, direction: int) -> None:
        self.settle()
        self.rows.page(direction)

    def action_ends(self, direction: int) -> None:
        self.settle()
        self.rows.ends(direction)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """`?` is help as long as nothing is looked for."""
        return action != "ask_help" or not self.filter.value

    async def action_ask_help(self) -> None:
        await self.run_action("app.chat('help')")

    def action_nothing(self) -> None:
        """Tab has nowhere to go."""


def words(*parts: str) -> str:
    """The parts that are there, with a dot between them."""
    return joined(part for part in parts if part)


def joined(parts: Iterable[str]) -> str:
    return " · ".join(parts)
