"""Anthropic's wire: each recorded answer, and what is sent, over real sockets."""

from __future__ import annotations

from typing import Any

import pytest

from chat.chunks import FinishReason, ProviderData, Reasoning, Status, Usage
from chat.errors import AuthenticationError, ProviderError
from providers import Anthropic
from providers.anthropic_answer import Said
from providers.anthropic_messages import SEALED
from providers.models import Model
from tests.providers.cut import chunks_of, one_end_wherever_truncated, same_wherever_split
from tests.providers.recorded import WIRES, client, recorded
from tests.support_server import Reply, Server, json_reply

STOP = FinishReason("stop")
HELLO = [{"role": "user", "content": "Hello"}]
THOUGHT = {"type": "thinking", "thinking": "Let me see.", "signature": "c2ln"}
HIDDEN = {"type": "redacted_thinking", "data": "b3BhcXVl"}
WHOLE = {"type": "thinking", "thinking": "hm", "signature": "c2ln"}


def sealed(*blocks: Any) -> ProviderData:
    return ProviderData({SEALED: {"model": "m", "blocks": list(blocks)}})


SAYS: dict[str, list[Any]] = {
    "text.sse": ["Grüße, 世界 🌍!", Usage(116, 4, None, 100), STOP],
    "thinking.sse": [
        Reasoning("Let me see."),
        "Four.",
        sealed(THOUGHT, HIDDEN),
        Usage(9, 12),
        STOP,
    ],
    "length.sse": ["Half", Usage(9, 4), FinishReason("length")],
    "refused_later.sse": ["Half of", Usage(9, 4), FinishReason("filter")],
    "empty.sse": [Usage(9, 4), STOP],
    "whole.json": [Reasoning("hm"), "Whole ✓", sealed(WHOLE), Usage(2, 3), STOP],
}
BREAKS = {
    "refusal.sse": ("content_filter", "", "The server's content filter stopped the answer."),
    "no_end.sse": ("cut_off", "All of it", "The answer was cut off"),
    "overloaded.sse": ("server", "Half of it", "Overloaded"),
    "error_first.sse": ("request", "", "messages: at least one message is required"),
}


def ask(over: Any = None, messages: Any = HELLO, **more: Any) -> Any:
    more = {"model": "m", "base_url": "http://127.0.0.1:9", **more}
    return Anthropic.create_async_generator(messages=messages, client=over, **more)


async def asked(server: Server, messages: Any = HELLO, **more: Any) -> list[Any]:
    source = ask(None, messages, **{"base_url": server.url, "api_key": "sk-ant-secret", **more})
    return [chunk async for chunk in source]


def answer(name: str = "text.sse") -> Reply:
    return Reply([wire(name)])


def wire(name: str) -> bytes:
    return recorded(f"anthropic/{name}")


def refusal(message: str, status: int = 400, kind: str = "invalid_request_error") -> Reply:
    return json_reply({"type": "error", "error": {"type": kind, "message": message}}, status)


def test_every_recorded_wire_is_small_and_tested() -> None:
    paths = list((WIRES / "anthropic").iterdir())
    assert {path.name for path in paths} == {*SAYS, *BREAKS}
    assert all(path.stat().st_size <= 2048 for path in paths)


@pytest.mark.parametrize("name", SAYS)
async def test_says(name: str) -> None:
    assert await chunks_of(ask, wire(name)) == SAYS[name]


@pytest.mark.parametrize("name", BREAKS)
async def test_breaks(name: str) -> None:
    kind, text, sentence = BREAKS[name]
    said: list[str] = []
    async with client(wire(name)) as over:
        with pytest.raises(ProviderError) as caught:
            await _into(said, ask(over))
    assert (caught.value.kind, "".join(said)) == (kind, text)
    assert caught.value.sentence.startswith(sentence)


async def _into(said: list[str], chunks: Any) -> None:
    async for chunk in chunks:
        said.append(str(chunk))


@pytest.mark.parametrize("name", [name for name in SAYS if name.endswith(".sse")])
def test_the_same_wherever_it_is_split(name: str) -> None:
    same_wherever_split(lambda: Said("", "m"), wire(name), SAYS[name])


