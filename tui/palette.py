"""The palette: everything that can be done, found by typing. Gives the picked entry's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.binding import Binding

from chat.text import clean_line
from tui import fuzzy
from tui.overlay import Overlay
from tui.rows import Heading, Row, marked_spans


@dataclass(frozen=True, slots=True)
class Entry:
    """An action: its `title` in words, its `key` as a person reads it, one more word of `help`."""

    name: str
    title: str
    key: str = ""
    help: str = ""


class Palette(Overlay[str | None]):
    """All `entries`, in their order until something is typed."""

    TITLE = "Actions"
    HINT = "what to do"
    KEYS = "Enter do it · Esc close"
    BINDINGS = [Binding("ctrl+p", "next_row", "Next row", priority=True, show=False)]

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._entries = tuple(entries)
        self._query = ""

    def filtered(self, query: str) -> None:
        self._query = query
        found = fuzzy.best(query, self._entries, _text)
        self.rows.show(found or [Heading("nothing by that name")], self._draw)

    def _draw(self, entry: Entry) -> Row:
        title = clean_line(entry.title, 80)
        found = fuzzy.match(self._query, title) if self._query else None
        left = marked_spans(title, found[1] if found else ())
        more = (("  " + clean_line(entry.help, 60), "faint"),) if entry.help else ()
        return Row(left + more, ((entry.key, "muted"),))

    def picked(self, item: object) -> None:
        assert isinstance(item, Entry)
        self.dismiss(item.name)


def _text(entry: Entry) -> str:
    return f"{entry.title} {entry.name.replace('_', ' ')} {entry.help}"
