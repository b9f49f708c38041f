"""The end of the program: nothing that was typed or said is left behind."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.widget import Widget

    from tui.app import PalaverApp

_RISING = 5.0
"""Seconds that are waited for the services, when something was typed and they are not there."""
_SETTLING = 1.0
"""Seconds for what was typed last."""
_AGAIN = 5.0
"""Seconds within which a second Ctrl+Q means it."""
_WRITING = ("store", "state", "draft")
"""Groups of workers whose writes are waited for before the store closes."""


class Ending:
    """Of one app."""

    def __init__(self, app: PalaverApp) -> None:
        self._app = app
        self._asked = False

    async def quit(self) -> None:
        """Quit; while answers stream, only when asked twice."""
        chat = self._app.chat
        live = chat.asking.talk.live.values() if chat.awake else ()
        coming = sum(each.turn.end is None for each in live)  # others are only being written down
        if coming and not self._asked:
            self._asked = True
            self._app.set_timer(_AGAIN, self._forget)
            plural = "answers" if coming > 1 else "answer"
            told = f"{coming} {plural} still coming · ^Q again keeps what is here"
            chat.notice(told, _AGAIN)
            return
        await self.shut()
        self._app.exit()

    async def shut(self) -> None:
        """Stop what is being given, write everything down, close the services."""
        app, chat = self._app, self._app.chat
        await self._settled(chat.prompt.field)
        if not chat.awake and chat.prompt.draft.text:
            app.wake(chat)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(app.awake.wait(), _RISING)
        if not chat.awake or app.services is None:
            return
        chat.leave()
        await chat.asking.talk.close()
        if writing := [w for w in app.workers if w.group in _WRITING]:
            await app.workers.wait_for_complete(writing)
        chat.awake = False
        await app.services.aclose()

    async def _settled(self, widget: Widget) -> None:
        """Keys that came before are in the prompt's queue and not yet in the prompt."""
        settled = asyncio.Event()
        if widget.call_later(settled.set):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(settled.wait(), _SETTLING)

    def _forget(self) -> None:
        self._asked = False
