"""A small field over the chat: a title, a system prompt. Enter takes it, Esc leaves it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea


class AskLine(ModalScreen[str | None]):
    """`rows` over 1: Enter still takes it, ^J makes a new line. None when it was closed."""

    BINDINGS = [
        Binding("enter", "take", "Take it", priority=True, show=False),
        Binding("ctrl+j", "newline", "New line", priority=True, show=False),
        Binding("escape,ctrl+c", "dismiss", "Close", priority=True, show=False),
    ]

    DEFAULT_CSS = """
    AskLine { align: center middle; background: $ground 55%; }
    AskLine > Vertical {
        width: 76; max-width: 100%; height: auto; background: $panel; padding: 1 3;
    }
    AskLine TextArea, AskLine TextArea:focus {
        background: $panel; color: $text; border: none; padding: 0; margin: 1 0;
    }
    AskLine #keys { color: $muted; }
    """

    def __init__(self, title: str, text: str = "", *, rows: int = 1) -> None:
        super().__init__()
        self._title, self._text, self._rows = title, text, rows

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._title, markup=False)
            field = TextArea(self._text, soft_wrap=self._rows > 1, highlight_cursor_line=False)
            field.styles.height = self._rows
            yield field
            newline = "   ^J new line" if self._rows > 1 else ""
            keys = f"Enter takes it{newline}   Esc leaves it"
            yield Static(keys, id="keys", markup=False)

    def on_mount(self) -> None:
        field = self.query_one(TextArea)
        field.move_cursor(field.document.end)
        field.focus()

    def action_take(self) -> None:
        text = self.query_one(TextArea).text.strip()
        self.dismiss(text if self._rows > 1 else " ".join(text.split()))

    def action_newline(self) -> None:
        if self._rows > 1:
            self.query_one(TextArea).insert("\n")

    async def action_dismiss(self, result: str | None = None) -> None:
        self.dismiss(result)
