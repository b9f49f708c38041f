"""Following turns: once a frame at most, the first piece at once, only changed rows repainted."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from tui.transcript import collecting
from tui.transcript.laying import Laying
from tui.transcript.live import LiveAnswer
from tui.transcript.message_rows import Laid
from tui.transcript.shape import WHOLE

if TYPE_CHECKING:
    from chat.turn import Turn
    from tui.transcript.open_fence import Unlit

_FRAME = 1 / 20
_SHARE = 5
"""A flush may take this share of the time until the next one."""


class Streaming(Laying):
    """Mixed into the transcript: the answers that are being given."""

    _growing: set[int]
    """Answers that a thread builds anew."""

    def refresh_message(self, id: int) -> None:  # noqa: A002
        """Read the message again; a live answer becomes the stored one."""
        self.book.forget(id)
        index = self.book.index(id)
        if index is None or id not in self.book.live:
            self.book.live.pop(id, None)
            self._settle()
        elif self.book.is_long(index):
            self.run_worker(self._settle_long(id), group="layout")
        else:
            del self.book.live[id]
            self._settle()

    async def _settle_long(self, number: int) -> None:
        """A long answer is laid out as a whole in a thread; its live rows stand until then."""
        live, index = self.book.live.get(number), self.book.index(number)
        if live is None or index is None:
            return
        made = self.book.layout(index)
        laid = await collecting.in_thread(made)
        if self.book.live.get(number) is live:
            seen = self._rows()
            del self.book.live[number]
            if self.book.take_layout(number, made, laid):
                self._taken(index, live.laid, laid, seen)
            else:
                self._settle()
            await collecting.let_go(live.given_up())

    def _want_layouts(self) -> None:
        super()._want_layouts()
        for number in self.book.outgrown():
            if number not in self._growing:
                self._growing.add(number)
                self.run_worker(self._grow_anew(number), group="layout")

    async def _grow_anew(self, number: int) -> None:
        """A long answer that is being given gets its new width or colours from a thread."""
        try:
            while number in self.book.outgrown():
                live, look = self.book.live[number], self.book.look
                work = live.grow_anew(look)
                grown = await collecting.in_thread(work) if work is not None else None
                index = self.book.index(number)
                if self.book.live.get(number) is not live or index is None:
                    return
                seen, old = self._rows(), Laid(live.laid.rows, live.laid.lines, live.laid.head)
                live.take_grown(self.book.path[index], self.book.lead(index), look, grown)
                live.update()
                self._visible = None
                self._taken(index, old, live.laid, seen)
        finally:
            self._growing.discard(number)

    def stream(
        self,
        message_id: int,
        turn: Turn,
        draws: tuple[int, int] | None = None,
        count: int = 1,
    ) -> None:
        """Draw the answer `message_id` as `turn` gives it, until `refresh_message`.

        `draws` is the size in pixels of the picture that is waited for, if one is, and `count` how
        many there will be.
        """
        index = self.book.index(message_id)
        if index is None:
            return
        row, lead = self.book.path[index], self.book.lead(index)
        shape = self.book.shapes.setdefault(message_id, WHOLE)  # what is watched stays as it is
        live = LiveAnswer(turn, row, lead, self.book.look, draws, count, shape)
        self.book.live[message_id] = live
        live.update()
        self._settle()
        self.run_worker(self._follow(message_id, live), group="follow", exit_on_error=True)
        if self._clock is None:
            self._clock = self.set_interval(1, self._tick)

    async def _follow(self, number: int, live: LiveAnswer) -> None:
        """Once a frame at most; the first piece at once, slower when a flush costs much."""
        async for batch in live.turn.follow():
            if self.book.live.get(number) is not live:
                return
            live.take(batch)
            began = time.perf_counter()
            cost = await self._flush(number, live)
            # The last comes at once.
            await live.turn.over(max(_FRAME - (time.perf_counter() - began), cost * _SHARE))
        if self.book.live.get(number) is live:
            live.finish()
            self._show_live(number, live)

    async def _flush(self, number: int, live: LiveAnswer) -> float:
        """Read what came, much of it piece by piece, and show it once a frame; the longest that
        took, in seconds."""
        shown = began = time.perf_counter()
        rows, changed, longest = len(live.laid.rows), len(live.laid.rows), 0.0
        while self.book.live.get(number) is live:
            self.keep_thought(number, live)
            changed = min(changed, live.update())
            if not live.behind or began - shown >= _FRAME:
                self._show_rows(number, live, rows, changed)
                shown = time.perf_counter()
                rows = changed = len(live.laid.rows)
            for unlit in live.unlit():
                self.run_worker(self._light(number, unlit), group="colour")
            longest = max(longest, time.perf_counter() - began)
            if not live.behind:
                break
            await asyncio.sleep(0)
            began = time.perf_counter()
        return longest

    async def _light(self, number: int, unlit: Unlit) -> None:
        """Colour code that has closed; it is found in a thread."""
        lines = await collecting.in_thread(unlit.lines)
        if number in self.book.live:
            unlit.light(lines)
            self._moved()

    def _show_live(self, number: int, live: LiveAnswer) -> None:
        before = len(live.laid.rows)
        self.keep_thought(number, live)
        self._show_rows(number, live, before, live.update())

    def _show_rows(self, number: int, live: LiveAnswer, before: int, changed: int) -> None:
        """Show the rows of `live` from `changed` on; there were `before` when it was last shown."""
        index = self.book.index(number)
        if index is None:
            return
        grown = len(live.laid.rows) - before
        collecting.grew(len(live.laid.rows) - changed)
        if self.position.following:
            old = self.position.index, self.position.row
            self.book.shown(index)
            self.position.go_end()
            if (self.position.index, self.position.row) == old:
                self._repaint_from(index, changed)
                return
            self._moved(now=True)
            return
        rows = self.book.shown(index).rows
        self._new_lines += max(0, grown)
        if self.position.index == index and self.position.row >= len(rows):  # they have become few
            self._settle()
            return
        self._place()
        self._repaint_from(index, changed)

    def _tick(self) -> None:
        if not self.book.live:
            self._clock.stop()
            self._clock = None
            return
        for number, live in list(self.book.live.items()):
            if live.turn.end is None and live.tick():
                self._show_live(number, live)

    def _repaint_from(self, index: int, row: int) -> None:
        """Repaint the rows of the view from row `row` of message `index` on."""
        old, self._visible = self._visible, None
        top = next((y for y, (at, _) in enumerate(old or []) if at == index), None)
        height = self.view_height
        if top is None:
            if self._new_lines:
                del self._painted[height - 1 :]
                self.paint(height - 1, 1, now=True)
            return
        first_row = self.position.row if index == self.position.index else 0
        y = max(0, min(height, top + row - first_row - 1))
        del self._painted[y:]
        self.paint(y, height - y, now=True)
