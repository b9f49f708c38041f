"""Where and how one question is asked: the address that works, and lessons until it is answered."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any

import httpx

from chat.chunks import Chunk
from chat.errors import ProtocolError, ProviderError
from providers.address import bare
from providers.base import secrets
from providers.http import Call
from providers.lessons import Attempt, lessons
from providers.openai_refused import Learned, learn, roots, shaped

Made = Callable[[], Awaitable[Mapping[str, Any]]]
"""The body, before what is learned is applied."""
Once = Callable[[Mapping[str, Any]], AsyncGenerator[Chunk, None]]
"""One request with this body."""


class Asked:
    """One question's client, address, headers and lessons."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        base_url: str,
        headers: Mapping[str, str],
        timeout: float,
        learned: Learned,
    ) -> None:
        self.client, self.learned, self.base_url = client, learned, base_url
        self._headers, self._timeout = headers, timeout
        self.anew()

    def anew(self) -> None:
        """Begin with the likeliest address again."""
        possible = roots(self.base_url)
        known = self.learned.get("root")
        self._roots = sorted(possible, key=lambda root: bare(root) != known)

    def call(self, path: str, body: Mapping[str, Any] | bytes, kind: str = "") -> Call:
        """A request at the address that is tried now; `kind` is the content type of bytes."""
        headers = {**self._headers, "content-type": kind} if kind else self._headers
        return Call(self._roots[0] + path, body, headers, self._timeout)

    async def answered(self, made: Made, once: Once) -> AsyncGenerator[Chunk, None]:
        """Ask; where a parameter or the address is refused, ask again without or elsewhere."""
        now = Learned()

        async def attempt() -> Attempt:
            sent = shaped(await made(), self.learned)
            return sent, lambda: once(sent)

        def taught(error: ProviderError, sent: Mapping[str, Any]) -> bool:
            return self._elsewhere(error) or learn(error, sent, self.learned, now)

        source = lessons(attempt, taught, self.learned, secrets(None, self._headers))
        async with aclosing(source):
            async for chunk in source:
                yield chunk
        self._found()

    def _elsewhere(self, error: ProviderError) -> bool:
        """Whether nothing is at this address and another one remains to be tried."""
        lost = isinstance(error, ProtocolError) and error.status in (None, 404, 405)
        if not lost or len(self._roots) < 2:
            return False
        self._roots.pop(0)
        return True

    def _found(self) -> None:
        """The address that was asked works: remembered where it is not the first guess."""
        if self._roots[0] != roots(self.base_url)[0]:
            self.learned["root"] = bare(self._roots[0])
        else:
            self.learned.pop("root", None)
