"""What must hold for every recorded wire, whoever speaks it: split and truncated anywhere."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Sequence

import httpx

from chat.chunks import Chunk
from chat.messages import Failed, Finished, Picture
from chat.turn import Turn
from providers.reading import Reading
from providers.sse import Events
from providers.values import parsed
from tests.providers.recorded import client, merged

Ask = Callable[[httpx.AsyncClient], AsyncIterator[Chunk]]


async def chunks_of(ask: Ask, body: bytes) -> list[Chunk]:
    async with client(body) as over:
        return merged([chunk async for chunk in ask(over)])


def read(make: Callable[[], Reading], *pieces: bytes) -> list[Chunk]:
    """What the reader makes of a body of events in these pieces."""
    events, reading, said = Events(), make(), []
    for piece in pieces:
        for event in events.feed(piece):
            said += reading.take(parsed(event.data), event.name)
    for event in events.flush():
        said += reading.take(parsed(event.data), event.name)
    return merged([*said, *reading.end()])


def same_wherever_split(make: Callable[[], Reading], body: bytes, says: Sequence[Chunk]) -> None:
    for at in range(len(body) + 1):
        assert read(make, body[:at], body[at:]) == says, at
    assert read(make, *(bytes([byte]) for byte in body)) == says


async def one_end_wherever_truncated(
    ask: Ask, body: bytes, kinds: Sequence[str], *, broken: bool, growing: bool = True
) -> None:
    """Through provider and turn: one end, and the text before it kept.

    `broken`: the connection is reset there. `growing`: every byte more is no text less.
    """
    full = (await _turned(ask, [body])).text
    longest = ""
    for at in sorted({*range(0, len(body) + 1, 7 if broken else 1), len(body)}):
        turn = await _turned(ask, [body[:at], *([httpx.ReadError("reset")] if broken else [])])
        assert isinstance(turn.end, Finished | Failed)
        if isinstance(turn.end, Failed):
            assert turn.end.failure.kind in kinds, (at, turn.end)
        text = re.sub("\ufffd$", "", turn.text)
        assert full.startswith(text), at
        assert not growing or len(text) >= len(longest), at
        longest = max(longest, text, key=len)
    assert longest == full


class _Turned(Turn):
    @property
    def text(self) -> str:
        return "".join(getattr(part, "text", "") for part in self.answer.parts())


async def _turned(ask: Ask, pieces: list[bytes | Exception]) -> _Turned:
    async with client(pieces) as over:
        turn = _Turned(ask(over), _keep)
        assert await turn.run() == turn.end
    return turn


async def _keep(image: str | bytes, prompt: str, source: str | None) -> Picture:
    return Picture("0" * 64, "image/png", 1, 1, 8, prompt)
