"""Finding in one conversation: counted in the store, page by page from where one reads; marked and
gone through in the transcript."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from chat.store.errors import StoreError
from tui.find.bar import FindBar
from tui.find.query import Query, QueryError, Spans

if TYPE_CHECKING:
    from chat.store.store import Store
    from tui.chat_screen import ChatScreen
    from tui.transcript.marks import Mark

_GLANCE = 0.01
"""Seconds for one line that is painted."""


class Finder:
    """Of one screen; `bar` stands while something is looked for."""

    def __init__(self, screen: ChatScreen, store: Store) -> None:
        self.screen, self.store = screen, store
        self.bar: FindBar | None = None
        self.query = Query("")
        self._often: dict[int, int] = {}
        """How often it is in each message that has it, as far as is known."""
        self._here: Mark | None = None
        self._inside = 0
        """Hits above it in its message."""
        self._stepping = asyncio.Lock()

    # -- the bar

    async def open(self) -> None:
        """The bar with what was looked for last; with it there already, find everywhere."""
        if self.bar is not None and self.bar.has_focus_within:
            await self.everywhere()
        elif self.bar is not None:
            self.bar.take_focus()
        elif not self.screen.current.path:
            await self.everywhere()
        else:
            self.bar = FindBar(self.query)
            await self.screen.query_one("#talk").mount(self.bar, before=self.screen.queue_rows)
            self.look(self.query)

    def close(self) -> bool:
        """Nothing is marked any more, but remembered; False if nothing was."""
        bar, self.bar = self.bar, None
        if bar is None and not self._often:
            return False
        if bar is not None:
            bar.remove()
        self.screen.workers.cancel_group(self.screen, "find")
        self._often, self._here = {}, None
        self.screen.reader.mark(None)
        return True

    def leave(self, *, read: bool) -> None:
        """Close and go on in the prompt; or keep the marks, and read on at the hit."""
        if not read:
            self.close()
            self.screen.prompt.focus()
            return
        if self._here is not None:
            self.screen.reader.show_mark(self._here, read=True)
        self.screen.reader.focus()

    async def everywhere(self) -> None:
        """All conversations in an overlay; what is picked is opened at its hit."""
        from tui.find.everywhere import Everywhere

        words = self.query.text
        self.close()
        self.screen.prompt.focus()
        overlay = Everywhere(self.store, words)
        hit = await self.screen.app.push_screen_wait(overlay)
        if hit is None:
            return
        if hit.conversation != self.screen.current.id:
            self.screen.shelf.open(hit.conversation)
        await self.screen.asking.show_branch(hit.message)
        self.screen.reader.read(hit.message)
        self.look(Query(overlay.words))

    # -- looking

    def look(self, query: Query) -> None:
        """Look for something else, from the top of what is shown."""
        self.query, self._often, self._here = query, {}, None
        self.screen.workers.cancel_group(self.screen, "find")
        if not query.text:
            self.screen.reader.mark(None)
            self._tell("")
            return
        self.screen.reader.mark(self._glance)
        self.screen.run_worker(partial(self._look, query), group="find")

    async def _look(self, query: Query) -> None:
        pages = self.store.occurrences(
            self._order(), lambda text: len(query.spans(text)), holding=query.holding
        )
        try:
            while (page := await asyncio.to_thread(_next, pages)) is not None:
                if query != self.query:
                    return
                self._often.update(page)
                if page and self._here is None:
                    await self._step(1)
                self._count(more=True)
        except QueryError as error:
            self._often.clear()
            self._tell(str(error), wrong=True)
        except StoreError as error:
            self._tell(error.sentence, wrong=True)
        else:
            self._count()

    def _order(self) -> list[int]:
        """All messages, those that follow the top of the view first."""
        ids = [row.id for row in self.screen.current.path]
        top = self.screen.reader.position.index
        return ids[top:] + ids[:top]

    def _glance(self, text: str) -> Spans:
        try:
            return self.query.spans(text, _GLANCE)
        except QueryError:
            return []

    # -- going through the hits

    def again(self, step: int) -> None:
        """`step`, also after the bar was closed."""
        if self._often:
            self.step(step)
        elif self.query.text:
            self.look(self.query)
        else:
            self.screen.notice("^F finds words in this conversation.")

    def step(self, step: int) -> None:
        """To the next hit (1) or the one before (-1); around at either end."""
        self.screen.run_worker(partial(self._step, step), group="find")

    async def _step(self, step: int) -> None:
        async with self._stepping:
            if self._often:
                await self._go_on(step)

    async def _go_on(self, step: int) -> None:
        reader, here = self.screen.reader, self._here
        if here is not None:
            marks = await reader.hits_of(here.message)
            at = marks.index(here) + step if here in marks else -1
            if 0 <= at < len(marks) and self._here is here:
                await self._go(marks, at)
                return
        message = self._following(None if here is None else here.message, step)
        marks = await reader.hits_of(message)
        if message not in self._often:
            return  # something else is looked for
        self._often[message] = max(1, len(marks))
        # Without one it is in what is not shown: an address, a mark of Markdown.
        marks = marks or [reader.mark_of(message)]
        await self._go(marks, 0 if step > 0 else len(marks) - 1)

    def _following(self, message: int | None, step: int) -> int:
        ids = self._order() if message is None else [row.id for row in self.screen.current.path]
        at = -1 if message is None else ids.index(message) if message in ids else -1
        around = range(1, len(ids) + 1)
        found = (ids[(at + step * n) % len(ids)] for n in around)
        return next(number for number in found if number in self._often)

    async def _go(self, marks: Sequence[Mark], at: int) -> None:
        """To the one of the hits in a message."""
        mark = marks[at]
        await self.screen.reader.reveal(mark)
        self._here, self._inside = mark, at
        self.screen.reader.show_mark(mark, read=self.screen.reader.has_focus)
        self._count()

    # -- telling

    def _count(self, *, more: bool = False) -> None:
        total = sum(self._often.values())
        if not total:
            self._tell("…" if more else "nothing found")
            return
        place = ""
        if self._here is not None:
            place = f"{self._before(self._here) + 1} of "
        self._tell(f"{place}{total}{'…' if more else ''}")

    def _before(self, here: Mark) -> int:
        """Hits above this one."""
        count = 0
        for row in self.screen.current.path:
            if row.id == here.message:
                break
            count += self._often.get(row.id, 0)
        return count + self._inside

    def _tell(self, text: str, *, wrong: bool = False) -> None:
        if self.bar is not None:
            self.bar.tell(text, wrong=wrong)


def _next(pages: Iterator[Sequence[tuple[int, int]]]) -> Sequence[tuple[int, int]] | None:
    return next(pages, None)
