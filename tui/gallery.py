"""The pictures of the conversation: the panel beside the transcript, or an overlay, or full."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from chat.messages import PicturePart

if TYPE_CHECKING:
    from pathlib import Path

    from textual.widget import Widget

    from chat.messages import Picture
    from tui.chat_screen import ChatScreen
    from tui.pictures.panel import PicturePanel
    from tui.services import Services

PANEL_FROM = 140


class Gallery:
    """Shows what the store has; the panel is mounted when there is a first picture to show."""

    def __init__(self, screen: ChatScreen, services: Services) -> None:
        self.screen = screen
        self.store = services.store
        self.pictures = services.session.pictures
        self.panel: PicturePanel | None = None

    @property
    def on(self) -> bool:
        app = self.screen.app
        return app.settings.pictures == "panel" and app.state.panel_open

    def shown(self) -> list[Picture]:
        conversation = self.screen.current.id
        if conversation is None:
            return []
        return [picture for _, picture in self.store.pictures(conversation)]

    def refresh(self) -> None:
        """Read the conversation's pictures again; the newest is shown."""
        pictures = self.shown()
        self._mount_if(bool(pictures))
        if self.panel is not None:
            self.panel.show(pictures)
        self.layout(self.screen.size.width)

    def _mount_if(self, wanted: bool) -> None:
        if wanted and self.panel is None and self.screen.app.settings.pictures != "off":
            from tui.pictures.panel import PicturePanel

            self.panel = PicturePanel(
                self.screen.app.terminal, self.path, self.screen.app.picture_mode
            )
            self.screen.query_one("#columns").mount(self.panel)

    async def attach(self, data: bytes, name: str) -> PicturePart:
        """Keep a picture the person attached. `PictureError` or `OSError` when it is none."""
        keep = partial(self.pictures.keep, data, prompt=name)
        return PicturePart(await asyncio.to_thread(keep), prompt=name)

    @property
    def places(self) -> list[Widget]:
        """What Tab reaches after the transcript."""
        return [self.panel] if self.panel is not None and self.panel.display else []

    def toggle(self) -> None:
        """Show or hide the panel; without room beside the transcript, full screen."""

    def path(self, picture: Picture) -> Path:
        return self.pictures.path(picture.hash)

    def layout(self, columns: int) -> None:
        if self.panel is not None:
            self.panel.display = columns >= PANEL_FROM and self.on and bool(self.shown())
