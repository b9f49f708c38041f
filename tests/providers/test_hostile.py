"""Servers that mean harm, over real sockets: every answer ends, typed, within its memory."""

from __future__ import annotations

import asyncio
import gzip
import ipaddress
import json
import zlib
from typing import Any

import pytest

from chat.errors import NetworkError, ProtocolError, ProviderError
from chat.messages import Failed, Finished
from chat.turn import PictureError, Turn
from providers import OpenAI
from providers import http as over_http
from providers.clients import Clients
from providers.endpoints import Endpoint
from providers.fetch import allowed, from_data_uri
from providers.lines import Lines
from providers.sse import Events
from providers.values import DEEPEST, parsed, whole
from providers.waits import in_words
from tests.providers.web import reply, web

KEY = "sk-not-for-anybody-else"
DONE = b"data: [DONE]\n\n"


def said(value: Any) -> bytes:
    return b"data: " + (value if isinstance(value, bytes) else json.dumps(value).encode()) + b"\n\n"


def text(words: str, **more: Any) -> bytes:
    return said({"choices": [{"delta": {"content": words}, **more}]})


def packed(megabytes: int) -> bytes:
    packing = zlib.compressobj(9, zlib.DEFLATED, 31)
    some = b"0" * (1 << 20)
    return b"".join(packing.compress(some) for _ in range(megabytes)) + packing.flush()


async def answered(response: bytes) -> Turn:
    async with web(lambda _: response) as site:
        clients = Clients()
        client = await clients.of(Endpoint("t", "openai", site.url, local=True))
        messages = [{"role": "user", "content": "Hello"}]
        source = OpenAI.create_async_generator(
            "m", messages, client=client, base_url=site.url + "/v1", api_key=KEY, timeout=5
        )
        turn = Turn(source)
        await turn.run()
        await clients.aclose()
    assert KEY not in str(turn.end)
    return turn


def words(turn: Turn) -> str:
    return "".join(getattr(part, "text", "") for part in turn.answer.parts())


@pytest.mark.parametrize(
    ("body", "headers", "kind"),
    [
        (packed(60), {"content_encoding": "gzip"}, "protocol"),
        (gzip.compress(packed(60), mtime=0), {"content_encoding": "gzip, gzip"}, "protocol"),
        (b"no gzip", {"content_encoding": "gzip"}, "protocol"),
        (b"x", {"content_encoding": "br"}, "protocol"),
        (b"<html><title>\x1b[31mlogin</title>", {}, "protocol"),
        (b'{"x":' + b"[" * 900 + b"]" * 900 + b"}", {}, "protocol"),
        (said({"error": {"message": "\x1b]0;x\x07\x1b[2J\u202ehi"}}), {}, "request"),
        (b'{"a":"' + b"x" * (33 << 20), {}, "protocol"),
    ],
)
async def test_a_body_that_is_none(body: bytes, headers: dict[str, str], kind: str) -> None:
    turn = await answered(reply(body, **headers))
    assert isinstance(turn.end, Failed)
    assert turn.end.failure.kind == kind
    assert turn.end.failure.next_step
    assert "\x1b" not in turn.end.failure.sentence + turn.end.failure.excerpt


async def test_what_is_packed_though_nobody_asked_is_read() -> None:
    turn = await answered(reply(gzip.compress(text("hi") + DONE), content_encoding="gzip"))
    assert (words(turn), turn.end) == ("hi", Finished("stop"))


async def test_a_number_of_ten_thousand_digits_costs_only_itself() -> None:
    usage = b'{"usage":{"prompt_tokens":' + b"9" * 10_000 + b',"completion_tokens":3}'
    body = said(usage + b',"choices":[{"delta":{"content":"hi"}}]}') + DONE
    turn = await answered(reply(body))
    assert words(turn) == "hi"
    assert turn.answer.usage is not None
    assert (turn.answer.usage.input, turn.answer.usage.output) == (None, 3)


async def test_the_words_of_an_end_are_harmless() -> None:
    turn = await answered(reply(text("hi", finish_reason="\x1b[2Jboo" + "z" * 5000) + DONE))
    assert isinstance(turn.end, Finished)
    assert turn.end.reason.startswith("boo")
    assert len(turn.end.reason) <= 40


