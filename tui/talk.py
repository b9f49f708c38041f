"""The answers being given: from a question to a stored end, one turn a conversation.

It belongs to the app and knows no widget: switching screens stops nothing, and who shows the
answers is told through `watch`. First imported after the first paint.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Protocol

from chat.chunks import Chunk
from chat.drawing import MOST, Order, together
from chat.drawing import stored as order_of
from chat.errors import ModelNotSupportedError
from chat.history import wire_messages
from chat.messages import Finished, Message, Part, TextPart
from chat.recorder import record
from chat.store.errors import StoreError
from chat.store.rows import Conversation, Queued
from chat.store.store import Store
from chat.turn import Turn
from providers.models import Model
from providers.session import Session
from tui.transcript.collecting import let_go

_SLICE = 25
"""Messages read at a time for the wire: a few milliseconds each slice at most."""


@dataclass(frozen=True, slots=True)
class Live:
    """One answer being given."""

    conversation: int
    question: int
    answer: int
    model: Model
    turn: Turn
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What the model was given beside the question."""

    @property
    def count(self) -> int:
        """How many pictures were asked for."""
        number = self.parameters.get("n") if self.model.draws else 1
        return min(number, MOST) if isinstance(number, int) and number > 0 else 1


class Watch(Protocol):
    """Who is told; every method returns at once."""

    def answer_begun(self, live: Live) -> None: ...
    def answer_ended(self, live: Live) -> None: ...
    def queue_changed(self, conversation: int) -> None: ...
    def queue_held(self, conversation: int, sentence: str) -> None: ...
    def store_failed(self, error: StoreError | None) -> None: ...


Start = Callable[[Coroutine[Any, Any, None], str, str], object]
"""`start(work, name, group)`: run a worker that belongs to the app."""


