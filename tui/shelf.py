"""The conversations: opening, starting, renaming, deleting with undo, and the list of them."""

from __future__ import annotations

import tomllib
from collections.abc import Awaitable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from chat.store.errors import StoreError

if TYPE_CHECKING:
    from tui.chat_screen import ChatScreen
    from tui.conversations import ConversationList
    from tui.services import Services
    from tui.talk import Live
    from tui.undo import Step

LIST_FROM = 110
_NEWEST, _ALL = 200, 1_000_000
"""Conversations read: 5,000 take some 10 ms."""


class Shelf:
    """Acts on the store; shows the list beside the transcript or as an overlay."""

    def __init__(self, screen: ChatScreen, services: Services) -> None:
        self.screen = screen
        self.store = services.store
        self.list: ConversationList | None = None
        self.overlay: ConversationList | None = None
        self._first = True
        """Nothing was opened yet: what stands in the prompt was typed before the store came."""
        self._before: int | None = None
        """The conversation that was open before: what ^S selects."""

    # -- at the start

    def start(self) -> None:
        wish = self.screen.app.wish
        last = self.store.last_conversation() if wish.go_on else None
        self.open(last, model=wish.model)
        self.layout(self.screen.size.width)
        if wish.question:
            self.screen.asking.send(wish.question, ())
        else:
            self.screen.choosing.look_around()

    # -- opening

    def open(self, conversation: int | None, *, model: str = "", focus: bool = True) -> None:
        """Show `conversation` (None: a new one); what was typed stays with the old one."""
        screen = self.screen
        first, self._first = self._first, False
        if not first:
            self.leave()
        self._before = screen.current.id
        screen.current.open(conversation)
        row = self.store.conversation(conversation) if conversation is not None else None
        screen.current.model = screen.choosing.start_model(model, row.model if row else "")
        screen.current.previous = ""
        place = row.place if row else None
        screen.refresh_welcome()
        screen.reader.open(screen.current.path, place)
        self._follow(conversation)
        show = screen.prompt.join if first else screen.prompt.open
        show(screen.asking.draft(conversation), conversation)
        screen.asking.opened()
        screen.gallery.refresh()
        screen.title = row.title if row and row.title else "palaver"
        if conversation is not None:
            self._later(self._seen(conversation))
        self.refresh()
        if focus:
            screen.prompt.focus()

    def _follow(self, conversation: int | None) -> None:
        live = self.screen.asking.talk.live.get(conversation) if conversation is not None else None
        if live is not None:
            draws = self.screen.asking.draws(live)
            self.screen.reader.stream(live.answer, live.turn, draws, live.count)
            self.screen.gallery.follow(live)

    def leave(self) -> None:
        """Keep what is typed and where one reads: another conversation is opened, or none."""
        self.screen.stop_finding()
        current, prompt = self.screen.current, self.screen.prompt
        unsaved = prompt.flush()
        if unsaved is not None:
            self.screen.asking.draft_changed(unsaved, prompt.conversation)
        if current.id is not None and current.path:
            self._later(self.store.set_place(current.id, self.screen.reader.place))

    def new(self) -> None:
        """A new conversation; on an empty one nothing happens."""
        if self.screen.current.empty:
            self.screen.notice("This conversation is still empty.")
            return
        model = str(self.screen.current.model or "")
        self.open(None, model=model)

    # -- deleting, renaming

    def delete(self, conversation: int | None) -> None:
        if conversation is None:
            return
        self.screen.asking.talk.stop(conversation)
        back = partial(self._restore, conversation, conversation == self.screen.current.id)
        self.screen.undo.add(back)
        self.screen.run_worker(self._delete(conversation, back), group="shelf")

    async def _delete(self, conversation: int, back: Step) -> None:
        try:
            await self.store.delete(conversation)
        except StoreError as error:
            self.screen.undo.drop(back)
            self.screen.store_failed(error)
            return
        self.screen.notice("Deleted. ^Z on an empty prompt brings it back.", 10)
        if conversation == self.screen.current.id:
            self.open(None, focus=not self.has_focus)
        self.refresh()

    async def _restore(self, conversation: int, was_open: bool) -> None:
        try:
            await self.store.restore(conversation)
        except StoreError as error:
            self.screen.store_failed(error)
            return
        self.screen.notice("It is back.", 3)
        if was_open:
            self.open(conversation, focus=not self.has_focus)
        self.refresh()

    def rename(self, conversation: int, title: str) -> None:
        self._later(self._rename(conversation, title))

    async def _rename(self, conversation: int, title: str) -> None:
        await self.store.rename(conversation, title)
        if conversation == self.screen.current.id:
            self.screen.title = title
        self.refresh()

    def ask_title(self) -> None:
        """The title in a one-line field."""
        self.screen.run_worker(self._ask_title(), group="ask")

    async def _ask_title(self) -> None:
        from tui.ask_line import AskLine

        conversation = self.screen.current.id
        row = self.store.conversation(conversation) if conversation is not None else None
        if row is None:
            self.screen.notice("This conversation has nothing to name yet.")
            return
        title = await self.screen.app.push_screen_wait(AskLine("Title", row.title))
        if title:
            self.rename(row.id, title)

    def ask_system(self) -> None:
        """The system prompt in a field."""
        self.screen.run_worker(self._ask_system(), group="ask")

    async def _ask_system(self) -> None:
        from tui.ask_line import AskLine

        conversation = self.screen.current.id
        row = self.store.conversation(conversation) if conversation is not None else None
        old = row.system if row else self.screen.app.settings.system
        text = await self.screen.app.push_screen_wait(AskLine("System prompt", old, rows=8))
        if text is not None:
            await self.set_system(text)

    async def set_parameter(self, argument: str) -> None:
        """`name=value` for this conversation; without a value it is taken away."""
        name, _, value = argument.partition("=")
        current = self.screen.current
        row = self.store.conversation(current.id) if current.id is not None else None
        parameters = dict(row.parameters) if row else {}
        if not argument:
            told = ", ".join(f"{key}={item}" for key, item in parameters.items())
            self.screen.notice(told or "No parameters are set. /set temperature=0.2 sets one.")
            return
        parameters.pop(name.strip(), None)
        if value.strip():
            parameters[name.strip()] = _value(value.strip())
        try:
            await self.store.set_parameters(await current.ensure(), parameters)
        except StoreError as error:
            self.screen.store_failed(error)
            return
        self.screen.notice(f"{argument} from the next question on.")

    async def set_system(self, text: str) -> None:
        try:
            await self.store.set_system(await self.screen.current.ensure(), text)
        except StoreError as error:
            self.screen.store_failed(error)
            return
        self.screen.notice("System prompt set." if text else "System prompt removed.")

    def fork(self, message: int) -> None:
        self.screen.run_worker(self._fork(message), group="shelf")

    async def _fork(self, message: int) -> None:
        try:
            self.open(await self.store.fork(message))
        except StoreError as error:
            self.screen.store_failed(error)

    # -- the list

    @property
    def has_focus(self) -> bool:
        """Whether the person is in the list at the side."""
        return self.list is not None and self.list.has_focus_within

    def ended(self, live: Live, *, here: bool) -> None:
        if here:
            self._later(self._seen(live.conversation))
        self.refresh()

    async def _seen(self, conversation: int) -> None:
        await self.store.mark_seen(conversation)
        self.refresh()

    def refresh(self) -> None:
        """Read the list again, wherever it is shown."""
        for shown in (self.list, self.overlay):
            if shown is not None:
                self._fill(shown)

    def _fill(self, shown: ConversationList) -> None:
        busy = set(self.screen.asking.talk.live)
        # In the list a person may look for any of them; beside the transcript the newest do.
        limit = _ALL if shown is self.overlay or shown.has_focus_within else _NEWEST
        shown.show(self.store.conversations(limit), self.screen.current.id, busy)

    def toggle(self) -> None:
        """Show or hide the list at the side; remembered."""
        app = self.screen.app
        app.remember(replace(app.state, list_open=not app.state.list_open))
        self.layout(self.screen.size.width)

    def browse(self) -> None:
        """To the list: into the one at the side, else as an overlay; the one before is selected."""
        if self.list is not None and self.list.display:
            self.list.take_focus(self._before)
            self.screen.call_after_refresh(self.refresh)
            return
        from tui.conversation_overlay import ConversationOverlay

        overlay = ConversationOverlay(self.screen, select=self._before)
        self.overlay = overlay.list
        self._fill(overlay.list)
        self.screen.app.push_screen(overlay)

    def layout(self, columns: int) -> None:
        wanted = columns >= LIST_FROM and self.screen.app.state.list_open
        if wanted and self.list is None:
            from tui.conversations import ConversationList

            self.list = ConversationList()
            self.list.left = partial(self.screen.set_focus, self.screen.prompt.field)
            self.screen.query_one("#columns").mount(self.list, before=0)
            self.screen.call_after_refresh(self.refresh)
        if self.list is not None:
            self.list.display = wanted

    def _later(self, work: Awaitable[object]) -> None:
        self.screen.app.store_later(work)


def _value(text: str) -> object:
    """A number, true, false, a list … as TOML reads it; else the text itself."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
