"""The smallest app on our driver, for the pty: an input, and what reached the app."""

from __future__ import annotations

import sys

from tui.terminal import query

asked = query.begin()

from textual import events  # noqa: E402 - the import is the wait
from textual.app import App, ComposeResult  # noqa: E402
from textual.widgets import Input, Static  # noqa: E402


class Small(App[None]):
    def compose(self) -> ComposeResult:
        yield Input()
        yield Static("ready", id="heard", markup=False)

    def _hear(self, text: str) -> None:
        heard = self.query_one("#heard", Static)
        heard.update(f"{heard.content}\n{text}")

    def on_key(self, event: events.Key) -> None:
        self._hear(f"key:{event.key}")

    def on_terminal_changed(self, event) -> None:
        terminal = event.terminal
        self._hear(f"now:{terminal.mode()} {terminal.cell} {terminal.ground} {terminal.dark}")


terminal = asked.finish()
try:
    if "--crash" in sys.argv:
        raise SystemExit(3)
    Small(driver_class=asked.driver()).run()
finally:
    asked.restore()
