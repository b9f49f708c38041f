"""Server-sent events from bytes, by the rules of the HTML standard, with two departures.

A last event without its blank line is delivered, and a bare line of JSON (`{"error": …}` in the
middle of a stream) is delivered as an event of its own, marked `bare`.
"""

from __future__ import annotations

from dataclasses import dataclass

from chat.errors import ProtocolError
from providers.lines import LIMIT, Lines

_LINE = 64
"""What a line costs beside its characters: millions of short ones are too much as well."""


@dataclass(frozen=True, slots=True)
class Event:
    data: str
    name: str = "message"
    bare: bool = False
    plain: bool = False
    """Whether it is text, and no JSON to be read."""


class LineEvents:
    """NDJSON: each line that is not blank is an event."""

    def __init__(self) -> None:
        self._lines = Lines()

    def feed(self, data: bytes) -> list[Event]:
        """The events that end in `data`. Raises `ProtocolError`."""
        return [Event(line) for line in self._lines.feed(data) if line.strip()]

    def flush(self) -> list[Event]:
        """What is left when the body has ended."""
        return [Event(line) for line in self._lines.flush() if line.strip()]


class TextEvents:
    """Plain text: each line is an event, ended by LF alone; a CR before that is no part of it."""

    def __init__(self) -> None:
        self._lines = Lines(cr=False)

    def feed(self, data: bytes) -> list[Event]:
        """The events that end in `data`. Raises `ProtocolError`."""
        return _plain(self._lines.feed(data))

    def flush(self) -> list[Event]:
        """What is left when the body has ended."""
        return _plain(self._lines.flush())


def _plain(lines: list[str]) -> list[Event]:
    return [Event(line.removesuffix("\r"), plain=True) for line in lines]


class Events:
    """`feed` pieces of a body, get events; `flush` when it has ended."""

    def __init__(self) -> None:
        self._lines = Lines()
        self._data: list[str] = []
        self._size = 0
        self._name = ""

    def feed(self, data: bytes) -> list[Event]:
        """The events that end in `data`. Raises `ProtocolError`."""
        return self._events(self._lines.feed(data))

    def flush(self) -> list[Event]:
        """What is left when the body has ended."""
        return self._events([*self._lines.flush(), ""])

    def _events(self, lines: list[str]) -> list[Event]:
        events: list[Event] = []
        for line in lines:
            if not line:
                if self._data:
                    data = self._data[0] if len(self._data) == 1 else "\n".join(self._data)
                    events.append(Event(data, self._name or "message"))
                    self._data, self._size = [], 0
                self._name = ""
            elif line.startswith("data:"):
                self._add(line[6:] if line.startswith(" ", 5) else line[5:])
            elif line.startswith("{"):
                events.append(Event(line, bare=True))
            else:
                self._field(line)
        return events

    def _field(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            self._name = value
        elif name == "data":
            self._add(value)

    def _add(self, data: str) -> None:
        self._data.append(data)
        self._size += len(data) + _LINE
        if self._size > LIMIT:
            raise ProtocolError("The server sent an event without an end.")