class Talk:
    """Asks, queues, stops and asks again."""

    def __init__(self, store: Store, session: Session, watch: Watch, start: Start) -> None:
        self.live: dict[int, Live] = {}
        """The running answers, by conversation."""
        self._store, self._session, self._watch, self._start = store, session, watch, start
        self._quiet = asyncio.Event()
        self._closing = False
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def ask(
        self, conversation: int, parts: Sequence[Part], model: Model, *, parent: int | None
    ) -> Live | Queued:
        """Store the question and start its answer; behind a running answer it queues.

        `StoreError` when it cannot be stored: then nothing was sent.
        """
        async with self._locks[conversation]:
            if conversation in self.live:
                return await self._queue(conversation, parts, model)
            return await self._ask(conversation, parts, model, parent)

    async def again(
        self, conversation: int, question: int, model: Model, *, left_out: int = 0
    ) -> Live | None:
        """Another answer to a stored question, a sibling; None while one is being given.

        It, and those after it, are given without the `left_out` oldest messages.
        """
        async with self._locks[conversation]:
            if conversation in self.live:
                return None
            return await self._begin(conversation, question, model, left_out)

    def stop(self, conversation: int) -> bool:
        """Stop the answer that is being given there; False if there is none."""
        live = self.live.get(conversation)
        if live is None:
            return False
        live.turn.stop()
        return True

    async def close(self, patience: float = 5.0) -> bool:
        """Stop all answers and wait until their ends are stored; False if that took too long.

        What is queued stays queued: an answer that ends by itself now begins no other.
        """
        self._closing = True
        for live in list(self.live.values()):
            live.turn.stop()
        if self.live:
            try:
                await asyncio.wait_for(self._quiet.wait(), patience)
            except TimeoutError:
                return False
        return True

    async def next_queued(self, conversation: int) -> Live | None:
        """Ask what waits longest, with the model that was shown on it."""
        async with self._locks[conversation]:
            if conversation in self.live:
                return None
            queued = next(iter(self._store.queue(conversation)), None)
            if queued is None:
                return None
            row = self._store.conversation(conversation)
            parts = (TextPart(queued.text), *queued.attachments)
            return await self._ask(
                conversation,
                parts,
                self._session.catalog.resolve(queued.model),
                row.tip if row else None,
                queued.id,
            )

    async def _queue(self, conversation: int, parts: Sequence[Part], model: Model) -> Queued:
        text = "".join(part.text for part in parts if isinstance(part, TextPart))
        rest = tuple(part for part in parts if not isinstance(part, TextPart))
        name = str(model)
        queued = await self._store.enqueue(conversation, text, rest, name)
        self._watch.queue_changed(conversation)
        return queued

    async def _ask(
        self,
        conversation: int,
        parts: Sequence[Part],
        model: Model,
        parent: int | None,
        queued: int | None = None,
    ) -> Live:
        question = await self._store.ask(
            conversation,
            parent,
            tuple(parts),
            endpoint=model.endpoint,
            model=model.id,
            queued=queued,
        )
        if queued is not None:
            self._watch.queue_changed(conversation)
        return await self._begin(conversation, question, model)

    async def _begin(
        self, conversation: int, question: int, model: Model, left_out: int = 0
    ) -> Live:
        order = self._order(question, model)
        speaker = {"endpoint": model.endpoint, "model": model.id}
        answer = await self._store.begin(question, **speaker, left_out=left_out)
        row = self._store.conversation(conversation)
        assert row is not None
        parameters = row.parameters
        if order is not None:
            wished = together(parameters, order.parameters)
            parameters = self._session.drawing(model, wished).parameters
        source = self._source(row, question, model, parameters, left_out, alone=order is not None)
        turn = Turn(source, self._session.keep_for(model, parameters))
        live = Live(conversation, question, answer, model, turn, parameters)
        self.live[conversation] = live
        self._quiet.clear()
        self._start(self._run(live), f"answer-{answer}", f"conversation-{conversation}")
        self._watch.answer_begun(live)
        return live

    def _order(self, question: int, model: Model) -> Order | None:
        """What a question orders of a model that draws; every other is asked as it stands."""
        if not model.draws:
            return None
        return next((order_of(found.text) for found in self._store.messages([question])), None)

    async def _source(
        self,
        row: Conversation,
        question: int,
        model: Model,
        parameters: Mapping[str, Any],
        left_out: int,
        *,
        alone: bool,
    ) -> AsyncIterator[Chunk]:
        """The model's chunks. Reading the history is part of the turn: it can be stopped, and what
        goes wrong in it ends the answer like every other failure.

        `alone`: an order is all that the model is told; the same order draws the same again."""
        said = await self._messages(row.id, question)
        left_out = max([left_out, *(message.left_out for message in said)])
        if alone:
            left_out = len(said)
        messages = await asyncio.to_thread(  # tens of milliseconds for a long conversation
            wire_messages,
            said[min(left_out, len(said) - 1) :],
            system="" if alone else row.system,
            endpoint=model.endpoint,
            load=self._session.pictures.load,
        )
        await let_go(said)
        try:
            async with aclosing(self._session.ask(model, messages, parameters)) as chunks:
                async for chunk in chunks:
                    yield chunk
        finally:
            await let_go(messages)

    async def _messages(self, conversation: int, question: int) -> list[Message]:
        ids: list[int] = []
        above: int | None = question
        while above is not None:
            some, above = self._store.line(conversation, above)
            ids[:0] = some
            await asyncio.sleep(0)
        messages: list[Message] = []
        for start in range(0, len(ids), _SLICE):
            messages += self._store.messages(ids[start : start + _SLICE])
            await asyncio.sleep(0)
        return messages

    async def _run(self, live: Live) -> None:
        recording = asyncio.create_task(
            record(live.turn, self._store, live.answer, on_problem=self._watch.store_failed)
        )
        try:
            end = await live.turn.run()
        finally:
            await recording
            del self.live[live.conversation]
            if not self.live:
                self._quiet.set()
            self._watch.answer_ended(live)
        if isinstance(end, Finished) and end.reason != "stopped" and not self._closing:
            await self._go_on(live.conversation)

    async def _go_on(self, conversation: int) -> None:
        try:
            await self.next_queued(conversation)
        except StoreError as error:
            self._watch.store_failed(error)
        except ModelNotSupportedError as error:  # it was there when this was queued
            self._watch.queue_held(conversation, error.sentence)
