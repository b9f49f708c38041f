"""A picture that could not be kept, or whose file has gone, fetched once more from its address.

Addresses of generated pictures live for hours at best; what comes is kept before it is shown.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from chat.errors import ProviderError
from chat.messages import Message, PicturePart
from chat.store.errors import StoreError
from chat.turn import PictureError
from providers.models import Model

if TYPE_CHECKING:
    from tui.chat_screen import ChatScreen
    from tui.services import Services


class Fetching:
    """`again` for a message of the conversation on `screen`; it says how it went."""

    def __init__(self, screen: ChatScreen, services: Services) -> None:
        self._screen = screen
        self._store, self._session = services.store, services.session
        self._busy: set[int] = set()

    def lost(self, number: int) -> list[int]:
        """The pictures of a message, counted from 0, that are not here, or not whole, but have an
        address."""
        message = self._screen.asking.message(number)
        if message is None or any(
            live.answer == number for live in self._screen.asking.talk.live.values()
        ):
            return []
        return [slot for slot, part in enumerate(_parts(message)) if self._is_lost(part)]

    def _is_lost(self, part: PicturePart) -> bool:
        if part.picture is None:
            return bool(part.source)
        try:
            size = self._session.pictures.path(part.picture.hash).stat().st_size
        except OSError:
            size = None
        return bool(part.picture.source) and size != part.picture.size

    async def again(self, number: int, slots: list[int] | None = None) -> None:
        """Fetch these pictures of a message, else all that are lost."""
        message = self._screen.asking.message(number)
        if message is None or number in self._busy:
            return
        self._busy.add(number)
        self._screen.notice("Fetching the picture again …", 0)
        try:
            for slot in self.lost(number) if slots is None else slots:
                await self._fetch(message, slot)
        except (PictureError, ProviderError, OSError) as error:
            self._screen.notice(f"Not fetched: {error}", 0)
        except StoreError as error:
            self._screen.store_failed(error)
        else:
            self._screen.notice("The picture is here.")
        finally:
            self._busy.discard(number)
            self._screen.gallery.came(number)

    async def one(self, number: int, slot: int) -> str:
        """Fetch one picture of any conversation; the sentence that says how it went."""
        message = self._screen.asking.message(number)
        if message is None or not (slot in self.lost(number) or await self._damaged(message, slot)):
            return "It is here, or where it came from is not known."
        try:
            await self._fetch(message, slot)
        except (PictureError, ProviderError, OSError) as error:
            return f"Not fetched: {error}"
        except StoreError as error:
            return error.sentence
        finally:
            self._screen.gallery.came(number)
        return "The picture is here."

    async def _damaged(self, message: Message, slot: int) -> bool:
        """Whether what is here is not what was kept, and it has an address."""
        found = _parts(message)[slot : slot + 1]
        picture = found[0].picture if found else None
        if picture is None or not picture.source:
            return False
        try:
            await asyncio.to_thread(self._session.pictures.load, picture.hash)
        except PictureError:
            return True
        return False

    async def _fetch(self, message: Message, slot: int) -> None:
        part = _parts(message)[slot]
        old = part.picture
        source = old.source if old is not None else part.source
        model = Model(message.model, message.endpoint)
        data = await self._session.fetch(source, model)
        keep = partial(
            self._session.pictures.keep,
            data,
            prompt=old.prompt if old is not None else part.prompt,
            endpoint=message.endpoint,
            model=message.model,
            parameters=old.parameters if old is not None else None,
            source=source,
        )
        picture = await asyncio.to_thread(keep)
        self._screen.gallery.inline.retry(picture)
        await self._store.replace_picture(message.id, slot, picture)


def _parts(message: Message) -> list[PicturePart]:
    return [part for part in message.parts if isinstance(part, PicturePart)]
