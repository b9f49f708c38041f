"""Words looked for in all conversations: a row for each message that has them."""

from __future__ import annotations

import asyncio
from functools import partial

from chat.store.errors import StoreError
from chat.store.rows import Hit
from chat.store.store import Store
from chat.text import clean_line
from tui.overlay import Overlay
from tui.rows import Heading, Row

_MOST = 200


class Everywhere(Overlay[Hit]):
    """Dismissed with the message that was picked."""

    TITLE = "Find everywhere"
    HINT = "words that were said"
    KEYS = "Enter open · Esc close"

    def __init__(self, store: Store, words: str) -> None:
        super().__init__()
        self._store = store
        self.filter.value = words

    @property
    def words(self) -> str:
        return self.filter.value.strip()

    def refill(self) -> None:
        self.filtered(self.words)

    def filtered(self, query: str) -> None:
        self.run_worker(partial(self._look, query), group="everywhere", exclusive=True)

    async def _look(self, query: str) -> None:
        try:
            hits = await asyncio.to_thread(self._store.search, query, _MOST)
        except StoreError as error:
            self.say(error.sentence)
            return
        self.rows.show(_grouped(hits), _row)
        more = "+" if len(hits) == _MOST else ""
        self.counted(f"{len(hits)}{more}" if hits else "")
        if query and not hits:
            self.say("Nothing was said with these words.")

    def picked(self, item: object) -> None:
        if isinstance(item, Hit):
            self.dismiss(item)


def _grouped(hits: list[Hit]) -> list[Hit | Heading]:
    """Titles that have the words; then the hits of a conversation together, the best one first."""
    groups: dict[int, list[Hit]] = {}
    rows: list[Hit | Heading] = [hit for hit in hits if _by_title(hit)]
    for hit in hits:
        if not _by_title(hit):
            groups.setdefault(hit.conversation, []).append(hit)
    for group in groups.values():
        rows += [*([Heading()] if rows else []), Heading(clean_line(group[0].title, 200)), *group]
    return rows


def _by_title(hit: Hit) -> bool:
    return hit.snippet == hit.title


def _row(hit: Hit) -> Row:
    title = (clean_line(hit.title, 200), "strong")
    return Row((title,) if _by_title(hit) else ((hit.snippet, "text"),))
