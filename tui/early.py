"""What is typed before there is anybody to take it: kept in its order, and given out when there is.

First nothing has the focus; then the services are missing, which most keys but letters need; and
later what a key opens stands a few messages after it, and what is typed meanwhile is for that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual import events

from tui.actions import bindings
from tui.terminal.input import TypedPaste

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget
    from textual.worker import Worker

    from tui.app import PalaverApp

_LATER = {key for key, action, _ in bindings("anywhere") if action not in ("quit", "copy_or_stop")}
"""Keys that need the services."""
_OPENING = ("pick_model", "conversations", "pictures", "palette", "help", "find")
_OPENS = {key for key, action, _ in bindings("anywhere") if action in _OPENING}
"""Keys that give the focus away."""
_STEP, _STEPS = 0.01, 50
"""Seconds, and how often they are waited for what a key opens."""

_Place = tuple["Screen[object]", "Widget | None"]


class Early:
    """`take` says whether an event waits; `pass_on` delivers one that does not; `give_out` lets
    what waits go."""

    def __init__(self, app: PalaverApp, deliver: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app, self._deliver = app, deliver
        self._held: list[events.Event] | None = []
        """None once nothing waits any more."""

    def take(self, event: events.Event) -> bool:
        fresh = isinstance(event, events.Key) and not event.is_forwarded
        if self._held is not None and (fresh or type(event) in (events.Paste, TypedPaste)):
            self._held.append(event)
            return True
        if fresh and self._too_early(event):
            self._held = [event]
            self._app.wake(self._app.chat)
            return True
        return False

    async def pass_on(self, event: events.Event) -> None:
        """Deliver `event`; behind a key that opens something the others wait until it is open."""
        if not self._opens(event):
            await self._deliver(event)
            return
        before, working = self._place, set(self._app.workers)
        await self._deliver(event)
        self._held = []
        self._app.run_worker(self._follow(before, working), group="early")

    async def give_out(self) -> None:
        """Deliver in order; stops at a key for what is not there yet."""
        while self._held:
            if self._too_early(self._held[0]):
                self._app.wake(self._app.chat)
                return
            event = self._held.pop(0)
            before, working = self._place, set(self._app.workers)
            opens = self._opens(event)
            await self._deliver(event)
            if opens and self._held:
                await self._opened(before, working)
        self._held = None

    async def _follow(self, before: _Place, working: set[Worker[object]]) -> None:
        await self._opened(before, working)
        await self.give_out()

    async def _opened(self, before: _Place, working: set[Worker[object]]) -> None:
        """Wait until what a key opens takes keys; some open nothing. `working` were at work
        before it: whoever came since may be about to open it."""
        mine = set(self._app.workers) - working
        for _ in range(_STEPS):
            if await self._open(before, mine):
                return
            await asyncio.sleep(_STEP)

    async def _open(self, before: _Place, mine: set[Worker[object]]) -> bool:
        nothing = self._app.screen.is_mounted and all(worker.is_finished for worker in mine)
        await self._caught_up()
        return nothing or (self._place != before and self._app.focused is not None)

    async def _caught_up(self) -> None:
        """Until the app has done what it was asked to: the focus is given by a message to it."""
        done = asyncio.Event()
        self._app.call_later(done.set)
        await done.wait()

    @property
    def _place(self) -> _Place:
        return self._app.screen, self._app.focused

    def _opens(self, event: events.Event) -> bool:
        fresh = isinstance(event, events.Key) and not event.is_forwarded
        return fresh and event.key in _OPENS and self._app.screen is self._app.chat

    def _too_early(self, event: events.Event) -> bool:
        key = event.key if isinstance(event, events.Key) else ""
        return key in _LATER and not self._app.chat.awake
