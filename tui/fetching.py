"""A picture that could not be kept, or whose file has gone, fetched once more from its address.

Addresses of generated pictures live for hours at best; what comes is kept before it is shown.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from chat.errors import ProviderError
from chat.messages import Message, Picture, PicturePart
from chat.store.errors import StoreError
from chat.turn import PictureError
from providers.models import Model

if TYPE_CHECKING:
    from tui.chat_screen import ChatScreen
    from tui.services import Services


@dataclass(frozen=True, slots=True)
class Fetched:
    """How it went, as a sentence; without a picture there is nothing new."""

    sentence: str
    picture: Picture | None = None


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
        picture = part.picture
        if picture is None:
            return bool(part.source)
        if not picture.source:
            return False
        try:
            size = self._session.pictures.path(picture.hash).stat().st_size
        except OSError:
            return True
        return size != picture.size or bool(self._screen.gallery.inline.problem(picture))

    async def again(self, number: int, slots: list[int] | None = None) -> None:
        """Fetch these pictures of a message, else all that are lost."""
        message = self._screen.asking.message(number)
        if message is None or number in self._busy:
            return
        self._busy.add(number)
        self._screen.notice("Fetching the picture again …", 0)
        try:
            wanted = self.lost(number) if slots is None else slots
            came = [await self._tried(message, slot) for slot in wanted]
        finally:
            self._busy.discard(number)
            self._screen.gallery.came(number)
        failed = [each.sentence for each in came if each.picture is None]
        if not failed:
            self._screen.notice("The picture is here." if len(came) < 2 else "They are here.")
        elif len(came) == 1:
            self._screen.notice(failed[0], 0)
        else:
            self._screen.notice(f"{len(failed)} of {len(came)}: {failed[0]}", 0)

    async def one(self, number: int, slot: int) -> Fetched:
        """Fetch one picture of any conversation."""
        message = self._screen.asking.message(number)
        if message is None or not (slot in self.lost(number) or await self._damaged(message, slot)):
            return Fetched("It is here, or where it came from is not known.")
        try:
            return await self._tried(message, slot)
        finally:
            self._screen.gallery.came(number)

    async def _tried(self, message: Message, slot: int) -> Fetched:
        """One that fails does not keep those after it from coming."""
        try:
            return Fetched("The picture is here.", await self._fetch(message, slot))
        except (PictureError, ProviderError, OSError) as error:
            return Fetched(f"Not fetched: {error}")
        except StoreError as error:
            return Fetched(f"{error.sentence} {error.next_step}")

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

    async def _fetch(self, message: Message, slot: int) -> Picture:
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
        if old is not None:  # it was given then, whenever it came
            picture = replace(picture, created=old.created)
        self._screen.gallery.inline.retry(picture)
        await self._store.replace_picture(message.id, slot, picture)
        return picture


def _parts(message: Message) -> list[PicturePart]:
    return [part for part in message.parts if isinstance(part, PicturePart)]