@pytest.mark.parametrize("name", [*SAYS, "no_end.sse", "overloaded.sse"])
@pytest.mark.parametrize("broken", [False, True], ids=["ended", "reset"])
async def test_one_end_wherever_it_is_truncated(name: str, broken: bool) -> None:
    kinds = ("cut_off", "protocol", "server", "empty")
    whole = name == "whole.json"
    await one_end_wherever_truncated(ask, wire(name), kinds, broken=broken, growing=not whole)


async def test_overload_is_asked_again_and_told() -> None:
    busy = b'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":'
    replies = [
        refusal("Overloaded", 529, "overloaded_error"),
        Reply([busy + b'"Overloaded"}}\n\n']),
        answer(),
    ]
    async with Server(replies) as server:
        chunks = await asked(server)
    waits = [chunk.sentence for chunk in chunks if isinstance(chunk, Status)]
    assert [wait.split(".")[0] for wait in waits] == ["Overloaded"] * 2
    assert "".join(map(str, chunks)) == "Grüße, 世界 🌍!"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (refusal("invalid x-api-key", 401, "authentication_error"), "authentication"),
        (refusal("Your key may not", 403, "permission_error"), "authentication"),
        (refusal("model: claude-9", 404, "not_found_error"), "model_not_found"),
        (refusal("prompt is too long: 210000 tokens > 200000 maximum"), "context_too_long"),
        (refusal("Your credit balance is too low to access"), "quota"),
        (json_reply({"hello": "world"}), "protocol"),
        (Reply([]), "cut_off"),
    ],
)
async def test_failures(reply: Reply, kind: str) -> None:
    async with Server([reply]) as server:
        with pytest.raises(ProviderError) as caught:
            await asked(server)
    assert caught.value.kind == kind
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "tail", ["", "/", "/v1", "/v1/", "/v1/v1", "/v1/messages", "/v1/models", "/gate/v1"]
)
async def test_the_address_is_made_right(tail: str) -> None:
    async with Server([answer()]) as server:
        await asked(server, base_url=f"http://127.0.0.1:{server.port}{tail}")
    gate = "/gate" if "gate" in tail else ""
    assert server.requests[0].path == f"{gate}/v1/messages"


async def test_the_models_of_every_page() -> None:
    first = {
        "data": [
            {"type": "model", "id": "claude-new-9", "display_name": "Claude New", "x": 1},
            {"type": "model", "id": "claude-3-haiku", "display_name": "", "max_input_tokens": 9},
            {"id": ["?"]},
            None,
        ],
        "has_more": True,
        "last_id": "a b",
    }
    second = {"data": [{"id": "lab"}], "has_more": False, "last_id": "lab"}
    async with Server([json_reply(first), json_reply(second)]) as server:
        models = await Anthropic.models_of(base_url=server.url, api_key="k", endpoint="a")
    assert models == [
        Model("claude-new-9", "a", sees=True, thinks=True, name="Claude New"),
        Model("claude-3-haiku", "a", sees=True, thinks=False, context=9),
        Model("lab", "a"),
    ]
    paths = [request.path for request in server.requests]
    assert paths == ["/v1/models?limit=1000", "/v1/models?limit=1000&after_id=a%20b"]


async def test_a_wrong_key_is_told_by_the_list() -> None:
    async with Server([refusal("invalid x-api-key", 401, "authentication_error")]) as server:
        with pytest.raises(AuthenticationError):
            await Anthropic.models_of(base_url=server.url, api_key="wrong")


@pytest.mark.parametrize(
    "value",
    [
        {"type": "content_block_delta", "index": [], "delta": {"type": "thinking_delta"}},
        {"type": "content_block_start", "index": {}, "content_block": "x"},
        {"type": "message", "content": 7, "usage": {"input_tokens": "many"}},
        {"type": "message_delta", "delta": {"stop_reason": {}}, "usage": []},
        {"type": {}, "message": None},
    ],
)
def test_what_makes_no_sense_is_passed_over(value: dict[str, Any]) -> None:
    reading = Said()
    assert reading.take(value) == []
    reading.end()
