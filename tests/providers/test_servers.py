"""Each row of what real servers do (`server_rows`): over a socket, through provider and turn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, ClassVar

import pytest

from chat.chunks import Chunk, ImageResponse, Status
from chat.messages import Failed, Finished, Picture, ReasoningPart, TextPart
from chat.turn import Turn
from providers import OpenAI
from providers.template import Template
from tests.providers.server_case import Case
from tests.providers.server_rows import ROWS
from tests.support_server import Reply, Server

CASES = [
    pytest.param(case, id=f"{row}: {name}")
    for row, cases in ROWS.items()
    for name, case in cases.items()
]
KEY = "sk-not-for-anybody-else"


class Lines(Template):
    lines: ClassVar[bool] = True


class Watched:
    """The chunks as they pass: what is waited for, and the pictures."""

    def __init__(self) -> None:
        self.waits = 0
        self.pictures: list[str] = []

    async def __call__(self, source: AsyncIterator[Chunk]) -> AsyncIterator[Chunk]:
        async for chunk in source:
            self.waits += isinstance(chunk, Status)
            if isinstance(chunk, ImageResponse):
                self.pictures += chunk.image_urls
            yield chunk


async def _keep(image: str | bytes, prompt: str, source: str | None) -> Picture:
    return Picture("0" * 64, "image/png", 1, 1, 8, prompt)


def _server(case: Case) -> Server:
    if isinstance(case.answer, bytes):
        return Server([Reply([case.answer])])
    return Server([case.answer] if isinstance(case.answer, Reply) else case.answer)


async def answered(case: Case, server: Server, book: dict[str, Any]) -> tuple[Turn, Watched]:
    base = server.url.removesuffix("/v1") + case.path
    given = {"model": "m", "messages": [{"role": "user", "content": "Hello"}], **case.given}
    provider = Lines if case.lines else OpenAI
    watched = Watched()
    source = provider.create_async_generator(base_url=base, api_key=KEY, learned=book, **given)
    turn = Turn(watched(source), _keep)
    await turn.run()
    return turn, watched


def words(turn: Turn, kind: type[Any]) -> str:
    return "".join(part.text for part in turn.answer.parts() if isinstance(part, kind))


@pytest.mark.parametrize("case", CASES)
async def test_what_a_person_has(case: Case) -> None:
    book: dict[str, Any] = {}
    async with _server(case) as server:
        turn, watched = await answered(case, server, book)
        asked = list(server.requests)
        if book:
            await answered(case, server, book)
            assert len(server.requests) == len(asked) + 1, "what was learned is remembered"
    assert words(turn, TextPart) == case.text
    assert words(turn, ReasoningPart) == case.thoughts
    assert tuple(watched.pictures) == case.pictures
    assert (watched.waits, len(asked)) == (case.waits, case.requests)
    if case.tokens is not None:
        assert turn.answer.usage is not None
        assert (turn.answer.usage.input, turn.answer.usage.output) == case.tokens
    _ended(turn, case)
    _sent(asked[-1].json, case)


def _ended(turn: Turn, case: Case) -> None:
    match turn.end:
        case Finished(reason=reason):
            assert reason == case.end
            assert not case.sentence
        case Failed(failure=failure):
            assert failure.kind == case.end, failure
            assert case.sentence in failure.sentence
            told = failure.sentence + failure.excerpt
            assert KEY not in told
            assert "<" not in failure.sentence
            assert "\x1b" not in told
            assert failure.next_step
        case _:
            raise AssertionError("the turn has no end")


def _sent(body: dict[str, Any], case: Case) -> None:
    for name, value in case.last.items():
        if name == "roles":
            assert [message["role"] for message in body["messages"]] == value
        elif value is None:
            assert name not in body
        else:
            assert body[name] == value
