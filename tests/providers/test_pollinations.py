"""Pollinations: chats and pictures, at the public hosts and below another base URL."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest

from chat.chunks import FinishReason, ImageResponse, Usage
from chat.errors import ProtocolError, ProviderError, QuotaError, RequestError, ServerError
from providers import Pollinations
from providers.endpoints import endpoints
from providers.models import Model
from providers.openai_answer import Completion
from tests.providers.cut import one_end_wherever_truncated, same_wherever_split
from tests.providers.recorded import Pieces, client, recorded
from tests.support_server import Reply, Request, Server, json_reply

CHAT = recorded("pollinations/chat.sse")
RED = recorded("pollinations/red.jpg")
SAYS = ["Grüße, 世界!", Usage(3, 4), FinishReason("stop")]
TALKS = [{"name": "openai-fast", "description": "Fast", "vision": True}, {"name": "mistral"}]


def ask(over: Any = None, prompt: str = "a fox", **more: Any) -> Any:
    more = {"model": "openai-fast", "messages": [{"role": "user", "content": prompt}], **more}
    return Pollinations.create_async_generator(client=over, **more)


def chat(over: Any) -> Any:
    return ask(over)


def draw(over: Any) -> Any:
    return ask(over, model="flux")


def served(request: Request) -> Reply:
    path = request.path.partition("?")[0]
    if path == "/v1/openai":
        return Reply([CHAT])
    if path.startswith("/v1/prompt/"):
        return Reply([RED], type="image/jpeg")
    return json_reply([*TALKS, "flux"]) if path == "/v1/models" else json_reply({}, 404)


def listing(value: Any) -> httpx.Response:
    return httpx.Response(200, stream=Pieces([json.dumps(value).encode()]))


async def _all(source: Any) -> list[Any]:
    return [chunk async for chunk in source]


def test_the_recorded_wires_are_small() -> None:
    assert max(len(CHAT), len(RED)) <= 2048


def test_the_same_wherever_it_is_split() -> None:
    same_wherever_split(Completion, CHAT.replace(b"data: [DONE]\n\n", b""), SAYS)


@pytest.mark.parametrize("broken", [False, True], ids=["ended", "reset"])
@pytest.mark.parametrize(("asking", "body"), [(chat, CHAT), (draw, RED)])
async def test_one_end_wherever_it_is_truncated(asking: Any, body: bytes, broken: bool) -> None:
    kinds = ("cut_off", "protocol", "empty")
    await one_end_wherever_truncated(asking, body, kinds, broken=broken)


async def test_at_the_public_hosts() -> None:
    async with client(CHAT) as over:
        for base in ("", "https://text.pollinations.ai", "https://image.pollinations.ai/prompt"):
            assert await _all(ask(over, base_url=base)) == SAYS
    assert {str(request.url) for request in over.sent} == {"https://text.pollinations.ai/openai"}
    async with client(RED) as over:
        await _all(ask(over, model="flux", base_url="https://text.pollinations.ai"))
    assert over.sent[0].url.host == "image.pollinations.ai"
    assert "authorization" not in over.sent[0].headers


async def test_a_picture_below_another_address() -> None:
    given = {"size": "512x768", "seed": 7, "n": 2, "enhance": True, "api_key": "secret-key"}
    async with Server(served) as server:
        host = server.url.removesuffix("/v1")
        chunks = await _all(
            ask(None, "a fox/hare? 50% 🦊", model="flux", base_url=server.url + "/openai", **given)
        )
    first, second = server.requests
    parts = urlsplit(first.path)
    assert unquote(parts.path) == "/v1/prompt/a fox/hare? 50% 🦊"
    assert parts.path.count("/") == 3
    assert parse_qs(parts.query) == {
        "model": ["flux"],
        "nologo": ["true"],
        "private": ["true"],
        "enhance": ["true"],
        "seed": ["7"],
        "width": ["512"],
        "height": ["768"],
    }
    assert parse_qs(urlsplit(second.path).query)["seed"] == ["8"]
    assert first.headers["authorization"] == "Bearer secret-key"
    source = host + first.path
    assert chunks[0] == ImageResponse((RED,), "a fox/hare? 50% 🦊", (source,))
    assert "secret-key" not in source
    assert len(chunks) == 2


async def test_without_a_seed_each_picture_is_another() -> None:
    async with Server(served) as server:
        for _ in range(2):
            await _all(ask(model="flux", base_url=server.url))
    seeds = [parse_qs(urlsplit(request.path).query)["seed"] for request in server.requests]
    assert seeds[0] != seeds[1]


async def test_the_chat_is_not_for_the_public_feed() -> None:
    async with Server(served) as server:
        assert await _all(ask(base_url=server.url, temperature=0.5)) == SAYS
    body = server.requests[0].json
    assert body["private"] is True
    assert (body["temperature"], body["stream"]) == (0.5, True)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (json_reply({"error": "Payment Required", "status": 402}, 402), QuotaError),
        (json_reply({"error": "no such thing"}), RequestError),
        (Reply([b"<html><title>Portal</title>"], type="text/html"), ProtocolError),
        (Reply([b"hello"]), ProtocolError),
        (Reply([b"x"], status=524), ServerError),
    ],
)
async def test_what_is_no_picture(
    reply: Reply, kind: type[ProviderError], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.retry.pause", lambda *_: 0.01)
    async with Server([reply]) as server:
        with pytest.raises(kind):
            await _all(ask(model="flux", base_url=server.url))


@pytest.mark.parametrize(("prompt", "size"), [("a fox", "large"), (" ", "1x1")])
async def test_what_cannot_be_asked_is_not(prompt: str, size: str) -> None:
    async with Server(served) as server:
        with pytest.raises(RequestError):
            await _all(ask(None, prompt, model="flux", base_url=server.url, size=size))
    assert server.requests == []


async def test_models_of_both_hosts() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        image = request.url.host.startswith("image")
        return listing(["flux", "turbo"] if image else TALKS)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as over:
        models = await Pollinations.models_of(over, "https://text.pollinations.ai", endpoint="p")
    assert [(model.id, model.draws) for model in models] == [
        ("flux", True),
        ("turbo", True),
        ("openai-fast", False),
        ("mistral", False),
    ]


async def test_models_below_another_address_and_where_one_list_fails() -> None:
    async with Server(served) as server:
        models = await Pollinations.models_of(base_url=server.url, endpoint="p")
    assert models[-1] == Model("flux", "p", chats=False, draws=True)

    def answer(request: httpx.Request) -> httpx.Response:
        image = request.url.host.startswith("image")
        return httpx.Response(500, stream=Pieces([])) if image else listing(TALKS)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as over:
        assert len(await Pollinations.models_of(over)) == 2
    async with httpx.AsyncClient(
        transport=httpx.MockTransport(lambda _: httpx.Response(500, stream=Pieces([])))
    ) as over:
        with pytest.raises(ServerError):
            await Pollinations.models_of(over)


def test_the_row_needs_no_key() -> None:
    row = endpoints({}, {})["pollinations"]
    assert (row.needs_key, row.key_names) == (False, ("POLLINATIONS_API_KEY",))
