"""Gemini's wire: each recorded answer, and what is sent, over real sockets."""

from __future__ import annotations

from typing import Any

import pytest

from chat.chunks import (
    FinishReason,
    ImagePreview,
    ImageResponse,
    ProviderData,
    Reasoning,
    Status,
    Usage,
)
from chat.errors import AuthenticationError, ProviderError
from providers import Gemini
from providers.gemini_answer import Candidate
from providers.gemini_messages import SEALED
from providers.models import Model
from tests.providers.cut import chunks_of, one_end_wherever_truncated, same_wherever_split
from tests.providers.recorded import WIRES, client, recorded
from tests.support_server import Reply, Server, json_reply

STOP = FinishReason("stop")
HELLO = [{"role": "user", "content": "Hello"}]
PNG = "data:image/png;base64,iVBORw0KGgo="


def sealed(length: int, *signed: Any) -> ProviderData:
    return ProviderData({SEALED: {"model": "m", "length": length, "signed": list(signed)}})


SAYS: dict[str, list[Any]] = {
    "text.sse": ["Grüße, 世界 🌍!", Usage(9, 4), STOP],
    "thinking.sse": [
        Reasoning("**Adding** up"),
        "2 + 2 = 4.",
        sealed(10, [6, 9, "c2lnMQ=="], [10, 10, "c2lnMg=="]),
        Usage(9, 24, 20, 5),
        STOP,
    ],
    "picture.sse": [
        ImagePreview("data:image/png;base64,dHJ5"),
        "Here:",
        ImageResponse((PNG,), ""),
        sealed(5, [0, 5, "c2ln"]),
        Usage(9, 24, 20, 5),
        STOP,
    ],
    "code.sse": ["Run:\n\n```python\nprint(4)\n```\n\n\n\n```\n4\n```\n\nDone", STOP],
    "length.sse": ["Half", FinishReason("length")],
    "refused_later.sse": ["Half of", FinishReason("filter")],
    "empty.sse": [Usage(4), STOP],
    "whole.json": [
        Reasoning("hm"),
        "Whole ✓",
        sealed(7, [0, 7, "c2ln"]),
        Usage(2, 3),
        STOP,
    ],
    "list.json": ["Whole ✓", STOP],
    "imagen.json": [ImageResponse((PNG,), ""), STOP],
}
BREAKS = {
    "blocked.sse": ("content_filter", "", "The server blocked the question (prohibited content)"),
    "refused.sse": ("content_filter", "", "Unable to show the picture."),
    "no_end.sse": ("cut_off", "All of it", "The answer was cut off"),
    "overloaded.sse": ("server", "Half of it", "The model is overloaded"),
    "error_first.sse": ("request", "", "Please ensure"),
    "list_error.json": ("server", "Half", "An internal error"),
    "imagen_filtered.json": ("content_filter", "", "Not such a picture."),
}
QUESTION = [{"role": "user", "content": ""}]


def ask(over: Any = None, messages: Any = QUESTION, **more: Any) -> Any:
    more = {"model": "m", "base_url": "http://127.0.0.1:9", **more}
    return Gemini.create_async_generator(messages=messages, client=over, **more)


async def asked(server: Server, messages: Any = HELLO, **more: Any) -> list[Any]:
    source = ask(None, messages, **{"base_url": server.url, "api_key": "AIza-secret", **more})
    return [chunk async for chunk in source]


def wire(name: str) -> bytes:
    return recorded(f"gemini/{name}")


def answer(name: str = "text.sse") -> Reply:
    return Reply([wire(name)])


def refusal(message: str, code: int = 400, status: str = "INVALID_ARGUMENT", *details: Any) -> Any:
    error = {"code": code, "message": message, "status": status, "details": list(details)}
    return json_reply({"error": error}, code)


def test_every_recorded_wire_is_small_and_tested() -> None:
    paths = list((WIRES / "gemini").iterdir())
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
    same_wherever_split(lambda: Candidate("", "m"), wire(name), SAYS[name])


@pytest.mark.parametrize("name", [*SAYS, "no_end.sse", "overloaded.sse"])
@pytest.mark.parametrize("broken", [False, True], ids=["ended", "reset"])
async def test_one_end_wherever_it_is_truncated(name: str, broken: bool) -> None:
    kinds = ("cut_off", "protocol", "server", "empty", "content_filter")
    whole = name.endswith(".json")
    await one_end_wherever_truncated(ask, wire(name), kinds, broken=broken, growing=not whole)


