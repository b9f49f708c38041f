"""The app: what lives as long as the program. Screens come and go; answers are given here."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import App
from textual.driver import Driver
from textual.worker import Worker

from tui import state as state_module
from tui.chat_screen import ChatScreen
from tui.early import Early
from tui.ending import Ending
from tui.repeat import Repeat
from tui.stylesheet import SparingStylesheet
from tui.theme import Palette, names, read, textual_theme
from tui.theme_few import suited
from tui.wish import Wish

if TYPE_CHECKING:
    from pathlib import Path

    from chat.paths import Folders
    from chat.settings import Problem, Settings
    from tui.services import Services
    from tui.terminal.driver import EndAsked, TerminalChanged
    from tui.terminal.value import Terminal

    Opener = Callable[[Folders, Settings], Services]


_QUIET = 0.05
"""Seconds without a key after which what is needed next is imported."""
_READ = 30.0
"""Seconds that what is wrong in the config is shown: a few lines to be read."""
_AWAKE_AFTER = 0.5
"""Seconds from the first paint after which nothing is waited for any more."""


class PalaverApp(App[None]):
    """`folders`, `settings` and what the terminal can do are passed in; tests pass others."""

    CSS_PATH = "palaver.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "palaver"
    SELECT_AUTO_SCROLL_SPEED = 30.0  # rows a second: Textual's 60 cannot be stopped where one wants

    def __init__(
        self,
        folders: Folders,
        settings: Settings,
        problems: tuple[Problem, ...],
        terminal: Terminal,
        wish: Wish | None = None,
        driver: type[Driver] | None = None,
        opener: Opener | None = None,
    ) -> None:
        """`opener` opens the services (in a thread); None: those of `tui.services`."""
        self.folders, self.settings, self.terminal = folders, settings, terminal
        self.wish = wish or Wish()
        self.state = state_module.load(folders.state / "state.toml")
        self.services: Services | None = None
        self._opener = opener
        self.ending = Ending(self)
        self.escapes = Repeat()
        self._painted = self._keyed = 0.0
        self._waking = False
        self.awake = asyncio.Event()
        """Set when the services are there."""
        self.early = Early(self, super().on_event)
        self.settled: Callable[[], None] = _nothing
        """Called when everything the first question needs is there."""
        super().__init__(driver_class=driver)
        self.palette, wrong = self._palette(self.state.theme or settings.theme or "system")
        if wrong and wrong[0].field == "theme" and not self.state.theme:
            wrong = (_of_the_config(wrong[0], folders.settings),)
        self.problems = (*problems, *wrong)
        theme = textual_theme(self.palette)
        self.register_theme(theme)
        # Before anything was parsed with the default theme's colours: nothing is parsed twice.
        self.set_reactive(App.theme, theme.name)
        self.stylesheet = SparingStylesheet(variables=self.get_css_variables())

    def get_default_screen(self) -> ChatScreen:
        """The only screen at the start: one less to lay out and paint."""
        return ChatScreen()

    # -- what comes after the first paint

    def wake_when_quiet(self, screen: ChatScreen) -> None:
        """`wake`, but not before the first keys are on the screen: a thread that imports would
        make them wait. Who sends, or wants an answer at once, does not wait either."""
        now = time.monotonic()
        if not self._painted:
            self._painted = now
            self.call_next(self.early.give_out)
        hurry = self.wish.question or self.wish.go_on or now - self._painted > _AWAKE_AFTER
        if hurry or now - max(self._keyed, self._painted) > _QUIET:
            self.wake(screen)
        else:
            self.set_timer(_QUIET, lambda: self.wake_when_quiet(screen))

    def wake(self, screen: ChatScreen) -> None:
        """Open the services in a thread and hand them to `screen`, once."""
        if not self._waking:
            self._waking = True
            self.run_worker(self._wake(screen), group="wake")

    async def _wake(self, screen: ChatScreen) -> None:
        self.services = await asyncio.to_thread(self._open_services)
        screen.ready(self.services)
        self.awake.set()
        await self.early.give_out()
        self._say_problems(screen)
        await asyncio.to_thread(_warm)
        if screen.current.model is not None:
            await self.services.session.warm(screen.current.model)
        await screen.gallery.all.warm()
        await self.services.sweep(self.folders.thumbs)
        self.settled()

    def _open_services(self) -> Services:
        services = (self._opener or _open)(self.folders, self.settings)
        _prepare()
        return services

    def _say_problems(self, screen: ChatScreen) -> None:
        assert self.services is not None
        if self.services.trouble is not None:
            trouble = self.services.trouble
            screen.stand(f"Nothing is being saved: {trouble.sentence} {trouble.next_step}")
            return
        from providers.endpoints import unusable

        known, mine = self.services.session.catalog.endpoints, self.settings.endpoints
        told = [str(problem) for problem in self.problems]
        told += [f"endpoint {name}: {why}" for name, why in unusable(known, mine)]
        if told:
            more = f" · and {len(told) - 3} more" if len(told) > 3 else ""
            screen.notice(" · ".join(told[:3]) + more, _READ)

    # -- for the parts of the screen

    def start_worker(self, work: Coroutine[Any, Any, None], name: str, group: str) -> Worker[None]:
        """A worker that outlives every screen."""
        return self.run_worker(work, name=name, group=group)

    def store_later(self, work: Awaitable[object]) -> None:
        """A write nobody waits for; its failure is said."""
        self.run_worker(self._store(work), group="store")

    async def _store(self, work: Awaitable[object]) -> None:
        from chat.store.errors import StoreError

        try:
            await work
        except StoreError as error:
            if isinstance(self.screen, ChatScreen):
                self.screen.store_failed(error)

    def remember_model(self, name: str) -> None:
        self.remember(self.state.used(name))

    def remember(self, state: state_module.State) -> None:
        """Keep `state` for the next start; a folder that cannot be written is no reason to stop."""
        self.state = state
        self.run_worker(self._remember(state), group="state")

    async def _remember(self, state: state_module.State) -> None:
        try:
            await asyncio.to_thread(state_module.save, self.folders.state / "state.toml", state)
        except OSError as error:
            self.log.warning(f"state.toml: {error}")

    # -- keys

    async def on_event(self, event: events.Event) -> None:
        """Esc held down peels one layer, not all of them."""
        fresh = isinstance(event, events.Key) and not event.is_forwarded
        if fresh:
            self._keyed = time.monotonic()
        if self.early.take(event):
            return
        if fresh and event.key == "escape" and self.escapes.again(event.time):
            return
        await self.early.pass_on(event)

    async def action_chat(self, action: str) -> None:
        """An action of the chat screen, asked for by a screen above it."""
        await self.chat.run_action(action)

    # -- theme

    def _palette(self, name: str) -> tuple[Palette, tuple[Problem, ...]]:
        terminal = self.terminal
        palette, problems = read(
            name,
            ground=terminal.ground,
            text=terminal.text,
            dark=terminal.dark,
            folder=self.folders.themes,
        )
        colours = self.console.color_system
        return suited(palette, colours, hue=not self.no_color), problems

    def next_theme(self) -> str:
        """The theme after the present one; shown at once and remembered."""
        known = names(self.folders.themes)
        now = known.index(self.palette.name) if self.palette.name in known else -1
        following = known[(now + 1) % len(known)]
        self.use_theme(following)
        return following

    def use_theme(self, name: str) -> tuple[Problem, ...]:
        """Show theme `name` and remember it; gives what is wrong with its file."""
        palette, problems = self._palette(name)
        if not problems:
            self.use_palette(palette)
            self.remember(replace(self.state, theme=name))
        return problems

    def on_terminal_changed(self, event: TerminalChanged) -> None:
        """The terminal went light or dark, or its cells changed."""
        self.terminal = event.terminal
        self.chat.terminal_changed(event.terminal)
        if self.palette.name == "system":
            self.use_palette(self._palette("system")[0])

    def use_palette(self, palette: Palette) -> None:
        self.palette = palette
        theme = textual_theme(palette)
        self.register_theme(theme)
        self.theme = theme.name
        for screen in self.screen_stack:
            if isinstance(screen, ChatScreen) and screen.awake:
                screen.reader.palette = palette

    # -- the end

    async def action_quit(self) -> None:
        await self.ending.quit()

    async def on_end_asked(self, event: EndAsked) -> None:
        """SIGTERM, or the terminal is gone: everything is kept, as for Ctrl+Q."""
        await self.ending.shut()
        self.exit(return_code=128 + event.number)

    def _fatal_error(self) -> None:
        """A defect ends the app with its trace, without the values: a key may be among them."""
        from rich.segment import Segments
        from rich.traceback import Traceback

        trace = self.console.render(Traceback(width=None), self.console.options)
        self._exit_renderables.append(Segments(trace))
        self._close_messages_no_wait()

    @on(Driver.SignalResume)
    def _back(self) -> None:
        """Somebody else had the screen meanwhile."""
        self.refresh(layout=True)

    @property
    def chat(self) -> ChatScreen:
        return next(s for s in self.screen_stack if isinstance(s, ChatScreen))


def _of_the_config(problem: Problem, file: Path) -> Problem:
    """A theme that is none was named in config.toml: that is where it is to be mended."""
    from chat import tolerant

    text = file.read_text("utf-8", "replace") if file.is_file() else ""
    return replace(problem, file=file, line=tolerant.line_of(text, ("theme",)))


def _nothing() -> None:
    """Nobody waits for it."""


def _open(folders: Folders, settings: Settings) -> Services:
    from tui.services import open_services

    return open_services(folders, settings)


def _prepare() -> None:
    from tui.services import prepare

    prepare()


def _warm() -> None:
    from tui.services import warm

    warm()
