"""The OpenAI provider against scripted sockets: what real servers do to clients."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from chat.chunks import ImageResponse, Status
from chat.errors import ProviderError
from chat.messages import FilePart, PictureContent, TextPart
from providers import AuthenticationError, OpenAI
from tests.support import wait_until
from tests.support_server import (
    Reply,
    Request,
    Server,
    delta,
    error,
    event,
    finish,
    json_reply,
    png,
    said,
)

HELLO = [{"role": "user", "content": "Hello"}]


async def ask(server: Server, messages: Any = HELLO, **more: Any) -> list[Any]:
    more = {"model": "m", "base_url": server.url, "api_key": "sk-secret", **more}
    return [chunk async for chunk in OpenAI.create_async_generator(messages=messages, **more)]


def text(chunks: list[Any]) -> str:
    return "".join(chunk for chunk in chunks if isinstance(chunk, str))


async def failure(server: Server, **more: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await ask(server, **more)
    return caught.value


async def test_the_request() -> None:
    async with Server([said("Hi there")]) as server:
        chunks = await ask(server, headers={"X-Mine": "1"}, temperature=0.5, seed=None)
    assert text(chunks) == "Hi there"
    (request,) = server.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer sk-secret"
    assert request.headers["x-mine"] == "1"
    assert request.json == {
        "model": "m",
        "messages": HELLO,
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.5,
    }


async def test_without_a_key_none_is_sent() -> None:
    async with Server([said("Hi")]) as server:
        await ask(server, api_key=None)
    assert "authorization" not in server.requests[0].headers


async def test_awaited_and_collected() -> None:
    async with Server([said("Hi there")]) as server:
        stream = await OpenAI.create_async_generator("m", HELLO, base_url=server.url)
        assert not server.requests
        assert text([chunk async for chunk in stream]) == "Hi there"
        assert await OpenAI.create_async("m", HELLO, base_url=server.url) == "Hi there"


async def test_closing_closes_the_socket() -> None:
    async with Server([Reply([delta("One")], end="hang")]) as server:
        stream = OpenAI.create_async_generator("m", HELLO, base_url=server.url)
        assert await anext(stream) == "One"
        await stream.aclose()
        await wait_until(lambda: server.closed_early == 1)


async def test_over_at_done_though_the_socket_stays_open() -> None:
    async with Server([Reply([delta("One"), finish()], end="hang")]) as server:
        async with asyncio.timeout(5):
            assert text(await ask(server)) == "One"


async def test_pieces_come_as_they_arrive() -> None:
    async with Server([Reply([delta("One"), 30.0, finish()])]) as server:
        stream = OpenAI.create_async_generator("m", HELLO, base_url=server.url)
        async with asyncio.timeout(5):
            assert await anext(stream) == "One"
        await stream.aclose()


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (error(401, "Incorrect API key provided: sk-secret"), "authentication"),
        (error(400, "API key not valid"), "authentication"),
        (error(404, "The model `m` does not exist"), "model_not_found"),
        (error(429, "x", headers={"retry-after": "600"}), "rate_limit"),
        (json_reply({"error": {"message": "x", "code": "insufficient_quota"}}, 429), "quota"),
        (json_reply({"error": "Unexpected endpoint or method. (POST /x)"}), "protocol"),
        (Reply([b"<html><title>Log in</title></html>"], type="text/html"), "protocol"),
        (Reply([b"Bad gateway, sorry"], type="text/plain"), "protocol"),
        (Reply([b"data: who knows\n\n"]), "protocol"),
        (Reply([]), "cut_off"),
        (json_reply({"hello": "world"}), "protocol"),
        (Reply([b'{"choices": [{"mess'], type="application/json"), "cut_off"),
        (Reply([delta("One")]), "cut_off"),
        (Reply([delta("One")], end="cut"), "cut_off"),
        (Reply([finish("content_filter")]), "content_filter"),
        (Reply(status=302, headers={"location": "http://127.0.0.2/"}), "network"),
    ],
)
async def test_failures(reply: Reply, kind: str) -> None:
    async with Server([reply]) as server:
        problem = await failure(server)
    assert problem.kind == kind
    assert (problem.endpoint, problem.model) == ("openai", "m")
    assert "sk-secret" not in problem.sentence + problem.excerpt + str(problem)
    assert "<" not in problem.sentence
    assert len(server.requests) == 1


async def test_a_failure_has_the_type_that_is_exported() -> None:
    async with Server([error(401, "no")]) as server:
        with pytest.raises(AuthenticationError):
            await ask(server)


async def test_silence_is_a_timeout_and_not_asked_again() -> None:
    async with Server([Reply([delta("One")], end="hang")]) as server:
        problem = await failure(server, timeout=0.2)
    assert problem.kind == "timeout"
    assert len(server.requests) == 1


async def test_nothing_listening() -> None:
    async with Server([said("x")]) as server:
        url = server.url
    seen: list[Status] = []

    async def waited() -> None:
        async for chunk in OpenAI.create_async_generator("m", HELLO, base_url=url):
            assert isinstance(chunk, Status)
            seen.append(chunk)

    with pytest.raises(ProviderError) as caught:
        await waited()
    assert caught.value.kind == "network"
    assert len(seen) == 2


@pytest.mark.parametrize("status", [408, 409, 429, 500, 503])
async def test_asked_again_with_a_status_before_anything_was_said(status: int) -> None:
    busy = error(status, "Busy", headers={"retry-after-ms": "10"})
    async with Server([busy, busy, said("Hi there")]) as server:
        chunks = await ask(server)
    assert [type(chunk) for chunk in chunks[:2]] == [Status, Status]
    assert "Busy" in chunks[0].sentence
    assert chunks[0].until is not None
    assert text(chunks) == "Hi there"
    assert len(server.requests) == 3


async def test_never_more_than_three_times() -> None:
    async with Server([error(503, "Busy", headers={"retry-after-ms": "10"})]) as server:
        problem = await failure(server)
    assert (problem.kind, len(server.requests)) == ("server", 3)


async def test_a_loading_model_is_waited_for() -> None:
    loading = json_reply({"error": {"message": "Loading model", "code": 503}}, 503)
    async with Server([loading, said("Hi")]) as server:
        chunks = await ask(server)
    assert chunks[0].sentence == "The server is loading the model."
    assert text(chunks) == "Hi"


async def test_never_asked_again_once_something_was_said() -> None:
    overloaded = event({"error": {"message": "Overloaded", "code": 503}})
    async with Server([Reply([delta("Half"), overloaded])]) as server:
        problem = await failure(server)
    assert problem.kind == "server"
    assert len(server.requests) == 1


Taught = Callable[[dict[str, Any]], str | None]


def teacher(refuse: Taught, status: int = 400) -> Callable[[Request], Reply]:
    def answer(request: Request) -> Reply:
        told = refuse(request.json)
        return error(status, told) if told else said("Hi")

    return answer


@pytest.mark.parametrize(
    ("refuse", "learned"),
    [
        (
            lambda body: (
                "max_tokens" in body
                and "Unsupported parameter: 'max_tokens' is not supported with this model. "
                "Use 'max_completion_tokens' instead."
            ),
            {"renamed": {"max_tokens": "max_completion_tokens"}},
        ),
        (
            lambda body: "stream_options" in body and "Extra inputs: stream_options not permitted",
            {"dropped": ["stream_options"]},
        ),
        (
            lambda body: (
                "temperature" in body
                and "Unsupported value: 'temperature' does not support 0.5 with this model."
            ),
            {"dropped": ["temperature"]},
        ),
        (
            lambda body: (
                body["messages"][0]["role"] == "system"
                and "Developer instruction: system role not supported"
            ),
            {"no_system": True},
        ),
        (
            lambda body: (
                body["messages"][-1]["role"] == body["messages"][-2]["role"]
                and "Conversation roles must alternate user/assistant/user/assistant/..."
            ),
            {"alternate": True},
        ),
    ],
)
async def test_what_is_refused_is_learned(refuse: Taught, learned: dict[str, Any]) -> None:
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "One"},
        {"role": "user", "content": "Two"},
    ]
    book: dict[str, Any] = {}
    more = {"learned": book, "max_tokens": 10, "temperature": 0.5}
    async with Server(teacher(refuse)) as server:
        assert text(await ask(server, messages, **more)) == "Hi"
        assert book == learned
        before = len(server.requests)
        assert text(await ask(server, messages, **more)) == "Hi"
        assert len(server.requests) == before + 1
        sent = server.requests[-1].json
    contents = json.dumps(sent["messages"])
    assert all(words in contents for words in ("Be brief.", "One", "Two"))
    assert 10 in (sent.get("max_tokens"), sent.get("max_completion_tokens"))


async def test_a_server_that_refuses_everything_is_given_up() -> None:
    async with Server([error(400, "Unsupported parameter: stream, stream_options, x")]) as server:
        problem = await failure(server, x=1)
    assert problem.kind == "request"
    assert len(server.requests) <= 7


@pytest.mark.parametrize("tail", ["", "/", "/v1", "/v1/", "/v1/v1", "/v1/chat/completions"])
async def test_the_base_url_is_made_right(tail: str) -> None:
    async with Server([said("Hi")]) as server:
        base = server.url.removesuffix("/v1") + tail
        assert text(await ask(server, base_url=base)) == "Hi"
        assert server.requests[0].path == "/v1/chat/completions"


async def test_another_root_is_tried_and_remembered() -> None:
    def answer(request: Request) -> Reply:
        right = request.path == "/chat/completions"
        return said("Hi") if right else json_reply({"detail": "Not Found"}, 404)

    book: dict[str, Any] = {}
    async with Server(answer) as server:
        base = server.url.removesuffix("/v1")
        assert text(await ask(server, base_url=base, learned=book)) == "Hi"
        assert book == {"root": base}
        await ask(server, base_url=base, learned=book)
        assert [r.path for r in server.requests[1:]] == ["/chat/completions"] * 2


async def test_pictures_and_files_go_along() -> None:
    content = (
        TextPart("What is this?"),
        FilePart("a.txt", "text/plain", "file text"),
        PictureContent("0" * 64, "image/png", png),
    )
    async with Server([said("A square")]) as server:
        await ask(server, [{"role": "user", "content": content}])
    first, file, picture = server.requests[0].json["messages"][0]["content"]
    assert first == {"type": "text", "text": "What is this?"}
    assert "a.txt" in file["text"]
    assert "file text" in file["text"]
    head, _, data = picture["image_url"]["url"].partition(",")
    assert head == "data:image/png;base64"
    assert base64.b64decode(data) == png()


async def test_lone_surrogates_can_be_sent() -> None:
    async with Server([said("Hi")]) as server:
        await ask(server, [{"role": "user", "content": "a\ud800b\ud83d\udc69"}])
    assert server.requests[0].json["messages"][0]["content"] == "a\ufffdb👩"


@pytest.mark.parametrize("model", ["gpt-image-1", "dall-e-3", "black-forest-labs/flux-dev"])
async def test_models_that_draw(model: str) -> None:
    row = {"b64_json": base64.b64encode(png()).decode(), "url": None}
    async with Server([json_reply({"data": [row, row]})]) as server:
        chunks = await ask(server, model=model, size="512x512", n=2)
    assert chunks == [ImageResponse((png(), png()), "Hello", (None, None))]
    request = server.requests[0]
    assert request.path == "/v1/images/generations"
    assert request.json["prompt"] == "Hello"
    assert (request.json["size"], request.json["n"]) == ("512x512", 2)


async def test_a_refused_stream_of_pictures_is_asked_whole() -> None:
    def refuse(request: Request) -> Reply:
        if "stream" in request.json or "partial_images" in request.json:
            name = "partial_images" if "partial_images" in request.json else "stream"
            return error(400, f"Unknown parameter: '{name}'.")
        return json_reply({"data": [{"url": "http://127.0.0.1/x.png"}]})

    async with Server(refuse) as server:
        (chunk,) = await ask(server, model="gpt-image-1")
    assert chunk.image_urls == ["http://127.0.0.1/x.png"]


async def test_a_gateway_that_draws_in_the_conversation() -> None:
    def answer(request: Request) -> Reply:
        if request.path.endswith("/images/generations"):
            return error(404, "Not Found")
        url = "data:image/png;base64,AAAA"
        return Reply([delta(images=[{"image_url": {"url": url}}]), finish()])

    async with Server(answer) as server:
        chunks = await ask(server, draws=True)
    assert chunks[0] == ImageResponse(("data:image/png;base64,AAAA",), "Hello")
    assert server.requests[-1].json["modalities"] == ["image", "text"]


async def test_a_model_that_draws_takes_no_picture() -> None:
    content = (TextPart("Like this"), PictureContent("0" * 64, "image/png", png))
    async with Server([said("x")]) as server:
        problem = await failure(server, messages=[{"role": "user", "content": content}], draws=True)
    assert problem.kind == "not_supported"
    assert not server.requests


async def test_the_list_of_models() -> None:
    rows = [
        {
            "id": "a",
            "context_length": 8000,
            "architecture": {"input_modalities": ["text", "image"]},
        },
        {"id": "flux-x"},
        {"id": "e", "type": "embeddings"},
        {"id": "b", "supported_parameters": ["reasoning"], "name": "B \x1b[31mmodel"},
        {"id": "bad\x1b[31m"},
        {"name": "c", "meta": {"n_ctx_train": 32}},
        7,
    ]
    async with Server([json_reply({"data": rows})]) as server:
        found = await OpenAI.models_of(base_url=server.url, api_key="k", endpoint="lab")
    assert [str(m) for m in found] == ["lab/a", "lab/flux-x", "lab/b", "lab/c"]
    a, flux, b, c = found
    assert (a.context, a.sees, a.chats) == (8000, True, True)
    assert (flux.draws, flux.chats) == (True, False)
    assert (b.thinks, b.name) == (True, "B model")
    assert c.context == 32


@pytest.mark.parametrize("payload", [{"data": []}, {"object": "list", "data": None}, []])
async def test_an_empty_list_of_models(payload: Any) -> None:
    async with Server([json_reply(payload)]) as server:
        assert await OpenAI.models_of(base_url=server.url) == []


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (error(401, "no"), "authentication"),
        (Reply([b"<html>hi</html>"], type="text/html"), "protocol"),
        (json_reply({"error": "Unexpected endpoint"}), "protocol"),
        (json_reply("hello"), "protocol"),
    ],
)
async def test_no_list_of_models(reply: Reply, kind: str) -> None:
    async with Server([reply]) as server:
        with pytest.raises(ProviderError) as caught:
            await OpenAI.models_of(base_url=server.url)
    assert caught.value.kind == kind


async def test_a_proxy_that_is_none_is_told() -> None:
    async with Server([said("x")]) as server:
        assert (await failure(server, proxy="nonsense")).kind == "network"


async def test_a_lesson_is_taken_after_a_wait_too() -> None:
    busy = error(429, "Busy", headers={"retry-after-ms": "10"})
    lesson = error(400, "Unsupported parameter: 'seed'")
    async with Server([busy, lesson, said("Hi")]) as server:
        chunks = await ask(server, seed=1)
    assert text(chunks) == "Hi"
    assert "seed" not in server.requests[-1].json


@pytest.mark.parametrize(
    "told",
    [
        "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 5.",
        "temperature is invalid: must be between 0 and 2",
        "invalid temperature: must be at most 2",
    ],
)
async def test_a_wrong_value_is_told_and_teaches_nothing(told: str) -> None:
    book: dict[str, Any] = {}
    async with Server([error(400, told), said("Hi")]) as server:
        problem = await failure(server, temperature=5, learned=book)
    assert problem.kind == "request"
    assert "temperature" in problem.sentence
    assert book == {}


async def test_a_gateway_without_pictures_is_asked_in_the_conversation_at_its_first_address() -> (
    None
):
    def answer(request: Request) -> Reply:
        right = request.path == "/v1/chat/completions"
        return said("Hi") if right else json_reply({"detail": "Not Found"}, 404)

    book: dict[str, Any] = {}
    async with Server(answer) as server:
        base = server.url.removesuffix("/v1")
        assert text(await ask(server, base_url=base, draws=True, learned=book)) == "Hi"
    assert book == {"draws_in_chat": True}


async def test_a_waiting_gateway_has_not_drawn_yet() -> None:
    def answer(request: Request) -> Reply:
        if "images" in request.path:
            return json_reply({"detail": "Not Found"}, 404)
        return error(429, "Busy", headers={"retry-after-ms": "10"})

    book: dict[str, Any] = {}
    async with Server(answer) as server:
        await failure(server, draws=True, learned=book)
    assert book == {}


@pytest.mark.parametrize("key", ["sk-sec\x0bret", "sk-sec\nret", "sk-secr\u00e9t"])
async def test_a_key_that_cannot_be_sent_is_not_told(key: str) -> None:
    async with Server([said("Hi")]) as server:
        problem = await failure(server, api_key=key)
    assert (problem.kind, server.requests) == ("request", [])
    assert "sk-sec" not in f"{problem} {problem.excerpt}"


async def test_a_secret_header_and_the_user_of_an_address_are_not_told() -> None:
    secret = "s3cret-and-long"
    async with Server([error(400, f"no such token: {secret}"), error(404, "")]) as server:
        problem = await failure(server, headers={"x-token": f"Token {secret}"})
        assert secret not in f"{problem} {problem.excerpt}"
        base = server.url.replace("//", "//me:pass@")
        problem = await failure(server, base_url=base)
    assert "127.0.0.1" in problem.sentence
    assert "pass" not in f"{problem} {problem.excerpt}"


async def test_an_answer_nested_without_end_is_no_answer() -> None:
    deep = "[" * 200_000
    async with Server([Reply([event(deep)]), json_reply(None)]) as server:
        problem = await failure(server)
    assert problem.kind in ("protocol", "cut_off")
