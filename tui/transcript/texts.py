"""Messages as they are stored, read with those around them; what was not needed for long goes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

from chat.messages import FilePart, Message, PathRow, ReasoningPart, TextPart

Load = Callable[[Sequence[int]], list[Message]]

_KEPT, _FEWEST = 600, 20
"""Messages that are kept, and those that are whatever they hold."""
_CHARACTERS = 8_000_000
"""Of all that are kept."""
_PAGE = 8
"""Messages read on either side of the one that is needed."""
READ = 60_000
"""Characters read at once, if they are of more than one message."""


class Texts:
    """Asked for by their index on a path."""

    def __init__(self, came: Callable[[list[Message]], None]) -> None:
        """`came` is told of all that are read."""
        self._came = came
        self.load: Load = lambda _: []
        """Replaced by the owner: reads messages, in the order of their ids."""
        self._kept: OrderedDict[int, Message] = OrderedDict()
        self._size = 0

    def message(self, path: Sequence[PathRow], index: int) -> Message:
        """The message itself, read with those around it."""
        row = path[index]
        if row.id not in self._kept:
            messages = self.load(self._unread(path, index))
            for message in messages:
                self._kept[message.id] = message
                self._size += _size(message)
            self._drop()
            self._came(messages)
        found = self._kept.get(row.id)
        if found is None:  # removed by another process: its place stays, empty
            return Message(row.id, 0, None, row.role, (), row.endpoint, row.model)
        return found

    def forget(self, number: int) -> None:
        """Read the message anew when it is next asked for."""
        message = self._kept.pop(number, None)
        self._size -= _size(message) if message is not None else 0

    def clear(self) -> None:
        self._kept.clear()
        self._size = 0

    def _drop(self) -> None:
        while len(self._kept) > (_FEWEST if self._size > _CHARACTERS else _KEPT):
            self.forget(next(iter(self._kept)))

    def _unread(self, path: Sequence[PathRow], index: int) -> list[int]:
        """A message and those around it that are not read, in order; few if they are long."""
        near = sorted(range(index - _PAGE, index + _PAGE + 1), key=lambda i: abs(i - index))
        wanted, size = [], 0
        for at in near:
            if 0 <= at < len(path) and path[at].id not in self._kept:
                size += path[at].characters
                if wanted and size > READ:
                    break
                wanted.append(at)
        return [path[at].id for at in sorted(wanted)]


def _size(message: Message) -> int:
    said = (TextPart, ReasoningPart, FilePart)
    return sum(len(part.text) for part in message.parts if isinstance(part, said))
