"""Help: every key and command, made from the tables that bind them, so that it is never wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from textual.binding import Binding

from tui import fuzzy
from tui.overlay import Overlay
from tui.rows import Heading, Row, marked_spans


class Shown(Protocol):
    """What help needs of an action of `tui.actions`."""

    @property
    def title(self) -> str: ...
    @property
    def shown(self) -> str: ...
    @property
    def place(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Line:
    """A key (or a command) and what it does."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[Line, ...]


PLACES = {
    "prompt": "In the prompt",
    "anywhere": "Anywhere",
    "reading": "Reading (Tab)",
    "pictures": "Pictures (^G)",
    "library": "All pictures (^G ^G)",
    "overlay": "In a list",
}
PICTURES = (
    Line("n p → ←", "Next, previous picture"),
    Line("Enter", "The whole screen, and back"),
    Line("s", "Save"),
    Line("o", "Open outside"),
    Line("y", "Copy the picture, else its file's name"),
    Line("i", "All about it"),
    Line("r", "Draw it again"),
    Line("v", "Vary it: another seed"),
    Line("e", "Edit its prompt and draw"),
    Line("u", "Use it in a question"),
    Line("f", "Fetch a lost one again"),
    Line("+ − 0 1", "Closer, away, all of it, a pixel a pixel (whole screen)"),
    Line("← ↑ ↓ →", "Zoomed: move it, as dragging does; the wheel zooms"),
    Line("Esc", "Back"),
)
LIBRARY = (
    Line("^G ^G", "All pictures, and away again"),
    Line("← ↑ ↓ →", "Move; two clicks open"),
    Line("PgUp PgDn", "A page up, down"),
    Line("Home End", "The newest, the oldest"),
    Line("^F", "Find by words of a prompt, or a model"),
    Line("t", "To its conversation"),
    Line("Del", "Delete a picture, with undo"),
    Line("^Z", "Undo the last delete"),
)
OVERLAY = (
    Line("Enter", "Pick"),
    Line("↑ ↓ PgUp PgDn", "Move"),
    Line("letters", "Filter"),
    Line("^R F2", "Rename a conversation"),
    Line("Del", "Delete a conversation, with undo"),
    Line("^Z", "Undo the last delete"),
    Line("Esc", "Close"),
)


def sections(actions: Iterable[Shown], commands: Sequence[tuple[str, str]] = ()) -> list[Section]:
    """Sections by place; actions without a key are in the palette. `commands`: `/name`, words."""
    by_place: dict[str, list[Line]] = {place: [] for place in PLACES}
    for action in actions:
        if action.shown:
            by_place[action.place].append(Line(action.shown, action.title))
    by_place["pictures"] += PICTURES
    by_place["library"] += LIBRARY
    by_place["overlay"] += OVERLAY
    made = [Section(PLACES[place], tuple(lines)) for place, lines in by_place.items() if lines]
    if commands:
        made.append(Section("Commands", tuple(Line(name, text) for name, text in commands)))
    return made


class Help(Overlay[None]):
    """The sections, filtered as one types."""

    TITLE = "Keys"
    HINT = "find a key"
    KEYS = "↑ ↓ move · ask guide for more: ^L guide · Esc close"
    BINDINGS = [
        Binding("f1", "close", "Close", priority=True, show=False),
        Binding("question_mark", "nothing", "", priority=True, show=False),
    ]

    def __init__(self, sections: Sequence[Section]) -> None:
        super().__init__()
        self._sections = tuple(sections)
        self._query = ""
        lines = [line for section in sections for line in section.lines]
        self._column = min(max((len(line.key) for line in lines), default=0), 16) + 3

    def filtered(self, query: str) -> None:
        self._query = query
        items: list[Line | Heading] = []
        for section in self._sections:
            found = [line for line in section.lines if _matches(query, section, line)]
            if found:
                items += [Heading()] * bool(items) + [Heading(section.title), *found]
        self.rows.show(items or [Heading("no such key")], self._draw)

    def _draw(self, line: Line) -> Row:
        found = fuzzy.match(self._query, line.words) if self._query else None
        words = marked_spans(line.words, found[1] if found else ())
        return Row((((line.key + "  ").ljust(self._column), "you"), *words))

    def picked(self, item: object) -> None:
        self.dismiss(None)


def _matches(query: str, section: Section, line: Line) -> bool:
    return not query or fuzzy.match(query, f"{line.key} {line.words} {section.title}") is not None
