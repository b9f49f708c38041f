"""From what was typed to a question on its way: sending, the queue, retry, edit and fork."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from chat.errors import ModelNotSupportedError
from chat.messages import Failed, FilePart, Part, PicturePart, TextPart
from chat.store.errors import StoreError
from chat.store.rows import Draft, Queued
from tui.pictures.fit import pixels
from tui.prompt.home import added
from tui.talk import Live, Talk

if TYPE_CHECKING:
    from chat.messages import Message
    from tui.chat_screen import ChatScreen
    from tui.services import Services


class Asking:
    """Acts on the current conversation of `screen`; every failure of the store is said there."""

    def __init__(self, screen: ChatScreen, services: Services) -> None:
        self.screen = screen
        self.store = services.store
        self.talk = Talk(services.store, services.session, screen, screen.app.start_worker)
        self.held: set[int] = set()
        """Conversations whose queue waits for Enter after a stop or a failure."""
        self._sending = asyncio.Lock()
        self._unsaved: dict[int | None, Draft] = {}
        """Drafts on their way to the disk, or that could not be written."""

    # -- sending

    def send(self, text: str, attachments: Sequence[Part]) -> None:
        parts: list[Part] = [TextPart(text)] if text else []
        parts += attachments
        if parts:
            self.screen.reader.go_end()
            self.screen.run_worker(self._send(tuple(parts)), group="send")

    def release(self) -> None:
        """Enter on an empty prompt: a queue that was held goes on."""
        if self.screen.current.id in self.held and self.queued():
            self.screen.run_worker(self._release(), group="send")

    async def _send(self, parts: tuple[Part, ...]) -> None:
        """One after the other: two in a new conversation must not begin two."""
        async with self._sending:
            await self._send_now(parts)

    async def _send_now(self, parts: tuple[Part, ...]) -> None:
        current = self.screen.current
        model = await self.screen.drawing.ready_for(text_of(parts))
        if model is None:
            self.give_back(parts)
            return
        try:
            begun_here = current.id
            conversation = await current.ensure()
            self.held.discard(conversation)  # this goes first; the queue goes on behind it
            await self.talk.ask(conversation, parts, model, parent=current.tip)
            await self._draft_moved(begun_here, conversation)
        except StoreError as error:
            self.screen.store_failed(error)
            self.give_back(parts)

    async def _draft_moved(self, before: int | None, after: int) -> None:
        """What was typed meanwhile belongs to the conversation that has begun."""
        prompt = self.screen.prompt
        if before is None and self.screen.current.id == after:
            self._unsaved.pop(None, None)
            await self.store.save_draft(None, Draft())
            prompt.conversation = after
        if prompt.conversation == after:
            self._unsaved.pop(after, None)
            await self.store.save_draft(after, prompt.draft)

    def give_back(self, parts: Sequence[Part]) -> None:
        """What could not be sent stands in the prompt again, before what was typed since."""
        old = self.screen.prompt.draft
        rest = tuple(part for part in parts if not isinstance(part, TextPart))
        joined = "\n".join(piece for piece in (text_of(parts), old.text) if piece)
        self.screen.prompt.draft = Draft(joined, (*rest, *old.attachments))

    # -- the queue

    async def _release(self) -> None:
        conversation = self.screen.current.id
        if conversation is None:
            return
        self.held.discard(conversation)
        try:
            await self.talk.next_queued(conversation)
        except StoreError as error:
            self.screen.store_failed(error)
        except ModelNotSupportedError as error:
            self.queue_held(conversation, error.sentence)

    def take_back(self) -> None:
        self.screen.run_worker(self._take_back(), group="queue")

    async def _take_back(self) -> None:
        if self.screen.current.id is None:
            return
        try:
            queued = await self.store.take_back(self.screen.current.id)
        except StoreError as error:
            self.screen.store_failed(error)
            return
        if queued is not None:
            self.give_back((TextPart(queued.text), *queued.attachments))
            self.show_queue()

    def drop(self) -> None:
        self.screen.run_worker(self._drop(), group="queue")

    async def _drop(self) -> None:
        rows = self.queued()
        if rows:
            try:
                await self.store.drop(rows[-1].id)
            except StoreError as error:
                self.screen.store_failed(error)
            self.show_queue()

    def queued(self) -> list[Queued]:
        conversation = self.screen.current.id
        return self.store.queue(conversation) if conversation is not None else []

    def opened(self) -> None:
        """Another conversation is on the screen: what waits in it without an answer is held."""
        conversation = self.screen.current.id
        if conversation is not None and conversation not in self.talk.live:
            self.held.add(conversation)
        self.show_queue()

    def show_queue(self) -> None:
        rows, current = self.queued(), self.screen.current
        held = current.id in self.held
        self.screen.prompt.queued = len(rows)
        self.screen.queue_rows.show(rows, held=held, model=str(current.model or ""))
        self.screen.refresh_status()

    # -- drafts and history

    def draft(self, conversation: int | None) -> Draft:
        """What was last typed there, written down or not yet."""
        unsaved = self._unsaved.get(conversation)
        return self.store.draft(conversation) if unsaved is None else unsaved

    def draft_changed(self, draft: Draft, conversation: int | None) -> None:
        self._unsaved[conversation] = draft
        self.screen.app.run_worker(self._save_draft(draft, conversation), group="draft")
        if conversation in self.held:
            self.screen.refresh_status()  # Enter sends the queue, or what is typed

    def came_late(self, part: Part, conversation: int | None, *, torn: bool) -> None:
        """What was pasted into a draft that is not shown any more is in it all the same."""
        if conversation == self.screen.prompt.conversation:  # it is again: by now it has more
            prompt = self.screen.prompt
            prompt.draft = added(prompt.draft, part, torn=torn)
        else:
            self.draft_changed(added(self.draft(conversation), part, torn=torn), conversation)

    async def _save_draft(self, draft: Draft, conversation: int | None) -> None:
        try:
            await self.store.save_draft(conversation, draft)
        except StoreError as error:
            self.screen.store_failed(error)
            return
        if self._unsaved.get(conversation) is draft:
            del self._unsaved[conversation]

    def history(self, offset: int) -> str | None:
        """The person's own questions, newest first."""
        found = self.store.questions(1, offset)
        return found[0] if found else None

    # -- again

    def message(self, number: int) -> Message | None:
        found = self.store.messages([number])
        return found[0] if found else None

    async def turn_over(self, message: int, step: int) -> None:
        """Show the sibling `step` further: its branch becomes the one that goes on."""
        siblings = self.store.siblings(message)
        at = siblings.index(message) + step
        if 0 <= at < len(siblings):
            await self.show_branch(siblings[at])
            self.screen.reader.keep_focus(siblings[at])

    async def show_branch(self, message: int) -> None:
        """The branch through `message` becomes the one that is shown and goes on."""
        current = self.screen.current
        if current.id is None or any(row.id == message for row in current.path):
            return
        try:
            await self.store.choose(message)
        except StoreError as error:
            self.screen.store_failed(error)
            return
        current.refresh()
        self.screen.show_path()

    def edit(self, message: int) -> None:
        """Take the question of `message` into the prompt; sending makes it a sibling."""
        question = self.screen.current.question_of(message)
        row = self.message(question.id) if question else None
        if row is None:
            return
        rest = tuple(
            p
            for p in row.parts
            if isinstance(p, FilePart) or (isinstance(p, PicturePart) and p.picture is not None)
        )
        self.screen.prompt.draft = Draft(row.text, rest)
        self.screen.current.cut_before(row.id)
        self.screen.show_path()
        self.screen.prompt.focus()
        self.screen.notice("Editing: sending asks anew, the old branch stays. ← → turn them over.")

    # -- what the talk tells

    def begun(self, live: Live) -> None:
        self.screen.drawing.begun(live)
        if live.conversation == self.screen.current.id:
            self.screen.current.refresh()
            self.screen.show_path()
            self.screen.reader.stream(live.answer, live.turn, self.draws(live), live.count)
            self.screen.reader.keep_focus(live.answer)
            self.screen.gallery.follow(live)
        self.screen.shelf.refresh()
        self.show_queue()

    def draws(self, live: Live) -> tuple[int, int] | None:
        """Pixels of the picture that is waited for, from the beginning."""
        return pixels(live.parameters.get("size")) if live.model.draws else None

    def ended(self, live: Live) -> None:
        here = live.conversation == self.screen.current.id
        end = live.turn.end
        if isinstance(end, Failed) or (end is not None and end.reason == "stopped"):
            self.held.add(live.conversation)
        if here:
            self.screen.reader.refresh_message(live.answer)
            self.screen.gallery.refresh()
        self.screen.shelf.ended(live, here=here)
        self.show_queue()

    def queue_held(self, conversation: int, sentence: str) -> None:
        """What waits cannot be asked as it is; it stays where it can be taken back."""
        self.held.add(conversation)
        if conversation == self.screen.current.id:
            self.screen.notice(f"{sentence} ↑ takes the queued question back.", 0)
        self.queue_changed(conversation)

    def queue_changed(self, conversation: int) -> None:
        if conversation == self.screen.current.id:
            self.show_queue()


def text_of(parts: Sequence[Part]) -> str:
    return "".join(part.text for part in parts if isinstance(part, TextPart))
