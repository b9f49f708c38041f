"""The floor of every start: the smallest Textual app with an Input."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Input


class Floor(App[None]):
    def compose(self) -> ComposeResult:
        yield Input(placeholder="Ask anything …")


if __name__ == "__main__":
    Floor().run()
