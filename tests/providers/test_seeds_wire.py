"""What the seed services answer: whole, in pieces, cut, refused, and wrong."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from chat.chunks import Chunk, FinishReason, Status
from chat.errors import (
    CutOffError,
    NetworkError,
    ProtocolError,
    ProviderError,
    RateLimitError,
    ServerError,
)
from chat.messages import Failed, Finished
from chat.turn import Turn
from providers import AiChats, AmigoChat, AutonomousAI, FlowGpt, retry
from tests.providers.gateway import DOCUMENTED, Gateway, Site
from tests.providers.gateway_answers import CHATS, SAID, completion, whole
from tests.providers.recorded import client, merged
from tests.support_server import error

HELLO = [{"role": "user", "content": "Hello"}]
BODIES = {name: body() for name, body in CHATS.items()} | {"whole": whole()}
MARKED = ("amigochat", "autonomousai", "whole")
"""Wires whose end is marked."""
NAMES = pytest.mark.parametrize("name", BODIES)
EACH = pytest.mark.parametrize("provider", DOCUMENTED.values(), ids=DOCUMENTED)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "pause", lambda *_: 0.001)


def ask(provider: Any, over: httpx.AsyncClient | None, at: str = "", model: str = "") -> Any:
    return provider.create_async_generator(model, HELLO, client=over, base_url=at)


def spoken(name: str, body: bytes | list[bytes | Exception]) -> AsyncIterator[Chunk]:
    return ask(DOCUMENTED.get(name, AmigoChat), client(body))


async def chunks(provider: Any, body: bytes, model: str = "") -> list[Chunk]:
    async with client(body) as over:
        return merged([chunk async for chunk in ask(provider, over, model=model)])


async def failed(source: AsyncIterator[Chunk], into: list[Any] | None = None) -> ProviderError:
    try:
        async for chunk in source:
            if into is not None and not isinstance(chunk, Status):
                into.append(chunk)
    except ProviderError as caught:
        return caught
    raise AssertionError("it did not fail")


def says(name: str) -> list[Chunk]:
    return [SAID, FinishReason("stop")] if name in MARKED else [SAID]


@NAMES
async def test_whole(name: str) -> None:
    assert merged([chunk async for chunk in spoken(name, BODIES[name])]) == says(name)


@NAMES
async def test_split_in_two_at_every_byte(name: str) -> None:
    body = BODIES[name]
    for at in range(len(body) + 1):
        got = [chunk async for chunk in spoken(name, [body[:at], body[at:]])]
        assert merged(got) == says(name), at


@NAMES
async def test_a_byte_at_a_time_the_text_streams(name: str) -> None:
    bytewise: list[bytes | Exception] = [bytes([byte]) for byte in BODIES[name]]
    got = [chunk async for chunk in spoken(name, bytewise)]
    assert merged(got) == says(name)
    assert name == "whole" or len(got) >= 5


@NAMES
@pytest.mark.parametrize("broken", [False, True], ids=["ended", "reset"])
async def test_truncated_at_every_byte_there_is_one_end_and_the_text_is_kept(
    name: str, broken: bool
) -> None:
    body = BODIES[name]
    longest = ""
    for at in range(len(body) + 1):
        pieces: list[bytes | Exception] = [body[:at]]
        if broken:
            pieces.append(httpx.ReadError("reset"))
        turn = Turn(spoken(name, pieces))
        end = await turn.run()
        text = "".join(getattr(part, "text", "") for part in turn.answer.parts())
        assert turn.end == end
        # Half a character or half a mark at the very end is all that may be other than said.
        text = re.sub(r"(?:\ufffd|\s*\[[DONE]{0,4})$", "", text)
        assert SAID.startswith(text), at
        assert name == "whole" or len(text) + 1 >= len(longest), at
        longest = max(longest, text, key=len)
        if isinstance(end, Failed):
            assert end.failure.kind in ("cut_off", "protocol", "empty"), (at, end)
        ended = b'"stop"' in body[:at] or (not broken and name not in MARKED)
        assert isinstance(end, Failed) or ended, at
    assert longest == SAID
    assert isinstance(end, Finished) == (name in MARKED or not broken)


@EACH
async def test_429_and_503_first_then_an_answer(provider: Any) -> None:
    busy = error(429, "Slow down.", headers={"retry-after": "0"})
    async with Site(Gateway([busy, error(503, "Down.")])) as site:
        got = [chunk async for chunk in ask(provider, None, site.at)]
    statuses = [chunk for chunk in got if isinstance(chunk, Status)]
    assert statuses[0].sentence.startswith("Slow down.")
    assert len(statuses) == 2
    assert "".join(chunk for chunk in got if isinstance(chunk, str)) == SAID
    assert site.gateway.wrong == []


async def test_each_attempt_has_a_device_of_its_own() -> None:
    async with Site(Gateway([error(500, "Oops."), error(502, "Oops.")])) as site:
        assert await AmigoChat.create_async("", HELLO, base_url=site.at) == SAID
        devices = {request.headers["x-device-uuid"] for request in site.requests}
        chat_ids = {request.json["chatId"] for request in site.requests}
    assert len(devices) == 3
    assert len(chat_ids) == 1


@pytest.mark.parametrize(
    ("status", "kind"), [(408, ServerError), (409, ServerError), (429, RateLimitError)]
)
async def test_the_last_failure_is_raised_after_three_attempts(
    status: int, kind: type[ProviderError]
) -> None:
    replies = [error(status, f"No {number}.") for number in range(3)]
    async with Site(Gateway(replies)) as site:
        caught = await failed(ask(AmigoChat, None, site.at))
    assert isinstance(caught, kind)
    assert (caught.sentence, caught.status, len(site.requests)) == ("No 2.", status, 3)
    assert caught.model == "" or caught.model == "gpt-4o-mini"


async def test_a_lost_connection_is_tried_again() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        raise httpx.ConnectError("refused")

    sent: list[httpx.Request] = []
    async with httpx.AsyncClient(transport=httpx.MockTransport(refuse)) as over:
        assert isinstance(await failed(ask(AmigoChat, over)), NetworkError)
    assert len({request.headers["x-device-uuid"] for request in sent}) == 3
    assert {str(request.url) for request in sent} == {AmigoChat.chat_api_endpoint}


@EACH
@pytest.mark.parametrize("status", [400, 401, 403, 404])
async def test_other_refusals_fail_at_once(provider: Any, status: int) -> None:
    async with Site(Gateway([error(status, "Nothing for you.")])) as site:
        caught = await failed(ask(provider, None, site.at))
    assert caught.status == status
    assert len(site.requests) == 1


@EACH
async def test_cut_in_the_middle_nothing_is_asked_again(provider: Any) -> None:
    name = provider.__name__.lower()
    cut = BODIES[name].index("世界".encode()) + 6 if name != "flowgpt" else 300
    said: list[Any] = []
    async with Site(Gateway(cut=cut)) as site:
        caught = await failed(ask(provider, None, site.at), said)
    assert isinstance(caught, CutOffError)
    assert len(site.requests) == 1
    assert SAID.startswith("".join(said))
    assert said


@EACH
@pytest.mark.parametrize(
    "body", [b"data: {oops\n\n", b"certainly\n", b"[1, 2]", b'{"hello": 1}', b"{", b"\xff\xfe\n"]
)
async def test_what_is_no_answer_is_told(provider: Any, body: bytes) -> None:
    if provider is AiChats and body.startswith(b"data: "):
        assert await chunks(AiChats, body) == ["{oops"]
        return
    async with client(body) as over:
        caught = await failed(ask(provider, over))
    assert isinstance(caught, ProtocolError | CutOffError)
    assert body == b"{" or isinstance(caught, ProtocolError)
    assert caught.excerpt


@EACH
async def test_a_web_page_is_a_sentence(provider: Any) -> None:
    async with client(b"<!doctype html><title>Just a moment</title><p>checking") as over:
        caught = await failed(ask(provider, over))
    assert isinstance(caught, ProtocolError)
    assert "Just a moment" in caught.sentence
    assert "<" not in caught.sentence + caught.excerpt


@EACH
@pytest.mark.parametrize("where", ["first", "middle"])
async def test_an_error_in_the_answer_is_a_failure(provider: Any, where: str) -> None:
    name = provider.__name__.lower()
    wrong = b'{"error": {"message": "Upstream fell over.", "code": 500}}\n\n'
    line = wrong if name == "flowgpt" else b"data: " + wrong
    body = BODIES[name]
    at = body.index("世界".encode())
    at = body.index(b"\n", at) + (2 if name in MARKED else 1)
    said: list[Any] = []
    async with client(line if where == "first" else body[:at] + line + body[at:]) as over:
        caught = await failed(ask(provider, over), said)
    assert (caught.kind, caught.sentence) == ("server", "Upstream fell over.")
    assert "".join(map(str, said)) == ("" if where == "first" else "Grüße, 世界")


@EACH
async def test_a_line_that_is_no_json_is_passed_over(provider: Any) -> None:
    name = provider.__name__.lower()
    body = BODIES[name].replace(b"\n", b"\nnonsense\n", 3)
    if name in MARKED:
        body = BODIES[name].replace(b"\n\n", b"\n\ndata: nonsense\n\n", 3)
    assert await chunks(provider, body) == says(name)


async def test_lines_that_could_not_be_read_are_counted_in_the_details() -> None:
    said: list[Any] = []
    async with client(completion()[:150] + b"\n\ndata: <junk\n\ndata: 7}\n\n") as over:
        caught = await failed(ask(AmigoChat, over), said)
    assert isinstance(caught, CutOffError)
    assert caught.excerpt.startswith("3 lines could not be read")
    assert said


async def test_amigochats_older_text() -> None:
    body = b'data: {"choices": [{"text": "Hi"}]}\n\ndata: [DONE]\n\n'
    assert await chunks(AmigoChat, body) == ["Hi"]


@pytest.mark.parametrize("inside", [True, False], ids=["in choices", "beside"])
async def test_autonomousais_reason(inside: bool) -> None:
    body = completion("length") if inside else CHATS["autonomousai"]()
    reason = "length" if inside else "stop"
    assert await chunks(AutonomousAI, body) == [SAID, FinishReason(reason)]


@pytest.mark.parametrize("data", [b"5", b"null", b'{"a": 1}'])
async def test_flowgpts_text_that_is_none(data: bytes) -> None:
    said: list[Any] = []
    body = b'{"event": "text", "data": "Hi"}\n{"event": "text", "data": ' + data + b"}\n"
    async with client(body) as over:
        assert isinstance(await failed(ask(FlowGpt, over), said), ProtocolError)
    assert said == ["Hi"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("data: a\ndata:  b \ndata: c", "a b c"),
        ("data: \n\ndata:   \r\ndata:  a\r\ndata: \ndata:  \r\n", "a"),
        ("data: a\rdata: b\n", "a\rdata: b"),
        ("data: a\u2028b\u0085c\x0bd\n", "a\u2028b\u0085c\x0bd"),
        ("data:none\n data: none\nDATA: none\ndata: a\nid: 7\nnone\n", "a"),
        ("[DONE]\ndata: a\ndata: [DONE]\ndata: b\n", "ab"),
        ('data: "a"\n"data: none"\ndata: {"a": 1}\n', '"a"{"a": 1}'),
        ("data: a\ndata:    \ndata:    \ndata: b\ndata:    \n", "a      b"),
    ],
)
async def test_aichats_lines(body: str, expected: str) -> None:
    raw = body.encode()
    assert await chunks(AiChats, raw) == [expected]
    for at in range(len(raw) + 1):
        assert "".join(map(str, [c async for c in spoken("aichats", [raw[:at], raw[at:]])])) == (
            expected
        )


async def test_aichats_endless_white_space() -> None:
    async with client([b"data: x\n", *[b"data:      \n" * 5000] * 50]) as over:
        assert isinstance(await failed(ask(AiChats, over)), ProtocolError)