@pytest.mark.parametrize("deep", [b'{"error":' + b"[" * 900 + b'"x"' + b"]" * 900 + b"}"])
async def test_a_deep_refusal_is_one_all_the_same(deep: bytes) -> None:
    turn = await answered(reply(deep, status=400))
    assert isinstance(turn.end, Failed)
    assert turn.end.failure.kind == "request"


async def test_a_refusal_that_trickles_is_not_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(over_http, "ERROR_PATIENCE", 0.2)
    head = b"HTTP/1.1 400 X\r\ncontent-length: 1000\r\n\r\n"
    turn = await asyncio.wait_for(answered(head + b"no"), 4)
    assert isinstance(turn.end, Failed)
    assert (turn.end.failure.kind, turn.end.failure.status) == ("request", 400)


async def test_sealed_thoughts_have_an_end() -> None:
    one = said({"choices": [{"delta": {"reasoning_details": [{"data": "y" * (1 << 20)}]}}]})
    turn = await answered(reply(one * 10 + DONE))
    assert isinstance(turn.end, Failed)
    assert turn.end.failure.kind == "protocol"


@pytest.mark.parametrize(
    "place", ["http://localhost:9/x", "file:///etc/passwd", "http://[::1", "//example.org/"]
)
async def test_a_key_goes_nowhere_else(place: str) -> None:
    head = f"HTTP/1.1 307 X\r\nlocation: {place}\r\ncontent-length: 0\r\n\r\n"
    turn = await answered(head.encode())
    assert isinstance(turn.end, Failed)
    assert turn.end.failure.kind in (NetworkError.kind, ProtocolError.kind)


def test_depth_is_bounded_and_brackets_in_text_are_not_depth() -> None:
    assert parsed("[" * DEEPEST + "]" * DEEPEST)
    for depth in (DEEPEST + 1, 900, 100_000):
        with pytest.raises(ValueError, match="deep"):
            parsed("[" * depth + "]" * depth)
    assert parsed(json.dumps("[" * 1000)) == "[" * 1000
    assert len(parsed("[" + ",".join(["{}"] * 1000) + "]")) == 1000


def test_what_is_no_number_does_not_go_back_to_a_server() -> None:
    told = '{"a": NaN, "b": [Infinity, -Infinity], "c": ' + "9" * 10_000 + ', "d": 7}'
    assert parsed(told) == {"a": None, "b": [None, None], "c": None, "d": 7}
    with pytest.raises(ValueError, match="Expecting"):
        parsed("\ufeff{}x")


@pytest.mark.parametrize("value", [True, -1, 1.5, float("inf"), float("nan"), 10**12, "3", None])
def test_what_counts_nothing(value: Any) -> None:
    assert whole(value) is None


def test_wide_characters_count_for_more() -> None:
    lines = Lines(limit=100)
    lines.feed(b"x" * 60)
    with pytest.raises(ProtocolError):
        lines.feed("\U0001f600".encode())
    assert Lines(limit=100).feed(b"x" * 60 + b"\n") == ["x" * 60]


def test_many_short_lines_are_an_event_without_an_end() -> None:
    reader = Events()
    with pytest.raises(ProviderError):
        reader.feed(b"data: x\n" * 600_000)


def test_a_data_uri_of_percent_signs_is_refused() -> None:
    with pytest.raises(PictureError):
        from_data_uri("data:image/png," + "%41" * 2_000_000)


@pytest.mark.parametrize(
    "address", ["2002:7f00:1::", "64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1", "::ffff:10.0.0.1"]
)
def test_an_address_that_leads_inside_is_no_way_out(address: str) -> None:
    assert not allowed(ipaddress.ip_address(address), private=False)
    assert allowed(ipaddress.ip_address("64:ff9b::808:808"), private=False)


@pytest.mark.parametrize("words", ["try again in {}s", '"retryDelay": "{}s"', "retry after {} s"])
def test_nobody_waits_for_ever(words: str) -> None:
    assert in_words(words.format("9" * 400)) is None
    assert in_words(words.format("34")) == 34
