"""The pictures of the conversation: the panel beside the transcript, else over the whole screen."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from chat.messages import PicturePart
from chat.store.errors import StoreError
from tui.all_pictures import AllPictures
from tui.fetching import Fetched, Fetching
from tui.following import Following
from tui.pictures.inline import Inline

if TYPE_CHECKING:
    from pathlib import Path

    from textual.widget import Widget

    from chat.messages import Picture
    from chat.pictures import Limits
    from tui.chat_screen import ChatScreen
    from tui.pictures.darkroom import Darkroom
    from tui.pictures.panel import PicturePanel
    from tui.services import Services
    from tui.talk import Live
    from tui.terminal.value import Terminal

PANEL_FROM = 140
"""Columns from which the panel stands beside the transcript."""


class Gallery:
    """Shows what the store has; the panel is made when there is a first picture to show."""

    def __init__(self, screen: ChatScreen, services: Services) -> None:
        self.screen = screen
        self.store = services.store
        self.pictures = services.session.pictures
        self.fetching = Fetching(screen, services)
        self.all = AllPictures(screen, services, self)
        self.panel: PicturePanel | None = None
        reader = screen.reader
        self.inline = Inline(
            self.room,
            self.path,
            screen.app.settings.pictures,
            lambda anew: reader.pictures_came(anew=anew),
            self._beside,
        )
        reader.pictures = self.inline
        self._darkroom: Darkroom | None = None
        self._shown: list[Picture] = []
        self._of: int | None = None
        """The conversation that they are of."""
        self.following = Following(screen, self)
        self._by_panel = False
        self._looked = False
        """Whether the panel gets the focus back from the whole screen."""

    # -- what is there

    def path(self, picture: Picture) -> Path:
        """The file of a stored picture."""
        return self.pictures.path(picture.hash)

    async def attach(self, data: bytes, name: str) -> PicturePart:
        """Keep a picture the person attached. `PictureError` or `OSError` when it is none: one
        that is cut off is seen only when it is decoded."""
        await asyncio.to_thread(_decodes, data, self.pictures.limits)
        keep = partial(self.pictures.keep, data, prompt=name)
        return PicturePart(await asyncio.to_thread(keep), prompt=name)

    def refresh(self) -> None:
        """Read the conversation's pictures again."""
        conversation = self.screen.current.id
        if conversation != self._of:
            self._of = conversation
            self.following.leave()
        found = self.store.pictures(conversation) if conversation is not None else []
        self._shown = [picture for _, picture in found]
        self.arrange()

    def follow(self, live: Live) -> None:
        """Show what is being drawn in the answer `live`, while its conversation is open."""
        self._of = live.conversation
        self.following.begin(live)

    async def fetch(self, picture: Picture) -> Fetched:
        """Fetch a picture again that is missing or damaged."""
        try:
            place = self.store.place_of(picture.hash)
        except StoreError as error:
            return Fetched(error.sentence)
        if place is None:
            return Fetched("Where it came from is not known.")
        return await self.fetching.one(*place)

    def came(self, message: int) -> None:
        """A picture of `message` was fetched again."""
        self.screen.reader.refresh_message(message)
        self.refresh()

    # -- where it is shown

    @property
    def places(self) -> list[Widget]:
        """What Tab reaches after the transcript."""
        return [self.panel] if self.panel is not None and self.panel.display else []

    def toggle(self) -> None:
        """To the panel, from it to the library of all; without room for a panel the newest fills
        the screen, without pictures here there is only the library."""
        app = self.screen.app
        nothing = not self._shown and not self.places
        if nothing and self.store.has_pictures():
            self.toggle_all()
        elif nothing:
            self.screen.notice("No pictures here yet. ^L guide/canvas draws without any server.")
        elif app.settings.pictures != "panel" or self.screen.size.width < PANEL_FROM:
            self.full(self._shown[-1])
        elif self.panel is not None and self.panel.has_focus_within:
            self.toggle_all(by_panel=True)
        else:
            if not app.state.panel_open:
                self._open_panel(opens=True)
            if self.panel is not None:
                self.panel.focus()

    def _open_panel(self, *, opens: bool) -> None:
        app = self.screen.app
        app.remember(replace(app.state, panel_open=opens))
        self.arrange()
        self.screen.reader.pictures_changed()

    def put_away(self) -> None:
        """No panel until it is asked for again."""
        self._open_panel(opens=False)
        self._looked = False
        self.screen.prompt.focus()

    def toggle_all(self, *, by_panel: bool = False) -> None:
        """The library of all pictures, or away with it: with the panel, where that led to it."""
        if not self.all.open:
            self._by_panel = by_panel
        self.screen.run_worker(self.all.toggle(with_panel=self._by_panel), group="library")

    def _beside(self) -> bool:
        """Whether the panel is where pictures are looked at."""
        return self.screen.size.width >= PANEL_FROM and self.screen.app.state.panel_open

    def full(self, picture: Picture) -> None:
        """One picture over the whole screen, with the others to browse."""
        if (
            self.screen.app.screen is not self.screen
        ):  # a second click came while the first was opening it
            return
        from tui.pictures.fullscreen import FullScreen

        pictures = self._shown if picture in self._shown else [picture]
        screen = FullScreen(pictures, picture, self.room(), self.path)
        self.screen.app.push_screen(screen, self._back)

    def came_back(self) -> bool:
        """Whether the focus stays in the panel, now that a screen above has closed."""
        looked, self._looked = self._looked, False
        return looked

    def looked(self) -> None:
        """A screen over the chat closes: who was in the panel goes on there."""
        self._looked = any(place.has_focus_within for place in self.places)

    def _back(self, picture: Picture | None) -> None:
        self.looked()
        if self.panel is not None and picture is not None:
            self.panel.show(self._shown, picture)

    def layout(self, columns: int) -> None:
        """The panel stands where it fits, has something to show and is not put away."""
        app = self.screen.app
        wanted = (
            columns >= PANEL_FROM
            and app.settings.pictures == "panel"
            and app.state.panel_open
            and (bool(self._shown) or self.following.drawing)
        )
        if wanted and self.panel is None:
            from tui.pictures.panel import PicturePanel

            self.panel = PicturePanel(self.room(), self.path)
            self.panel.show(self._shown)
            self.screen.query_one("#columns").mount(self.panel)
            self.following.tell()
        if self.panel is not None:
            if not wanted and self.panel.has_focus_within:
                self.screen.prompt.focus()
            self.panel.display = wanted

    def terminal_changed(self, terminal: Terminal) -> None:
        if self._darkroom is not None:
            self._darkroom.change(terminal)
            self.screen.reader.pictures_changed()

    def covered(self, *, covered: bool) -> None:
        """Something lies over the chat, or no longer does."""
        self.inline.covered = covered
        if self.inline.inline:
            self.screen.reader.pictures_came()

    def arrange(self) -> None:
        """The panel as large as it is, or away, with what there is."""
        self.layout(self.screen.size.width)
        if self.panel is not None:
            self.panel.show(self._shown)

    def room(self) -> Darkroom:
        if self._darkroom is None:
            from tui.pictures.darkroom import Darkroom

            app = self.screen.app
            self._darkroom = Darkroom(
                app.terminal,
                app.settings.images,
                grey=app.no_color,
                limits=self.pictures.limits,
            )
            if app._driver is not None:
                self._darkroom.connect(app._driver.write, app.console)
            app.app_resume_signal.subscribe(self.screen, self._resumed)
        return self._darkroom

    def _resumed(self, _: object) -> None:
        """The terminal was somebody else's for a while and has forgotten what it was sent."""
        self.room().again()


def _decodes(data: bytes, limits: Limits) -> None:
    """In a thread: imports Pillow. Raises `PictureError`."""
    from tui.pictures.decode import decode

    decode(data, (64, 64), limits)
