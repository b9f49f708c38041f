"""A screen with nothing but the prompt and its queue, which writes down what they post."""

from __future__ import annotations

from typing import Any

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from tui import theme
from tui.prompt.prompt import Prompt
from tui.prompt.queue_rows import QueueRows
from tui.terminal.driver import driver_for


class Ground(Screen[None]):
    BINDINGS = [Binding("tab", "app.note('tab')")]


class Stage(App[None]):
    """`told` holds the messages in order, but for drafts, which are in `drafts`."""

    CSS = "Screen { layout: vertical; background: $ground; } #above { height: 1fr; }"
    BINDINGS = [
        Binding("escape", "note('escape')"),
        Binding("ctrl+o", "edit_outside", priority=True),
    ]

    def __init__(self, name: str = "dark", **options: Any) -> None:
        self.palette = theme.load(name)
        super().__init__()
        self.register_theme(theme.textual_theme(self.palette))
        self.theme = theme.textual_theme(self.palette).name
        self.prompt = Prompt(**options)
        self.rows = QueueRows()
        self.told: list[Any] = []
        self.drafts: list[Prompt.DraftChanged] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theme.textual_theme(self.palette).variables

    def get_default_screen(self) -> Screen[None]:
        return Ground()

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("", id="above", markup=False)
            yield self.rows
            yield self.prompt
            yield Static("", markup=False)
            yield Static(" F1 keys", markup=False)

    def on_mount(self) -> None:
        self.prompt.focus()

    def action_note(self, what: str) -> None:
        self.told.append(what)

    def action_edit_outside(self) -> None:
        self.prompt.edit_outside()

    @on(Prompt.DraftChanged)
    def _draft(self, event: Prompt.DraftChanged) -> None:
        self.drafts.append(event)

    @on(Prompt.Sent)
    @on(Prompt.CommandGiven)
    @on(Prompt.TookBack)
    @on(Prompt.Dropped)
    @on(Prompt.Released)
    @on(Prompt.UndoAsked)
    @on(Prompt.Hinted)
    @on(QueueRows.TookBack)
    @on(QueueRows.Dropped)
    def _told(self, event: Any) -> None:
        self.told.append(event)
        self.query_one("#above", Static).update(repr_of(self.told[-8:]))

    def sent(self) -> list[str]:
        return [event.text for event in self.told if isinstance(event, Prompt.Sent)]

    def hints(self) -> list[str]:
        return [event.sentence for event in self.told if isinstance(event, Prompt.Hinted)]


def repr_of(events: list[Any]) -> str:
    return "\n".join(event if isinstance(event, str) else f"{event!r:.300}" for event in events)


if __name__ == "__main__":
    stage = Stage()
    stage.driver_class = driver_for()
    stage.run()
