"""What can be read of conversations; long reads have a connection of their own, in a thread."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, contextmanager, nullcontext

from chat.store.conversations import Conversations
from chat.store.messages import Messages
from chat.store.opening import open_reader
from chat.store.tables import Connections


class Reads(Conversations, Messages):
    @contextmanager
    def apart(self) -> Generator[Reads]:
        """The same reads from any thread, while this one goes on. `StoreError`."""
        if self._path is None:  # in memory there is only the one connection, under a lock
            yield self
        else:
            with closing(open_reader(self._path)) as db:
                yield Reads(Connections(self._writer, db, nullcontext(), self._path))
