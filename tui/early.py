"""What is typed before there is anybody to take it: kept in its order, and given out when there is.

First nothing has the focus; then the services are missing, which most keys but letters need.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual import events

from tui.actions import bindings
from tui.terminal.input import TypedPaste

if TYPE_CHECKING:
    from tui.app import PalaverApp

_LATER = {key for key, action, _ in bindings("anywhere") if action not in ("quit", "copy_or_stop")}
"""Keys that need the services."""
_STEP, _STEPS = 0.01, 50
"""Seconds, and how often they are waited for what a key opens."""


class Early:
    """`take` says whether an event waits; `give_out` lets what waits go."""

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

    async def give_out(self) -> None:
        """Deliver in order; stops at a key for what is not there yet."""
        while self._held:
            if self._too_early(self._held[0]):
                self._app.wake(self._app.chat)
                return
            event, before = self._held.pop(0), self._app.screen
            await self._deliver(event)
            if self._held and isinstance(event, events.Key) and event.key in _LATER:
                await self._opened(before)
        self._held = None

    async def _opened(self, before: object) -> None:
        """Wait until what a key opens takes keys; some open nothing."""
        for _ in range(_STEPS):
            if self._app.screen is not before and self._app.focused is not None:
                return
            await asyncio.sleep(_STEP)

    def _too_early(self, event: events.Event) -> bool:
        key = event.key if isinstance(event, events.Key) else ""
        return key in _LATER and not self._app.chat.awake