KEY_INFO = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}
DELAY = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "0.05s"}
LONG_DELAY = DELAY | {"retryDelay": "3600s"}
QUOTA = "You exceeded your current quota, please check your plan and billing details."
DAY = {"violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (refusal("API key not valid.", 400, "INVALID_ARGUMENT", KEY_INFO), "authentication"),
        (refusal("API key expired.", 400, "INVALID_ARGUMENT"), "authentication"),
        (refusal("Method doesn't allow", 403, "PERMISSION_DENIED"), "authentication"),
        (
            refusal("models/x is not found for API version v1beta", 404, "NOT_FOUND"),
            "model_not_found",
        ),
        (
            refusal("The input token count (9) exceeds the maximum number of tokens allowed (8)."),
            "context_too_long",
        ),
        (refusal(QUOTA, 429, "RESOURCE_EXHAUSTED", DAY, DELAY), "quota"),
        (refusal(QUOTA, 429, "RESOURCE_EXHAUSTED", LONG_DELAY), "rate_limit"),
        (json_reply([{"error": {"code": 403, "message": "No.", "status": "X"}}]), "authentication"),
        (json_reply([]), "protocol"),
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


async def test_a_limit_for_a_minute_is_waited_for() -> None:
    busy = refusal(QUOTA, 429, "RESOURCE_EXHAUSTED", DELAY)
    async with Server([busy, refusal("Overloaded.", 503, "UNAVAILABLE"), answer()]) as server:
        chunks = await asked(server)
    assert sum(isinstance(chunk, Status) for chunk in chunks) == 2
    assert "".join(map(str, chunks)) == "Grüße, 世界 🌍!"


@pytest.mark.parametrize(
    "tail",
    [
        *("", "/", "/v1", "/v1beta", "/v1beta/", "/v1beta/models", "/v1beta/openai/"),
        *("/v1beta/models/gemini-x:generateContent", "/gate/v1beta"),
    ],
)
async def test_the_address_is_made_right(tail: str) -> None:
    async with Server([answer()]) as server:
        await asked(server, base_url=f"http://127.0.0.1:{server.port}{tail}", model="models/x?y")
    gate = "/gate" if "gate" in tail else ""
    (request,) = server.requests
    assert request.path == f"{gate}/v1beta/models/x%3Fy:streamGenerateContent?alt=sse"


async def test_the_models_of_every_page() -> None:
    chat, predict = ["generateContent", "countTokens"], ["predict"]
    first = {
        "models": [
            {
                "name": "models/gemini-9-flash",
                "displayName": "Gemini 9 Flash",
                "inputTokenLimit": 1048576,
                "supportedGenerationMethods": chat,
                "thinking": True,
            },
            {"name": "models/gemini-9-flash-image", "supportedGenerationMethods": chat},
            {"name": "models/imagen-4.0", "supportedGenerationMethods": predict},
            {"name": "models/veo-3", "supportedGenerationMethods": ["predictLongRunning"]},
            {"name": "models/gemini-embedding-001", "supportedGenerationMethods": ["embedContent"]},
            {"name": 7},
            None,
        ],
        "nextPageToken": "a b",
    }
    second = {"models": [{"name": "models/gemma-3", "inputTokenLimit": "?"}]}
    async with Server([json_reply(first), json_reply(second)]) as server:
        models = await Gemini.models_of(base_url=server.url, api_key="k", endpoint="g")
    assert models == [
        Model(
            "gemini-9-flash",
            "g",
            sees=True,
            thinks=True,
            context=1048576,
            name="Gemini 9 Flash",
        ),
        Model("gemini-9-flash-image", "g", chats=False, draws=True, sees=True),
        Model("imagen-4.0", "g", chats=False, draws=True),
        Model("gemma-3", "g"),
    ]
    paths = [request.path for request in server.requests]
    page = "/v1beta/models?pageSize=1000"
    assert paths == [page, f"{page}&pageToken=a%20b"]
    assert all(request.headers["x-goog-api-key"] == "k" for request in server.requests)


async def test_a_wrong_key_is_told_by_the_list() -> None:
    wrong = refusal("API key not valid.", 400, "INVALID_ARGUMENT", KEY_INFO)
    async with Server([wrong]) as server:
        with pytest.raises(AuthenticationError):
            await Gemini.models_of(base_url=server.url, api_key="wrong")


@pytest.mark.parametrize(
    "value",
    [
        {"candidates": [7], "usageMetadata": {"candidatesTokenCount": "x"}},
        {"candidates": [{"content": {"parts": [None, {"text": 7}, {"inlineData": {}}]}}]},
        {"candidates": [{"content": [], "finishReason": {}, "finishMessage": 7}]},
        {"candidates": [{"content": {"parts": [{"inlineData": {"data": 7}}]}}]},
        {"promptFeedback": [], "candidates": []},
        {"promptFeedback": {"blockReason": "SAFETY"}, "candidates": []},
        {"predictions": [], "x": 1},
    ],
)
def test_what_makes_no_sense_is_passed_over(value: dict[str, Any]) -> None:
    reading = Candidate()
    assert reading.take(value) == []
