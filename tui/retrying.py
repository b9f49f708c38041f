"""From a failure, or an answer that did not please, to another one: what stands there stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chat.messages import Failed, Message, PathRow
from chat.store.errors import StoreError

if TYPE_CHECKING:
    from providers.models import Model
    from tui.chat_screen import ChatScreen


class Retrying:
    """Asks a stored question again."""

    def __init__(self, screen: ChatScreen) -> None:
        self._screen = screen

    async def retry(self, message: int, model: Model | None = None, *, left_out: int = 0) -> None:
        """Answer the question of `message` again; the old answer stays as a sibling."""
        current = self._screen.current
        question = current.question_of(message)
        if current.id is None or question is None:
            return
        model = model or await self._model(question.id)
        if model is None:
            return
        try:
            again = self._screen.asking.talk.again(
                current.id, question.id, model, left_out=left_out
            )
            if await again is None:
                self._screen.notice("An answer is still coming here. Esc stops it.")
        except StoreError as error:
            self._screen.store_failed(error)

    async def _model(self, question: int) -> Model | None:
        """The one in use; for an order of pictures the one that draws them."""
        row = self._screen.asking.message(question)
        return await self._screen.drawing.ready_for(row.text if row else "", row)

    async def retry_shorter(self, message: int) -> None:
        """Answer the question again without the oldest messages: the model has no room for them."""
        from tui.shortening import left_out

        current, row = self._screen.current, self._screen.asking.message(message)
        question = current.question_of(message)
        ids = [each.id for each in current.path]
        if row is None or not isinstance(row.end, Failed) or question is None:
            self._screen.notice("This answer did not fail.")
            return
        path = current.path[: ids.index(question.id) + 1]
        context = current.model.context if current.model else None
        before = max([row.left_out, *(each.left_out for each in self._answers(path))])
        count = left_out(path, row.end.failure, context, before)
        if count is None:
            self._screen.notice("The question alone is too long for this model. e edits it.")
            return
        await self.retry(message, left_out=count)

    def _answers(self, path: Sequence[PathRow]) -> list[Message]:
        return self._screen.asking.store.messages(
            [row.id for row in path if row.role == "assistant"]
        )

    async def retry_other(self, message: int) -> None:
        """Pick a model, then answer the question of `message` again with it."""
        reading = self._screen.reader.focused_id
        model = await self._screen.choosing.pick_one()
        if model is not None:
            await self.retry(message, model)
        else:
            self._back_to(reading)

    async def key_and_retry(self, message: int) -> None:
        """A key was refused: ask for another, then the question goes out by itself."""
        row = self._screen.asking.message(message)
        if row is None or not row.endpoint:
            return
        reading = self._screen.reader.focused_id
        if await self._screen.choosing.enter_key(row.endpoint):
            await self.retry(message)
        else:
            self._back_to(reading)

    async def new_key(self, endpoint: str) -> None:
        """Ask for a key; a question that failed for the lack of it goes out by itself."""
        if not await self._screen.choosing.enter_key(endpoint):
            return
        last = (
            self._screen.asking.message(self._screen.current.path[-1].id)
            if self._screen.current.path
            else None
        )
        if last and isinstance(last.end, Failed) and last.end.failure.kind == "authentication":
            await self.retry(last.id)

    def details(self, message: int) -> None:
        """What the server said of a failure, beyond the sentence."""
        row = self._screen.asking.message(message)
        if row is not None and isinstance(row.end, Failed):
            from tui.details import Details

            reading = self._screen.reader.focused_id
            self._screen.app.push_screen(Details(row.end.failure), lambda _: self._back_to(reading))
        else:
            self._screen.notice("This answer did not fail.")

    def _back_to(self, message: int | None) -> None:
        """Where a screen was closed again: the keys that a failure names are those of reading."""
        if message is not None:
            self._screen.call_after_refresh(self._screen.reader.read, message)
