"""What the app needs from below, opened together in a thread after the first paint.

A data folder that cannot be used does not stop the app: it goes on in memory and says so.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chat.store.errors import StoreError
from chat.store.store import Store
from providers.session import Session

if TYPE_CHECKING:
    from pathlib import Path

    from chat.paths import Folders
    from chat.settings import Settings

_AWAKE = (
    "tui.asking",
    "tui.choosing",
    "tui.conversations",
    "tui.copying",
    "tui.gallery",
    "tui.prompt.attaching",
    "tui.prompt.completion",
    "tui.prompt.queue_rows",
    "tui.reading",
    "tui.retrying",
    "tui.shelf",
    "tui.situation",
)
"""What the chat screen is made of once it is awake."""

_LANGUAGES = ("python", "bash", "sh", "json", "javascript", "typescript", "html", "sql", "yaml")
"""Those that answers hold most often; others are made ready when they are met."""


@dataclass(frozen=True, slots=True)
class Services:
    """The store and the way to the models; `trouble` says why nothing is being kept."""

    store: Store
    session: Session
    trouble: StoreError | None = None

    async def warm_pictures(self) -> bool:
        """Import what shows pictures, where there are some to show; whether there are."""
        try:
            if not self.store.has_pictures():
                return False
        except StoreError as error:  # who looks for them is told
            logging.getLogger(__name__).warning("pictures: %s", error)
            return False
        for name in ("library", "decode", "contact"):
            await asyncio.to_thread(importlib.import_module, f"tui.pictures.{name}")
        return True

    async def sweep(self, thumbs: Path) -> None:
        """Take away files of pictures that a kill left behind, or that are in no use any more,
        with what is kept of them in `thumbs`."""
        from tui.pictures.thumb_files import ThumbFiles

        pictures = self.session.pictures
        await asyncio.to_thread(pictures.sweep)
        try:
            unused = await self.store.unused_pictures()
            gone = await asyncio.to_thread(lambda: [each for each in unused if pictures.drop(each)])
            for each in gone:
                ThumbFiles(thumbs).drop(each)
            if gone:
                await self.store.forget_unused(gone)
        except StoreError as error:  # it is looked for again at the next start
            logging.getLogger(__name__).warning("pictures in the bin: %s", error)

    async def aclose(self) -> None:
        await self.session.aclose()
        await self.store.aclose()


def open_services(folders: Folders, settings: Settings) -> Services:
    """Blocking, tens of milliseconds, most of them imports."""
    trouble: StoreError | None = None
    try:
        store = Store.open(folders.database, state=folders.state)
    except StoreError as error:
        trouble = error
        store = Store.open(None, state=folders.state)
    return Services(store, Session.open(folders, settings), trouble)


def prepare() -> None:
    """Import what the chat screen needs to wake up, so that the loop does not. In a thread."""
    for name in _AWAKE:
        importlib.import_module(name)


def warm() -> None:
    """Import what the first question is sent with and its answer drawn with, so that they do not
    pay for it. In a thread."""
    importlib.import_module("tui.prompt.sending")
    importlib.import_module("tui.transcript.growing")
    importlib.import_module("tui.transcript.highlight").prepare(_LANGUAGES)
    # All that is there now stays: full collections, the longest holds of the loop, pass it over.
    gc.freeze()
