"""The whole app on Textual's pilot, with models that say what a test tells them to."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from textual.pilot import Pilot

from chat.chunks import Chunk
from chat.errors import AuthenticationError, NetworkError
from chat.paths import Folders
from chat.settings import Settings
from chat.store.store import Store
from providers.endpoints import Endpoint
from providers.models import Model
from providers.session import Session
from tests.support import wait_until
from tui.app import PalaverApp
from tui.chat_screen import ChatScreen
from tui.repeat import Repeat
from tui.services import Services
from tui.terminal.value import Terminal
from tui.wish import Wish

Script = Callable[["Asked"], AsyncIterator[Chunk]]


@dataclass(slots=True)
class Asked:
    """One request as a model got it; `go` lets a script that waits for it continue."""

    model: Model
    messages: Sequence[Mapping[str, Any]]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    go: asyncio.Event = field(default_factory=asyncio.Event)
    closed: bool = False

    @property
    def last(self) -> str:
        return str(self.messages[-1]["content"])


async def echo(asked: Asked) -> AsyncIterator[Chunk]:
    """Says what it was asked."""
    yield "You said: "
    yield asked.last


async def waiting(asked: Asked) -> AsyncIterator[Chunk]:
    """Says one half, waits to be told, says the other."""
    yield "first half, "
    await asked.go.wait()
    yield "second half."


@dataclass(slots=True)
class Found:
    """What servers list, by endpoint; those on this machine answer once `go` is set."""

    models: Mapping[str, Sequence[str]] = field(default_factory=dict)
    go: asyncio.Event = field(default_factory=asyncio.Event)
    refuse: Sequence[str] = ()
    """Those that take no key."""
    asked: list[str] = field(default_factory=list)
    """Every endpoint that was asked for its list."""


class Stage:
    """The app, what its models were asked, and shortcuts to what a person sees."""

    def __init__(self, app: PalaverApp, pilot: Pilot[None], asked: list[Asked]) -> None:
        self.app, self.pilot, self.asked = app, pilot, asked

    @property
    def chat(self) -> ChatScreen:
        return next(s for s in self.app.screen_stack if isinstance(s, ChatScreen))

    @property
    def store(self) -> Store:
        assert self.app.services is not None
        return self.app.services.store

    async def until(self, predicate: Callable[[], Any], what: str = "") -> Any:
        return await wait_until(predicate, what=what, pilot=self.pilot)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def write(self, text: str) -> None:
        """Type `text` without Enter."""
        self.chat.prompt.insert(text)
        await self.pilot.pause()

    async def ask(self, text: str) -> None:
        """Type and send; returns when the model was asked."""
        before = len(self.asked)
        await self.write(text)
        await self.press("enter")
        await self.until(lambda: len(self.asked) > before, f"{text!r} to be asked")

    async def answered(self, text: str) -> None:
        """Ask and wait for the end."""
        await self.ask(text)
        await self.quiet()

    async def quiet(self) -> None:
        await self.until(lambda: not self.chat.asking.talk.live, "the answers to end")

    async def escape(self) -> None:
        """Press Esc again: not as a key that is still held down."""
        self.app.escapes = Repeat()
        await self.press("escape")

    @property
    def place(self) -> str:
        """Where the focus is: one of the places of the table of keys."""
        screen = self.app.screen
        if not isinstance(screen, ChatScreen):
            return type(screen).__name__
        places = {"prompt": screen.prompt, "reading": screen.reader, "list": screen.shelf.list}
        places |= {"pictures": screen.gallery.panel}
        found = [name for name, each in places.items() if each and each.has_focus_within]
        return " and ".join(found) or "nowhere"

    def find(self, words: str) -> tuple[int, int]:
        """The column and row at which `words` stand on the screen, the lowest if more do."""
        for y, line in reversed(list(enumerate(self.seen.splitlines()))):
            if words in line:
                return cell_len(line[: line.index(words)]), y
        raise AssertionError(f"{words!r} is not on the screen:\n{self.seen}")

    async def click(self, words: str, *, right: int = 0) -> None:
        """Click on the first letter of `words`, or `right` cells right of it."""
        await self.until(lambda: words in self.seen, words)
        x, y = self.find(words)
        await self.pilot.click(offset=(x + right, y))

    async def drag(self, words: str) -> None:
        """Press on the first letter of `words`, release on the last."""
        x, y = self.find(words)
        await self.pilot.mouse_down(offset=(x, y))
        for step in (1, len(words) // 2, len(words) - 1):
            await self.pilot.hover(offset=(x + step, y))
        await self.pilot.mouse_up(offset=(x + len(words) - 1, y))

    @property
    def notice(self) -> str:
        return str(self.chat.notice_row.render())

    @property
    def status(self) -> str:
        return self.seen.splitlines()[-1] if self.seen.splitlines() else ""

    def texts(self) -> list[str]:
        """What was said on the path, in order."""
        path = self.store.path(self.chat.current.id) if self.chat.current.id else []
        return [message.text for message in self.store.messages([row.id for row in path])]

    @property
    def seen(self) -> str:
        """The screen as plain text."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in lines)


@contextlib.asynccontextmanager
async def staged(
    home: Path,
    script: Script = echo,
    *,
    size: tuple[int, int] = (100, 30),
    settings: Settings | None = None,
    wish: Wish | None = None,
    terminal: Terminal | None = None,
    found: Found | None = None,
    environ: Mapping[str, str] | None = None,
) -> AsyncIterator[Stage]:
    """The app started in `home`; every model answers by `script`.

    No server is found unless `found` has it; no key but those of `environ`.
    """
    asked: list[Asked] = []

    class Scripted(Session):
        async def ask(
            self,
            model: Model,
            messages: Sequence[Mapping[str, Any]],
            parameters: Mapping[str, Any] | None = None,
        ) -> AsyncIterator[Chunk]:
            one = Asked(model, messages, parameters or {})
            asked.append(one)
            try:
                async for chunk in script(one):
                    yield chunk
            finally:
                one.closed = True

        async def runs(self, endpoint: Endpoint) -> bool:
            return True

        async def list_models(self, endpoint: Endpoint, key: str | None = None) -> Sequence[Model]:
            known = {} if found is None else found.models
            if found is not None:
                found.asked.append(endpoint.name)
                if endpoint.name in found.refuse:
                    raise AuthenticationError("No.")
                if endpoint.local:
                    await found.go.wait()
            if endpoint.local and endpoint.name not in known:
                raise NetworkError("is not running")
            if endpoint.name not in known:
                return endpoint.models
            return [Model(name, endpoint.name) for name in known[endpoint.name]]

    def opener(folders: Folders, settings: Settings) -> Services:
        store = Store.open(folders.database, state=folders.state)
        return Services(store, Scripted.open(folders, settings, environ or {}))

    folders = Folders(*(home / name for name in ("config", "data", "cache", "state")))
    app = PalaverApp(
        folders, settings or Settings(), (), terminal or Terminal(), wish, opener=opener
    )
    async with app.run_test(size=size) as pilot:
        stage = Stage(app, pilot, asked)
        await stage.until(lambda: stage.chat.awake, "the services")
        yield stage
        if app.is_running:
            await app.ending.shut()
