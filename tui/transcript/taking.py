"""What is selected, taken out of any number of messages: they are laid out in a thread, some at a
time, and not kept, so the loop is never held and memory stays what it was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence

from textual.selection import Selection

from chat.messages import PathRow
from chat.text import clean
from tui.transcript import collecting
from tui.transcript import selection as selecting
from tui.transcript.message_rows import Laid
from tui.transcript.selecting import Selecting

Told = Callable[[int, int], None]
"""How many messages have been read, of how many."""
_MESSAGES, _CHARACTERS = 24, 60_000
"""As many are read at once at most."""


class Taking(Selecting):
    """Mixed into the transcript: copies of what is selected."""

    async def taken(self, chosen: Selection, told: Told) -> str:
        """The text that is `chosen`, as it is shown; of everything, the sources."""
        start, end = selecting.decode(chosen.start), selecting.decode(chosen.end)
        if start is None and end is None:
            return "\n\n".join(await self._sources(self.book.path, told))
        path = self._between(start, end)
        first, last = (path[0].id, path[-1].id) if path else (0, 0)
        lines: list[str] = []
        for done, some in _together(path):
            told(done, len(path))
            for row, laid in zip(some, await self._laid(some), strict=True):
                lines += selecting.as_seen(
                    laid,
                    start[1:] if start and row.id == first else None,
                    end[1:] if end and row.id == last else None,
                )
        return "\n".join(lines)

    async def taken_source(self, chosen: Selection, told: Told) -> str:
        """The Markdown of the blocks that are `chosen`; only of the first and the last message are
        some not."""
        start, end = selecting.decode(chosen.start), selecting.decode(chosen.end)
        path = self._between(start, end)
        sources = await self._sources(path, told)
        for at in sorted({0, len(path) - 1} if path else ()):
            top = start[1] if start and at == 0 else 0
            bottom = end[1] - (end[2] == 0 and end[1] > 0) if end and path[at] is path[-1] else None
            sources[at] = await self._part(path[at], sources[at], top, bottom)
        return "\n\n".join(text for text in sources if text)

    async def _part(self, row: PathRow, source: str, top: int, bottom: int | None) -> str:
        """Of a message's `source` what its lines `top` to `bottom` show."""
        (laid,) = await self._laid([row])
        index = self.book.index(row.id)
        bottom = len(laid.lines) if bottom is None else bottom
        if index is None or (top == 0 and bottom >= len(laid.lines) - 1):
            return source
        return await collecting.in_thread(self.finding_source(index, laid.lines, top, bottom))

    def _between(
        self, start: tuple[int, int, int] | None, end: tuple[int, int, int] | None
    ) -> Sequence[PathRow]:
        return self.book.path[start[0] if start else 0 : end[0] + 1 if end else None]

    async def _laid(self, rows: Sequence[PathRow]) -> list[Laid]:
        """Layouts of messages, made in a thread where there are none."""
        found = [self.book.index(row.id) for row in rows]
        known = [self._known(at) for at in found]
        wanted = [self.book.layout(at) for at, laid in zip(found, known, strict=True)
                  if at is not None and laid is None]  # fmt: skip
        if wanted:
            made = iter(await collecting.in_thread(lambda: [layout() for layout in wanted]))
        else:
            await asyncio.sleep(0)
        return [laid if laid is not None else next(made) for laid in known]

    def _known(self, index: int | None) -> Laid | None:
        """The rows that are there; none of a message that has gone."""
        if index is None:
            return Laid([], [])
        live = self.book.live.get(self.book.path[index].id)
        return live.laid if live is not None else self.book.found(index)

    async def _sources(self, path: Sequence[PathRow], told: Told) -> list[str]:
        """The sources of messages, read anew: nothing is laid out for that."""
        sources: list[str] = []
        for done, some in _together(path):
            told(done, len(path))
            texts = {m.id: clean(m.text) for m in self.book.texts.load([row.id for row in some])}
            live = self.book.live
            sources += [
                self.source(row.id) if row.id in live else texts.get(row.id, "") for row in some
            ]
            await asyncio.sleep(0)
        return sources


def _together(path: Sequence[PathRow]) -> Iterator[tuple[int, list[PathRow]]]:
    """Messages as many as are read at once, and how many came before them."""
    some: list[PathRow] = []
    for at, row in enumerate(path):
        if some and (len(some) == _MESSAGES or sum(r.characters for r in some) > _CHARACTERS):
            yield at - len(some), some
            some = []
        some.append(row)
    if some:
        yield len(path) - len(some), some
