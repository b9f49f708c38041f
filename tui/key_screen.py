"""Enter a key: it is tried at once, so that a wrong one is told here and not in an answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from chat.errors import ProviderError
from chat.text import clean_line
from tui.field import Field


class KeyScreen(ModalScreen[bool]):
    """True once `attempt(key)` returned; it raises `ProviderError` or `OSError` for a bad one.

    `page` is where the person gets a key.
    """

    KEYS = "Enter try and keep · Esc close"

    DEFAULT_CSS = """
    KeyScreen {
        align: center middle;
        background: $ground 55%;
        #sheet { width: 76; max-width: 100%; height: auto; background: $panel; padding: 1 2; }
        #title { color: $text; text-style: bold; padding: 0 1; }
        #page { color: $muted; padding: 0 1; }
        #key-row { height: 1; margin: 1 0; }
        #glyph { width: 3; color: $accent; padding: 0 1; }
        #said { padding: 0 1; color: $muted; }
        #said.-wrong { color: $error; }
    }
    """

    BINDINGS = [
        Binding("escape,ctrl+c", "close", "Close", priority=True, show=False),
        Binding("tab,shift+tab", "nothing", "", priority=True, show=False),
    ]

    def __init__(self, label: str, page: str, attempt: Callable[[str], Awaitable[object]]) -> None:
        super().__init__()
        self._label, self._page = clean_line(label, 60), clean_line(page)
        self._attempt = attempt
        self.field = Field(placeholder="paste the key here", password=True, id="key")

    def compose(self) -> ComposeResult:
        with Vertical(id="sheet"):
            yield Static(Content(f"A key for {self._label}"), id="title")
            if self._page:
                yield Static(Content(f"One is made at {self._page}"), id="page")
            with Horizontal(id="key-row"):
                yield Static("›", id="glyph", markup=False)
                yield self.field
            yield Static(Content(self.KEYS), id="said")

    def on_mount(self) -> None:
        self.field.focus()

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        said = self.query_one("#said", Static)
        said.update(Content(clean_line(sentence, 300)))
        said.set_class(wrong, "-wrong")
        if wrong:
            self.field.select_all()  # what is typed or pasted now takes its place

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        if event.value:
            self._say(self.KEYS)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        key = event.value.strip()
        if not key:
            return
        if wrong := malformed(key):
            self._say(wrong, wrong=True)
            return
        self._say("Trying it …")
        self.run_worker(self._try(key), group="try", exclusive=True)

    async def _try(self, key: str) -> None:
        try:
            await self._attempt(key)
        except ProviderError as error:
            self._say(error.sentence, wrong=True)
        except OSError as error:
            self._say(f"The key cannot be kept: {error.strerror or error}.", wrong=True)
        else:
            self.dismiss(True)

    def on_click(self, event: events.Click) -> None:
        sheet = self.query_one("#sheet").region
        if self.is_current and not sheet.contains(event.screen_x, event.screen_y):
            self.action_close()

    def action_close(self) -> None:
        self.dismiss(False)

    def action_nothing(self) -> None:
        """Tab has nowhere to go."""


def malformed(key: str) -> str:
    """Why `key` cannot be one: it goes into a header, so letters, digits and signs only."""
    if any(char.isspace() for char in key):
        return "A key has no spaces in it; this looks like something else."
    if not key.isascii() or not key.isprintable():
        return "A key has plain letters, digits and signs only; something else was pasted."
    return ""
