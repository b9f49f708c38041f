"""The row in which one types what is looked for; what it finds is told at its right end."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Input, Static

from tui.field import Field
from tui.find.query import Query

_NARROW = 80
"""Columns under which no key is named."""


class _Told(Static):
    """A click on one of its words is an action of this widget, not of the bar."""

    def action_switch(self, name: str) -> None:
        for bar in self.ancestors:
            if isinstance(bar, FindBar):
                bar.action_switch(name)


class FindBar(Horizontal):
    """Posts what it is asked; where the hits are is told to it."""

    COMPONENT_CLASSES = {"find--on", "find--off", "find--told", "find--wrong"}
    DEFAULT_CSS = """
    FindBar {
        height: 1; width: 100%; margin-bottom: 1; padding: 0 2; background: $ground;
        #find-word { width: 6; color: $muted; }
        #find-told { width: auto; margin-left: 2; link-color: $faint; link-style: none;
                     link-color-hover: $text; link-background-hover: $ground; }
        & .find--on { color: $accent; }
        & .find--off { color: $faint; }
        & .find--told { color: $muted; }
        & .find--wrong { color: $error; }
    }
    """
    BINDINGS = [
        Binding("enter,down", "step(1)", "Next hit", priority=True, show=False),
        Binding("up", "step(-1)", "Hit before", priority=True, show=False),
        Binding("escape", "close", "Close", priority=True, show=False),
        Binding("tab,shift+tab", "read", "Read", priority=True, show=False),
        Binding("alt+c", "switch('case')", "Case", priority=True, show=False),
        Binding("ctrl+r", "cycle", "Case, expression", priority=True, show=False),
        Binding("alt+r", "switch('expression')", "Regular expression", priority=True, show=False),
    ]

    @dataclass
    class Asked(Message):
        """Something else is looked for."""

        query: Query

    @dataclass
    class Stepped(Message):
        """The next hit (1), or the one before (-1)."""

        step: int

    @dataclass
    class Closed(Message):
        """Esc, or Tab: then reading goes on at the hit."""

        read: bool

    def __init__(self, query: Query) -> None:
        super().__init__()
        self._query = query
        self.field = Field(query.text, placeholder="in this conversation")
        self._told, self._wrong = "", False

    @property
    def query(self) -> Query:
        return Query(self.field.value, self._query.case, self._query.expression)

    def compose(self) -> ComposeResult:
        yield Static("find", id="find-word", markup=False)
        yield self.field
        yield _Told(id="find-told")

    def on_mount(self) -> None:
        self.take_focus()
        self._show()

    def take_focus(self) -> None:
        self.field.focus()
        self.field.action_select_all()

    def tell(self, text: str, *, wrong: bool = False) -> None:
        """How many there are, or what is wrong with the expression."""
        if (text, wrong) != (self._told, self._wrong):
            self._told, self._wrong = text, wrong
            self._show()

    def _show(self) -> None:
        if not self.is_mounted:
            return
        wide = self.app.size.width >= _NARROW
        marks = {"Aa": ("case", self._query.case), ".*": ("expression", self._query.expression)}
        parts = [self._styled(self._told, "wrong" if self._wrong else "told")]
        parts += [self._styled("^R", "off")] if wide else []
        for mark, (name, active) in marks.items():
            style = Style.from_meta({"@click": f"switch('{name}')"})
            parts.append(self._styled(mark, "on" if active else "off").stylize(style))
        if wide:
            parts.append(self._styled("^F everywhere", "off"))
        self.query_one("#find-told", Static).update(Content("  ").join(parts))

    def _styled(self, text: str, name: str) -> Content:
        return Content(text).stylize(self.get_visual_style(f"find--{name}"))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Asked(self.query))

    def on_resize(self, _: events.Resize) -> None:
        self._show()

    def action_switch(self, name: str) -> None:
        now = self._query
        case, expression = now.case ^ (name == "case"), now.expression ^ (name == "expression")
        self._query = Query(self.field.value, case, expression)
        self._show()
        self.post_message(self.Asked(self.query))

    def action_cycle(self) -> None:
        """Case, then an expression, then both: for terminals that have no Alt."""
        self.action_switch("case")
        if not self._query.case:
            self.action_switch("expression")

    def action_step(self, step: int) -> None:
        self.post_message(self.Stepped(step))

    def action_close(self) -> None:
        self.post_message(self.Closed(read=False))

    def action_read(self) -> None:
        self.post_message(self.Closed(read=True))
