"""What is read: the path, texts around what is shown, and the layouts of the last few hundred.

The rest of a conversation is an id, a length and a height each; that is why 10,000 messages open
as fast as 10.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from chat.messages import Message, PathRow
from tui.transcript.heights import Heights
from tui.transcript.labels import clock
from tui.transcript.live import LiveAnswer
from tui.transcript.message_rows import Laid, Lead, Look, lay_out

Load = Callable[[Sequence[int]], list[Message]]

_LAID, _TEXTS = 400, 600
_LONG = 4_000
"""Characters."""
_PAGE = 8
"""Messages read on either side of the one that is needed."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything a layout needs; calling it makes the rows."""

    key: object
    message: Message
    row: PathRow
    lead: Lead
    look: Look
    flipped: bool

    def __call__(self) -> Laid:
        return lay_out(self.message, self.row, self.lead, self.look, flipped=self.flipped)


class Book:
    """Messages by their index on the path, laid out when they are asked for."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.path: list[PathRow] = []
        self.heights = Heights()
        self.live: dict[int, LiveAnswer] = {}
        self.flipped: set[int] = set()
        """Ids whose reasoning is folded the other way."""
        self._texts: OrderedDict[int, Message] = OrderedDict()
        self._laid: OrderedDict[int, tuple[object, Laid]] = OrderedDict()
        self._indexes: dict[int, int] | None = None

    def __len__(self) -> int:
        return len(self.path)

    def show(self, path: Sequence[PathRow]) -> int:
        """Take another path; the first index at which it differs from the one before."""
        same = 0
        for old, new in zip(self.path, path, strict=False):
            if old.id != new.id:
                break
            same += 1
        self.path, self._indexes = list(path), None
        self.heights.estimate(self.path, self.look.width, same)
        for gone in [number for number in self.live if self.index(number) is None]:
            del self.live[gone]
        return same

    def clear(self) -> None:
        """Another conversation: nothing of this one stays."""
        self.path, self._indexes = [], None
        self.heights.estimate([], 1)
        self._texts.clear()
        self._laid.clear()
        self.live.clear()
        self.flipped.clear()

    def draw_anew(self, look: Look) -> None:
        """Another width or other colours: layouts go, texts stay."""
        wider = look.width != self.look.width
        self.look = look
        self._laid.clear()
        if wider:
            self.heights.estimate(self.path, look.width)
        for number, live in self.live.items():
            index = self.index(number)
            if index is not None:
                live.restart(self.path[index], self.lead(index), look)
                live.update()

    def index(self, number: int | None) -> int | None:
        if number is None:
            return None
        if self._indexes is None:
            self._indexes = {row.id: index for index, row in enumerate(self.path)}
        return self._indexes.get(number)

    def lead(self, index: int) -> Lead:
        row = self.path[index]
        if index == 0:
            return Lead(first=True)
        before = self.path[index - 1]
        switch = (
            row.role == "user"
            and before.role == "assistant"
            and bool(row.model)
            and (row.endpoint, row.model) != (before.endpoint, before.model)
        )
        return Lead(switch=switch)

    def laid(self, index: int) -> Laid:
        """The rows of a message; its height becomes real."""
        row = self.path[index]
        live = self.live.get(row.id)
        if live is not None:
            self._note(index, live.laid)
            return live.laid
        key = self._key(index)
        found = self._laid.get(row.id)
        if found is not None and found[0] == key:
            self._laid.move_to_end(row.id)
            laid = found[1]
        else:
            laid = self.layout(index)()
            self._keep(row.id, key, laid)
        self._note(index, laid)
        return laid

    def layout(self, index: int) -> Layout:
        """A layout to be made, here or in a thread."""
        row, lead, message = self.path[index], self.lead(index), self.message(index)
        if index and message.created:
            before = self.message(index - 1)
            lead = replace(lead, clock=clock(message.created, before.ended or before.created))
        flipped = row.id in self.flipped
        return Layout(self._key(index), message, row, lead, self.look, flipped)

    def take_layout(self, number: int, layout: Layout, laid: Laid) -> None:
        """Keep what a thread made, unless the look has changed meanwhile."""
        index = self.index(number)
        if index is not None and layout.look == self.look and layout.key == self._key(index):
            self._keep(number, layout.key, laid)

    def is_long(self, index: int) -> bool:
        """Whether laying the message out takes longer than the loop may be held."""
        return sum(len(p.text) for p in self.message(index).parts if hasattr(p, "text")) > _LONG

    def _key(self, index: int) -> object:
        row = self.path[index]
        place = (row.sibling, row.siblings, row.endpoint, row.model)
        before = self.path[index - 1].id if index else 0
        return (before, self.lead(index), place, row.id in self.flipped)

    def _keep(self, number: int, key: object, laid: Laid) -> None:
        self._laid[number] = (key, laid)
        while len(self._laid) > _LAID:
            self._laid.popitem(last=False)

    def known(self, index: int) -> Laid | None:
        """The rows if they are there already."""
        live = self.live.get(self.path[index].id)
        if live is not None:
            return live.laid
        found = self._laid.get(self.path[index].id)
        return found[1] if found else None

    def message(self, index: int) -> Message:
        """The message itself, read with those around it."""
        row = self.path[index]
        if row.id not in self._texts:
            around = self.path[max(0, index - _PAGE) : index + _PAGE + 1]
            wanted = [r.id for r in around if r.id not in self._texts]
            for message in self.load(wanted):
                self._texts[message.id] = message
            while len(self._texts) > _TEXTS:
                self._texts.popitem(last=False)
        found = self._texts.get(row.id)
        if found is None:  # removed by another process: its place stays, empty
            return Message(row.id, 0, None, row.role, (), row.endpoint, row.model)
        return found

    def load(self, ids: Sequence[int]) -> list[Message]:
        """Replaced by the owner: reads messages."""
        del ids
        return []

    def forget(self, number: int, *, text: bool = True) -> None:
        """Lay the message out anew when it is next seen; with `text` read it anew, too."""
        self._laid.pop(number, None)
        if text:
            self._texts.pop(number, None)

    def _note(self, index: int, laid: Laid) -> None:
        if self.heights.rows[index] != len(laid.rows):
            self.heights.set(index, len(laid.rows))
