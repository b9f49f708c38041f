"""What an empty conversation says: three lines, no more, gone with the first question."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from chat.text import clean_line


def lines(model: str, *, guide: bool = False, key_needed: str = "") -> tuple[str, str, str]:
    """The three lines; `key_needed` is the endpoint that waits for a key."""
    name = clean_line(model, 60) or "a model"
    if guide:
        first = "Ask how palaver works: guide answers from its help pages, it is no model."
        second = "^L picks a model, and takes a key where one is needed."
    elif key_needed:
        first = f"{name} needs a key of {clean_line(key_needed, 40)}: send, and it asks for one."
        second = "^L picks another model, and tells which work now."
    else:
        first = f"Type a question and press Enter: {name} answers."
        second = "^L picks another model at any time, in the middle of a conversation, too."
    return first, second, "^P shows everything that can be done, F1 every key."


class Welcome(Static):
    """The three lines where the first message will stand."""

    DEFAULT_CSS = """
    Welcome { height: auto; padding: 0 2; color: $muted; max-width: 92; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)

    def show(self, model: str, *, guide: bool = False, key_needed: str = "") -> None:
        first, *rest = lines(model, guide=guide, key_needed=key_needed)
        self.update(Content.assemble((first, "$text"), *(f"\n{line}" for line in rest)))
