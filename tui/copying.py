"""Taking things out: the selection, a message, its code; the screen says which road worked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.chat_screen import ChatScreen


class Copying:
    def __init__(self, screen: ChatScreen) -> None:
        self.screen = screen

    async def text(self, text: str, what: str) -> None:
        """Copy `text`; `what` is what the notice calls it."""
        from tui.clipboard import copy

        if not text:
            self.screen.notice(f"There is no {what} to copy.")
            return
        road = await copy(text, self.screen.app)
        self.screen.notice(f"Copied the {what} ({road}).")

    async def message(self, number: int) -> None:
        found = self.screen.asking.message(number)
        await self.text(found.text if found else "", "message")

    async def code(self, number: int) -> None:
        blocks = self.screen.reader.code_blocks(number)
        await self.text(blocks[-1].text if blocks else "", "code")

    def selection(self) -> bool:
        """Copy what is selected, if anything is."""
        text = self.screen.prompt.selected_text or self.screen.get_selected_text() or ""
        if text:
            self.screen.run_worker(self.text(text, "selection"), group="copy")
        return bool(text)
