"""After the start: a model that is there although nobody named it takes over from the guide.

Endpoints with a key whose models are not known are asked for them, then the servers that usually
run on this machine. Nothing is taken away from a person: who typed, asked or chose is only told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from chat.errors import AuthenticationError, ProviderError
from providers.catalog import NeedsKey

if TYPE_CHECKING:
    from providers.endpoints import Endpoint
    from providers.models import Model
    from tui.choosing import Choosing

_PATIENCE = 10.0
"""Seconds for one list: a server that takes longer is not waited for at the start."""
_DAY = 86400.0


class Finding:
    """One look around; `note` is what the status line says of it."""

    def __init__(self, choosing: Choosing) -> None:
        self._choosing = choosing
        self._screen, self._catalog = choosing.screen, choosing.catalog
        self.note = ""

    async def look(self) -> None:
        """Ask the likely endpoints, keyed ones first; the first that lists a model is offered."""
        everywhere = self._catalog.endpoints.values()
        keyed = [e for e in everywhere if e.needs_key and self._askable(e)]
        local = [e for e in everywhere if e.local and not e.needs_key and self._askable(e)]
        model = await self._first(keyed) or await self._first(local)
        if model is not None:
            self._offer(model)
        self._screen.refresh_status()

    def _askable(self, endpoint: Endpoint) -> bool:
        return not endpoint.closed and not isinstance(self._catalog.state(endpoint.name), NeedsKey)

    async def freshen(self) -> None:
        """Ask again for lists that are older than a day, one after the other: nobody waits."""
        for endpoint in self._catalog.usable():
            age = self._catalog.age(endpoint.name)
            if not endpoint.closed and age is not None and age > _DAY:
                await self._asked(endpoint)

    async def _first(self, endpoints: Sequence[Endpoint]) -> Model | None:
        """All are asked at once; of those that answer the first in order counts."""
        asked = [asyncio.create_task(self._asked(endpoint)) for endpoint in endpoints]
        for endpoint, answer in zip(endpoints, asked, strict=True):
            await answer
            if answer.result() and (model := self._catalog.default(endpoint.name)) is not None:
                return model
        return None

    async def _asked(self, endpoint: Endpoint) -> bool:
        """Whether the endpoint listed its models, within a short time."""
        try:
            async with asyncio.timeout(_PATIENCE):
                if endpoint.local and not await self._choosing.session.runs(endpoint):
                    return False
                await self._catalog.refresh(endpoint.name, self._choosing.session)
        except AuthenticationError:
            self.note = f"{endpoint.name} refused its key · ^L"
            return True  # what is known of it may be asked: the answer says it better
        except (ProviderError, TimeoutError):
            return False  # the catalog keeps the reason: the picker says it
        return True

    def _offer(self, model: Model) -> None:
        screen = self._screen
        untouched = screen.current.empty and not screen.prompt.draft.text
        if untouched and self._choosing.by_default:
            screen.current.model = model
            screen.refresh_welcome()
        elif self._choosing.by_default:
            self.note = f"found {model} · ^L"
