"""What is read: the path, texts around what is shown, and the layouts of the last few hundred.

The rest of a conversation is an id, a length and a height each; that is why 10,000 messages open
as fast as 10.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import is_

from chat.messages import Message, PathRow
from tui.transcript.foretold import Foretold
from tui.transcript.heights import Heights
from tui.transcript.labels import clock, shared_names
from tui.transcript.layout import Layout
from tui.transcript.live import LiveAnswer
from tui.transcript.message_rows import Laid, Lead, Look
from tui.transcript.shape import FOLDED, Shape
from tui.transcript.standin import standin
from tui.transcript.texts import Texts

_LAID = 400
_ROWS = 40_000
"""Rows of all layouts that are kept: 20 MB."""
_FEWEST = 3
"""Layouts that are kept whatever they hold."""
_STANDING = 8
"""Layouts of another width or colour that are shown until there are new ones, and messages that
wait for a thread."""
_LONG = 4_000
"""Characters that are laid out in no time: 4 ms."""


class Book:
    """Messages by their index on the path, laid out when they are asked for."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.path: list[PathRow] = []
        self.heights = Heights()
        self.live: dict[int, LiveAnswer] = {}
        self.flipped: set[int] = set()
        """Ids whose reasoning is folded the other way."""
        self.tex: set[int] = set()
        """Ids whose formulas are shown as they were written."""
        self.shapes: dict[int, Shape] = {}
        """Of messages of which not all long blocks are folded, or wide ones are panned."""
        self.texts, self.foretold = Texts(self.foretell), Foretold()
        self._laid: OrderedDict[int, tuple[object, Laid]] = OrderedDict()
        self._rows = 0
        """Rows of all that is laid out."""
        self._standing: dict[int, Laid] = {}
        """What is shown of long messages until they are laid out."""
        self.wanted: dict[int, None] = {}
        """Long messages that are to be laid out in a thread, the latest asked for last."""
        self._indexes: dict[int, int] | None = None
        self._shared: frozenset[str] = frozenset()
        """Names of models that more than one endpoint has here."""

    def __len__(self) -> int:
        return len(self.path)

    def show(self, path: Sequence[PathRow]) -> int:
        """Take another path; the first index at which it differs from the one before."""
        same = _alike(self.path, path)
        if self._indexes is not None:
            for row in self.path[same:]:
                del self._indexes[row.id]
            self._indexes.update((row.id, index) for index, row in enumerate(path[same:], same))
        self.path = list(path)
        self._shared = shared_names(self.path)
        self._estimate(same)
        for gone in [number for number in self.live if self.index(number) is None]:
            del self.live[gone]
        return same

    def clear(self) -> None:
        """Another conversation: nothing of this one stays."""
        self.path, self._indexes = [], None
        self.heights.estimate([], 1)
        self.texts.clear()
        self.foretold = Foretold()
        self._drop_layouts()
        self._standing.clear()
        self.live.clear()
        self.flipped.clear()
        self.tex.clear()
        self.shapes.clear()

    def draw_anew(self, look: Look) -> None:
        """Another width or other colours: layouts go, texts stay. Those of long messages are shown
        until there are new ones."""
        wider = look.width != self.look.width
        self.look = look
        long = {n: laid for n, (_, laid) in self._laid.items() if self._takes_long(self.index(n))}
        for number, laid in list(long.items())[-_STANDING:]:
            self._stand(number, laid)
        self._drop_layouts()
        if wider:
            self._estimate()
        for number, live in self.live.items():
            index = self.index(number)
            if index is not None and not live.is_long:  # else a thread does it: `outgrown`
                live.redraw(self.path[index], self.lead(index), look)

    def shape(self, number: int) -> Shape:
        return self.shapes.get(number, FOLDED)

    def outgrown(self) -> list[int]:
        """The answers that are being given and still have rows of another look or shape."""
        drawn = [
            (n, (live.look, live.drawn) == (self.look, live.shape)) for n, live in self.live.items()
        ]
        return [number for number, as_wanted in drawn if not as_wanted]

    def index(self, number: int | None) -> int | None:
        if number is None:
            return None
        if self._indexes is None:
            self._indexes = {row.id: index for index, row in enumerate(self.path)}
        return self._indexes.get(number)

    def lead(self, index: int) -> Lead:
        row = self.path[index]
        of = row.model in self._shared and row.role == "assistant"
        if index == 0:
            return Lead(first=True, of=of)
        before = self.path[index - 1]
        other = bool(row.model) and (row.endpoint, row.model) != (before.endpoint, before.model)
        return Lead(switch=other and (before.role, row.role) == ("assistant", "user"), of=of)

    def laid(self, index: int) -> Laid:
        """The rows of a message; its height becomes real."""
        row = self.path[index]
        live = self.live.get(row.id)
        if live is not None:
            self._note(index, live.laid)
            return live.laid
        laid = self.found(index)
        if laid is not None:
            self._laid.move_to_end(row.id)
        else:
            laid = self.layout(index)()
            self._keep(row.id, self._key(index), laid)
        self._note(index, laid)
        return laid

    def shown(self, index: int) -> Laid:
        """The rows of a message, or what stands for them while it is too long to wait for them:
        then it is `wanted`, and of its lines nothing is known."""
        row = self.path[index]
        if self.is_ready(index):
            return self.laid(index)
        standing = self._standing.get(row.id) or self.known(index)
        if standing is None:
            standing = standin(self.layout(index), self.heights.rows[index])
        self._stand(row.id, standing)
        self.wanted[row.id] = self.wanted.pop(row.id, None)
        if len(self.wanted) > _STANDING:
            del self.wanted[next(iter(self.wanted))]
        self._note(index, standing)
        return standing

    def _stand(self, number: int, laid: Laid) -> None:
        self._standing.pop(number, None)
        self._standing[number] = laid
        if len(self._standing) > 2 * _STANDING:
            del self._standing[next(iter(self._standing))]

    def is_ready(self, index: int) -> bool:
        """Whether its rows are there, or made in no time."""
        live = self.path[index].id in self.live
        return live or not self._takes_long(index) or self.found(index) is not None

    def stands(self, index: int) -> Laid | None:
        """What stands for a message that is not laid out yet."""
        return self._standing.get(self.path[index].id)

    def _takes_long(self, index: int | None) -> bool:
        if index is None:
            return False
        row = self.path[index]
        if row.characters > _LONG:
            return True
        return row.role == "user" and row.id in self.shapes and self.is_long(index)  # a paste

    def found(self, index: int) -> Laid | None:
        found = self._laid.get(self.path[index].id)
        return found[1] if found is not None and found[0] == self._key(index) else None

    def layout(self, index: int) -> Layout:
        """A layout to be made, here or in a thread."""
        row, lead, message = self.path[index], self.lead(index), self.message(index)
        if index and message.created:
            before = self.message(index - 1)
            lead = replace(lead, clock=clock(message.created, before.ended or before.created))
        flipped, tex = row.id in self.flipped, row.id in self.tex
        shape = self.shape(row.id)
        return Layout(self._key(index), message, row, lead, self.look, flipped, tex, shape)

    def take_layout(self, number: int, layout: Layout, laid: Laid) -> bool:
        """Keep what a thread made, unless the look has changed meanwhile; whether it was kept."""
        index = self.index(number)
        if index is None or layout.look != self.look or layout.key != self._key(index):
            return False
        self._keep(number, layout.key, laid)
        self._note(index, laid)
        return True

    def is_long(self, index: int) -> bool:
        """Whether laying the message out takes longer than the loop may be held."""
        return sum(len(p.text) for p in self.message(index).parts if hasattr(p, "text")) > _LONG

    def _key(self, index: int) -> object:
        row = self.path[index]
        place = (row.sibling, row.siblings, row.endpoint, row.model)
        before = self.path[index - 1].id if index else 0
        folds = (row.id in self.flipped, row.id in self.tex, self.shape(row.id))
        return (before, self.lead(index), place, folds)

    def _keep(self, number: int, key: object, laid: Laid) -> None:
        self._forget_layout(number)
        self._standing.pop(number, None)
        self.wanted.pop(number, None)
        self._laid[number] = (key, laid)
        self._rows += len(laid.rows)
        while len(self._laid) > (_FEWEST if self._rows > _ROWS else _LAID):
            self._forget_layout(next(iter(self._laid)))

    def _forget_layout(self, number: int) -> None:
        if (found := self._laid.pop(number, None)) is not None:
            self._rows -= len(found[1].rows)

    def _drop_layouts(self) -> None:
        self._laid.clear()
        self.wanted.clear()
        self._rows = 0

    def known(self, index: int) -> Laid | None:
        """The rows if they are there already."""
        live = self.live.get(self.path[index].id)
        if live is not None:
            return live.laid
        found = self._laid.get(self.path[index].id)
        return found[1] if found else None

    def message(self, index: int) -> Message:
        return self.texts.message(self.path, index)

    def _estimate(self, start: int = 0) -> None:
        """Heights from `start` on."""
        self.heights.estimate(self.path, self.look.width, start)
        for index in map(self.index, self.foretold.shown):
            if index is not None and index >= start:
                self._guess(index)

    def foretell(self, messages: Iterable[Message]) -> None:
        """These have been read: what is folded of them has no height."""
        for number in self.foretold.read(messages):
            index = self.index(number)
            if index is not None and number not in self._laid:
                self._guess(index)

    def _guess(self, index: int) -> None:
        row = self.path[index]
        if self.shape(row.id) == FOLDED:
            self.heights.guess(index, self.foretold.of(row), self.look.width)

    def forget(self, number: int, *, text: bool = True) -> None:
        """Lay the message out anew when it is next seen; with `text` read it anew, too."""
        self._forget_layout(number)
        self._standing.pop(number, None)
        if text:
            self.texts.forget(number)
            self.foretold.shown.pop(number, None)

    def _note(self, index: int, laid: Laid) -> None:
        if self.heights.rows[index] != len(laid.rows):
            self.heights.set(index, len(laid.rows))


def _alike(old: Sequence[PathRow], new: Sequence[PathRow]) -> int:
    """How many messages both begin with. Of a long path that goes on nearly all rows are the very
    same."""
    same = [*map(is_, old, new), False].index(False)
    while same < min(len(old), len(new)) and old[same].id == new[same].id:
        same += 1
    return same
