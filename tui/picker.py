"""The model picker: recents first, then every endpoint; what cannot be used says why.

The model before the present one is selected, so that ^L Enter goes back and forth. Lists that
come later are fed in without moving what is selected. Imported after the first paint.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from textual.binding import Binding

from chat.text import clean_line
from tui import fuzzy
from tui.fuzzy import Ranking
from tui.overlay import Overlay, words
from tui.rows import Heading, Row, marked_spans

RECENTS = 5
_SLICE = 0.005
"""Seconds of ranking between two keys."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A model that is offered; one with an empty `model` stands for its whole endpoint."""

    endpoint: str
    model: str
    label: str = ""
    note: str = ""
    """What it can do, in a word or two: `draw`, `128k`."""
    usable: bool = True
    reason: str = ""
    """Why it cannot be used now."""
    needs_key: bool = False
    recent: bool = False
    draws: bool = False

    @property
    def name(self) -> str:
        return f"{self.endpoint}/{self.model}"


@dataclass(frozen=True, slots=True)
class Picked:
    """`name` is `endpoint/model`, or what was typed."""

    name: str


@dataclass(frozen=True, slots=True)
class KeyWanted:
    """The person wants to enter a key for `endpoint`."""

    endpoint: str


@dataclass(frozen=True, slots=True)
class Item:
    """A row: a model among the recents or in its endpoint's group, a key to enter, or a name as
    typed. Compared without what may change while the list is open."""

    kind: str
    name: str


_Ranked = tuple[Ranking[Choice], object]
"""What is being ranked, and what is selected of it."""


class Picker(Overlay[Picked | KeyWanted | None]):
    """`current` and `previous` are names like `endpoint/model`; `recents` the newest first."""

    TITLE = "Model"
    HINT = "a model's name"
    KEYS = "Enter pick · ^L next · Esc close"
    BINDINGS = [Binding("ctrl+l", "next_row", "Next row", priority=True, show=False)]

    def __init__(
        self,
        choices: Sequence[Choice],
        *,
        current: str = "",
        previous: str = "",
        recents: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._current, self._previous, self._recents = current, previous, tuple(recents)
        self._choices: dict[str, Choice] = {}
        self._ranking: _Ranked | None = None
        self._query = ""
        self._take(choices)

    def feed(self, choices: Sequence[Choice]) -> None:
        """Other choices (a list has arrived); the selection and the filter stay."""
        self._take(choices)
        if self.is_mounted:
            self.refill()

    def _take(self, choices: Sequence[Choice]) -> None:
        self._choices = {choice.name: choice for choice in choices}

    # -- rows

    def filtered(self, query: str) -> None:
        select = self.rows.item if query == self._query else None
        self._query = query
        if query:
            self._ranking = Ranking(query, self._choices.values(), _text), select
            self._rank(self._ranking, _SLICE)
        else:
            self._ranking = None
            items = self._all()
            self.rows.show(items, self._draw, select=select or self._first_selected(items))

    def settle(self) -> None:
        if self._ranking is not None:
            self._rank(self._ranking, math.inf)

    def _rank(self, ranking: _Ranked, seconds: float) -> None:
        """Go on where keys leave the time for it; what was found before stands there till then."""
        if ranking is not self._ranking:
            return  # something else was typed
        if ranking[0].go_on(seconds):
            self._ranking = None
            self.rows.show(self._found(ranking[0].found), self._draw, select=ranking[1])
            self.counted(f"{self.rows.count or ''}")
        else:
            self.call_later(self._rank, ranking, _SLICE)

    def _first_selected(self, items: Sequence[Item | Heading]) -> Item | None:
        for name in (self._previous, self._current):
            for item in items:
                if isinstance(item, Item) and item.name == name:
                    return item
        return None

    def _all(self) -> list[Item | Heading]:
        items: list[Item | Heading] = []
        recent = self._recent()
        if recent:
            items += [Heading("Recent"), *(Item("recent", choice.name) for choice in recent)]
        # Whole endpoints that cannot be used are one row each, below all that can.
        groups: dict[str, list[Choice]] = {}
        for choice in self._choices.values():
            groups.setdefault(choice.endpoint, []).append(choice)
        closed = False
        for endpoint, choices in sorted(groups.items(), key=lambda group: _standing(group[1][0])):
            if choices[0].usable:
                items += [Heading()] * bool(items) + [Heading(clean_line(endpoint, 40))]
                items += [Item("model", choice.name) for choice in choices if choice.model]
            else:
                if not closed:
                    items += [Heading()] * bool(items) + [Heading("Not usable now")]
                closed = True
                items.append(Item("endpoint", choices[0].name))
        return items

    def _recent(self) -> list[Choice]:
        if self._recents:
            known = [self._choices[name] for name in self._recents if name in self._choices]
        else:
            known = [choice for choice in self._choices.values() if choice.recent]
        return [choice for choice in known if choice.usable][:RECENTS]

    def _found(self, choices: Sequence[Choice]) -> list[Item | Heading]:
        """What can be used first, whole endpoints below."""
        named = [choice for choice in choices if choice.model]
        found = sorted(named, key=lambda choice: not choice.usable)
        items: list[Item | Heading] = [Item("found", choice.name) for choice in found]
        items += [Item("endpoint", choice.name) for choice in choices if not choice.model]
        if self._query not in self._choices:
            items.append(Item("typed", self._query))
        return items

    def _draw(self, item: Item) -> Row:
        if item.kind == "typed":
            typed = clean_line(item.name, 80)
            return Row((("use “", "muted"), (typed, "text"), ("” as typed", "muted")))
        choice = self._choices.get(item.name)
        if choice is None:
            return Row(((clean_line(item.name, 80), "faint"),))
        if item.kind == "endpoint":
            return Row(((clean_line(choice.endpoint, 40), "muted"),), ((_why(choice), "muted"),))
        return self._draw_model(item, choice)

    def _draw_model(self, item: Item, choice: Choice) -> Row:
        label = clean_line(choice.label or choice.model, 80)
        found = fuzzy.match(self._query, label) if self._query else None
        role = "text" if choice.usable else "muted"
        now = item.name == self._current
        left = marked_spans(label, found[1] if found else (), "strong" if now else role)
        endpoint = "" if item.kind == "model" else clean_line(choice.endpoint, 30)
        right = words(clean_line(choice.note, 30), endpoint) if choice.usable else _why(choice)
        return Row((*left, *((("  now", "accent"),) if now else ())), ((right, "muted"),))

    # -- picking

    def picked(self, item: object) -> None:
        assert isinstance(item, Item)
        choice = self._choices.get(item.name)
        if item.kind == "typed" or choice is None or choice.usable:
            self.dismiss(Picked(item.name))
        elif choice.needs_key:
            self.dismiss(KeyWanted(choice.endpoint))
        else:
            self.say(f"{clean_line(choice.endpoint, 40)}: {clean_line(choice.reason)}")


def _text(choice: Choice) -> str:
    return f"{choice.name} {choice.label}" if choice.label != choice.model else choice.name


def _standing(choice: Choice) -> tuple[bool, bool]:
    return (not choice.usable, not choice.needs_key and not choice.usable)


def _why(choice: Choice) -> str:
    endpoint = clean_line(choice.reason, 60)
    return words(endpoint or "cannot be used now", "enter key" if choice.needs_key else "")
