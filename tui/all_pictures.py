"""The library of all pictures: opened and closed over the chat, and what is done from it.

Its screen is made before it is first looked at, and kept: making it took half as long as showing
the pictures.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from chat.store.errors import StoreError

if TYPE_CHECKING:
    from chat.store.rows import PictureBinned, PictureRow
    from tui.chat_screen import ChatScreen
    from tui.gallery import Gallery
    from tui.pictures.library import Library
    from tui.services import Services

_NAME = "library"


class AllPictures:
    """Of one chat screen."""

    def __init__(self, screen: ChatScreen, services: Services, gallery: Gallery) -> None:
        self.screen, self.gallery = screen, gallery
        self.services, self.store = services, services.store
        self.open = False
        self._library: Library | None = None
        self._making = asyncio.Lock()

    async def toggle(self, *, with_panel: bool = False) -> None:
        """Over the chat, or away again; `with_panel`, what it was reached by is put away, too."""
        if self.open:
            if self._library is not None and self._library.is_current:
                self._library.dismiss(None)
                if with_panel:
                    self.gallery.put_away()
            return
        self.open = True
        library = await self.made()
        self.screen.app.push_screen(library, self._closed)
        library.begin()

    async def warm(self) -> None:
        """Make ready what shows pictures, where there are some to show."""
        if await self.services.warm_pictures():
            await self.made()

    async def made(self) -> Library:
        """Its screen, laid out and ready to be shown; made when it is asked for first."""
        async with self._making:
            if self._library is None:
                await asyncio.to_thread(_prepare)
                self._library = await self._make()
        return self._library

    async def _make(self) -> Library:
        from tui.pictures.library import Library
        from tui.pictures.thumb_files import ThumbFiles

        app = self.screen.app
        files = ThumbFiles(app.folders.thumbs, self.gallery.pictures.limits)
        library = Library(self.store, self.gallery.room(), files, self.gallery.path, self)
        app.install_screen(library, _NAME)
        # Textual's own way to mount a screen is to show it.
        await app._get_screen(library)[1]
        library._refresh_layout(app.size)
        return library

    def _closed(self, wanted: PictureRow | None) -> None:
        self.open = False
        if self._library is not None:
            self._library.end()
        self.gallery.looked()
        if wanted is not None:
            self.screen.run_worker(self._go_to(wanted), group="library")

    async def _go_to(self, row: PictureRow) -> None:
        """Read the message that has the picture."""
        screen = self.screen
        if row.conversation != screen.current.id:
            screen.shelf.open(row.conversation)
        await screen.asking.show_branch(row.message)
        screen.reader.read(row.message)

    # -- what the library asks for

    async def delete(self, name: str) -> str:
        binned = await self.store.delete_picture(name)
        self.screen.undo.add(partial(self._restore, binned))
        self._changed(binned)
        places = len(binned.messages)
        where = f" in {places} places" if places > 1 else ""
        return f"Deleted{where}. ^Z brings it back."

    async def _restore(self, binned: PictureBinned) -> None:
        try:
            await self.store.restore_picture(binned)
        except StoreError as error:
            self.screen.store_failed(error)
            return
        self._changed(binned)
        self.screen.notice("It is back.", 3)

    def _changed(self, binned: PictureBinned) -> None:
        for number in binned.messages:
            self.screen.reader.refresh_message(number)
        self.gallery.refresh()

    async def undo(self) -> bool:
        return await self.screen.undo.last()


def _prepare() -> None:
    """Import what it is made of, so that the loop does not. In a thread."""
    import tui.pictures.library  # noqa: F401
