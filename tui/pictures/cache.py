"""A cache bounded in bytes, the oldest use goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Cache(Generic[Value]):
    """`dropped` hears of each value that goes, so that what it holds elsewhere can go, too."""

    def __init__(self, limit: int, dropped: Callable[[Value], None] | None = None) -> None:
        self.limit = limit
        self.held = 0
        """Bytes."""
        self._dropped = dropped
        self._entries: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry[0]

    def put(self, key: Hashable, value: Value, size: int) -> bool:
        """Keep `value`, which takes `size` bytes; False for one larger than the cache."""
        self.drop(key)
        if size > self.limit:
            return False
        self._entries[key] = (value, size)
        self.held += size
        while self.held > self.limit:
            self.drop(next(iter(self._entries)))
        return True

    def drop(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.held -= entry[1]
            if self._dropped is not None:
                self._dropped(entry[0])

    def clear(self) -> None:
        for key in list(self._entries):
            self.drop(key)

    def __len__(self) -> int:
        return len(self._entries)
