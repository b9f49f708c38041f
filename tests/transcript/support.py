"""A screen with nothing but a transcript, and conversations for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from textual.app import App, ComposeResult
from textual.message import Message as Posted

from chat.chunks import Chunk
from chat.messages import Finished, Message, PathRow, TextPart
from chat.turn import Turn
from tui.theme import Palette, load, textual_theme
from tui.transcript.message_rows import Lead, Look, lay_out
from tui.transcript.rows import Row, Sheet
from tui.transcript.styles import Styles
from tui.transcript.view import Transcript

STYLES = Styles(load("dark"))


def question(number: int, text: str, **fields: Any) -> Message:
    fields = {"endpoint": "lab", "model": "small", "end": Finished(), **fields}
    return Message(number, 1, number - 1 or None, "user", (TextPart(text),), **fields)


def answer(number: int, *parts: Any, **fields: Any) -> Message:
    made = tuple(TextPart(part) if isinstance(part, str) else part for part in parts)
    fields = {"endpoint": "lab", "model": "small", "end": Finished(), **fields}
    return Message(number, 1, number - 1, "assistant", made, **fields)


def row_of(message: Message, **fields: Any) -> PathRow:
    text = message.text
    known = {"endpoint": message.endpoint, "model": message.model, **fields}
    return PathRow(message.id, message.role, len(text), text.count("\n"), **known)


def talk(count: int) -> list[Message]:
    """Questions and answers in turn, numbered from 1."""
    return [
        question(n, f"question {n}") if n % 2 else answer(n, f"answer {n}\n\nsecond of {n}")
        for n in range(1, count + 1)
    ]


def rows(message: Message, *, width: int = 80, flipped: bool = False, **row: Any) -> list[Row]:
    lead, look = row.pop("lead", Lead(first=True)), row.pop("look", Look(width, STYLES))
    return lay_out(message, row_of(message, **row), lead, look, flipped=flipped).rows


def shown(some: Sequence[Row]) -> list[str]:
    return [row.plain.rstrip() for row in some]


def sheet(width: int = 80) -> Sheet:
    return Sheet(width, STYLES)


class Board(App[None]):
    """Keeps what the transcript posts."""

    CSS = "Screen { background: $ground; } Transcript { height: 1fr; }"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, messages: Sequence[Message] = (), palette: Palette | None = None) -> None:
        super().__init__()
        self.palette = palette or load("dark")
        theme = textual_theme(self.palette)
        self.register_theme(theme)
        self.theme = theme.name
        self.messages = {message.id: message for message in messages}
        self.read: list[int] = []
        """Ids that were loaded, in order."""
        self.posted: list[Posted] = []

    def compose(self) -> ComposeResult:
        self.transcript = Transcript(self.palette, self.load)
        yield self.transcript

    def on_mount(self) -> None:
        self.transcript.open(self.path())

    def load(self, ids: Sequence[int]) -> list[Message]:
        self.read += ids
        return [self.messages[number] for number in ids if number in self.messages]

    def path(self) -> list[PathRow]:
        return [row_of(message) for message in self.messages.values()]

    def ask(self, turn: Turn) -> int:
        """A question and an answer that streams; the answer's id."""
        number = max(self.messages, default=0) + 1
        self.messages[number] = question(number, "and now?")
        self.messages[number + 1] = answer(number + 1, end=None)
        self.transcript.set_path(self.path())
        self.transcript.stream(number + 1, turn)
        self.run_worker(self._run(turn, number + 1))
        return number + 1

    async def _run(self, turn: Turn, number: int) -> None:
        end = await turn.run()
        self.messages[number] = answer(number, *turn.answer.parts(), end=end)
        self.transcript.refresh_message(number)

    def screen_rows(self) -> list[str]:
        view = self.transcript
        return [strip.text.rstrip() for strip in view.line_strips(0, view.view_height)]

    async def _on_message(self, message: Posted) -> None:
        if type(message).__module__ == "tui.transcript.events":
            self.posted.append(message)
        await super()._on_message(message)


class Tap:
    """A source of chunks that a test opens piece by piece."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Chunk | BaseException | None] = asyncio.Queue()
        self.turn = Turn(self._chunks())

    def give(self, *chunks: Chunk) -> None:
        for chunk in chunks:
            self._queue.put_nowait(chunk)

    def end(self, error: BaseException | None = None) -> None:
        self._queue.put_nowait(error)

    async def _chunks(self) -> AsyncIterator[Chunk]:
        while (chunk := await self._queue.get()) is not None:
            if isinstance(chunk, BaseException):
                raise chunk
            yield chunk
