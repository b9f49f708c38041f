"""A one-line field without a box; ^V is the system's clipboard, not the app's own."""

from __future__ import annotations

from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from tui.own_keys import act_now


class Field(Input):
    """Textual's Input, drawn as plain text on its ground."""

    DEFAULT_CSS = """
    Field, Field:focus {
        border: none;
        padding: 0;
        height: 1;
        width: 1fr;
        background: transparent;
        background-tint: transparent 0%;
        color: $text;
        &>.input--placeholder { color: $faint; }
    }
    """

    virtual_size = Reactive(Size(0, 0))
    """Not Textual's: what is typed in one line changes the place of nothing."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        password: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(
            value,
            placeholder=placeholder,
            password=password,
            id=id,
            validate_on=(),
            select_on_focus=False,
            compact=True,
        )
        self.cursor_blink = False

    async def on_key(self, event: events.Key) -> None:
        if not event.is_printable:
            await act_now(self, event)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """`?` in an empty field may be a key of the overlay around it."""
        free = key == "question_mark" and not self.value
        return not free and super().check_consume_key(key, character)

    async def action_paste(self) -> None:  # type: ignore[override]
        from tui.clipboard import paste

        pasted = await paste(self.app)
        if isinstance(pasted, str):
            lines = pasted.strip().splitlines() or [""]
            self.insert_text_at_cursor(lines[0])
