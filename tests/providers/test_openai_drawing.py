"""Models that draw over the OpenAI wire: what is sent, previews on the way, edits, gateways."""

from __future__ import annotations

import base64
import email
import email.policy
import json
from email.message import EmailMessage
from typing import Any

import pytest

from chat.chunks import ImagePreview, ImageResponse, Usage
from chat.errors import ProviderError
from chat.messages import PictureContent, TextPart
from providers import OpenAI
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
)

CODED = base64.b64encode(png()).decode()
DRAWN = json_reply({"data": [{"b64_json": CODED, "url": None}]})
RESPONSE = ImageResponse((png(),), "A boat", (None,))


def picture(kind: str = "image/png") -> PictureContent:
    return PictureContent("0" * 64, kind, png)


async def drawn(server: Server, model: str, *pictures: PictureContent, **more: Any) -> list[Any]:
    content = (TextPart("A boat"), *pictures) if pictures else "A boat"
    messages = [{"role": "user", "content": content}]
    source = OpenAI.create_async_generator(model, messages, base_url=server.url, **more)
    return [chunk async for chunk in source]


@pytest.mark.parametrize(
    ("model", "given", "body"),
    [
        ("gpt-image-1", {}, {"stream": True, "partial_images": 2}),
        ("gpt-image-1", {"partial_images": 3}, {"stream": True, "partial_images": 3}),
        ("openai/gpt-image-1-mini", {"n": 1}, {"stream": True, "partial_images": 2, "n": 1}),
        ("gpt-image-1", {"n": 2, "quality": "low"}, {"n": 2, "quality": "low"}),
        ("dall-e-3", {"size": "1024x1792"}, {"size": "1024x1792", "response_format": "b64_json"}),
        ("dall-e-2", {"response_format": "url"}, {"response_format": "url"}),
        ("flux-1-schnell", {"seed": 7, "size": "64x48"}, {"seed": 7, "size": "64x48"}),
    ],
)
async def test_what_is_sent(model: str, given: dict[str, Any], body: dict[str, Any]) -> None:
    async with Server([DRAWN]) as server:
        assert await drawn(server, model, **given) == [RESPONSE]
    (request,) = server.requests
    assert request.path == "/v1/images/generations"
    assert request.json == {"model": model, "prompt": "A boat", **body}


async def test_a_seed_is_sent_where_it_is_taken() -> None:
    def answer(request: Request) -> Reply:
        return error(400, "Unknown parameter: 'seed'.") if "seed" in request.json else DRAWN

    book: dict[str, Any] = {}
    async with Server(answer) as server:
        for _ in range(2):
            assert await drawn(server, "flux-dev", seed=7, learned=book) == [RESPONSE]
    assert (book, len(server.requests)) == ({"dropped": ["seed"]}, 3)


@pytest.mark.parametrize("kind", ["image_generation", "image_edit"])
async def test_previews_come_before_the_picture(kind: str) -> None:
    parts = [
        event({"type": f"{kind}.partial_image", "partial_image_index": n, "b64_json": CODED})
        for n in range(3)
    ]
    usage = {"input_tokens": 3, "output_tokens": 5}
    whole = event({"type": f"{kind}.completed", "b64_json": CODED, "usage": usage})
    pictures = [picture()] if kind == "image_edit" else []
    async with Server([Reply([*parts, whole])]) as server:
        chunks = await drawn(server, "gpt-image-1", *pictures, partial_images=3)
    assert chunks == [
        *(ImagePreview(png(), progress) for progress in (0.25, 0.5, 0.75)),
        RESPONSE,
        Usage(3, 5),
    ]


def form(request: Request) -> list[EmailMessage]:
    head = f"content-type: {request.headers['content-type']}\r\n\r\n".encode()
    parsed = email.message_from_bytes(head + request.body, policy=email.policy.HTTP)
    return [part for part in parsed.iter_parts() if isinstance(part, EmailMessage)]


def name(part: EmailMessage) -> str:
    return str(part["content-disposition"].params["name"])


@pytest.mark.parametrize("count", [1, 2])
async def test_a_picture_in_the_question_is_edited(count: int) -> None:
    async with Server([DRAWN]) as server:
        chunks = await drawn(server, "gpt-image-1", *[picture()] * count, quality="low", n=1)
    assert chunks == [RESPONSE]
    (request,) = server.requests
    assert request.path == "/v1/images/edits"
    parts = form(request)
    fields = {name(p): p.get_payload() for p in parts if p.get_filename() is None}
    assert fields == {
        "model": "gpt-image-1",
        "prompt": "A boat",
        "stream": "true",
        "partial_images": "2",
        "quality": "low",
        "n": "1",
    }
    files = [part for part in parts if part.get_filename()]
    assert [name(part) for part in files] == (["image"] if count == 1 else ["image[]"] * 2)
    assert [part.get_content_type() for part in files] == ["image/png"] * count
    assert all(part.get_content() == png() for part in files)


async def test_what_an_edit_refuses_is_learned_too() -> None:
    def answer(request: Request) -> Reply:
        fields = {name(part) for part in form(request)}
        return error(400, "Unknown parameter: 'stream'.") if "stream" in fields else DRAWN

    book: dict[str, Any] = {}
    async with Server(answer) as server:
        assert await drawn(server, "gpt-image-1", picture(), learned=book) == [RESPONSE]
    assert book == {"dropped": ["stream"]}


@pytest.mark.parametrize("model", ["dall-e-3", "flux-dev", "m"])
async def test_who_cannot_edit_says_so_and_nothing_is_sent(model: str) -> None:
    async with Server([DRAWN]) as server:
        with pytest.raises(ProviderError, match="takes text only") as caught:
            await drawn(server, model, picture(), draws=True)
    assert (caught.value.kind, server.requests) == ("not_supported", [])


async def test_who_draws_in_the_conversation_sees_the_picture_there() -> None:
    url = f"data:image/png;base64,{CODED}"
    reply = Reply([delta(images=[{"image_url": {"url": url}}]), finish()])
    book: dict[str, Any] = {"draws_in_chat": True}
    async with Server([reply]) as server:
        chunks = await drawn(server, "banana", picture(), draws=True, learned=book)
    assert chunks[0] == ImageResponse((url,), "A boat")
    content = server.requests[0].json["messages"][0]["content"]
    assert [part["type"] for part in content] == ["text", "image_url"]


async def test_drawing_in_the_conversation_is_forgotten_where_it_ends() -> None:
    def answer(request: Request) -> Reply:
        chat = request.path.endswith("/chat/completions")
        return error(404, "This is not a chat model.") if chat else DRAWN

    book: dict[str, Any] = {"draws_in_chat": True}
    async with Server(answer) as server:
        with pytest.raises(ProviderError):
            await drawn(server, "banana", draws=True, learned=book)
        assert book == {}
        assert await drawn(server, "banana", draws=True, learned=book) == [RESPONSE]


@pytest.mark.parametrize(
    "said",
    [
        {"delta": {"images": [{"type": "image_url", "image_url": {"url": "data:image/png,x"}}]}},
        {"delta": {"content": [{"type": "image_url", "image_url": {"url": "data:image/png,x"}}]}},
        {"delta": {"content": [{"type": "image", "url": "data:image/png,x"}]}},
        {"delta": {"images": ["data:image/png,x"]}},
        {"message": {"role": "assistant", "images": [{"url": "data:image/png,x"}]}},
    ],
)
async def test_pictures_in_a_conversation_in_every_spelling(said: dict[str, Any]) -> None:
    async with Server([Reply([event({"choices": [said]}), finish()])]) as server:
        chunks = await drawn(server, "m")
    assert chunks[0] == ImageResponse(("data:image/png,x",), "A boat")


async def test_a_field_of_a_form_cannot_add_another() -> None:
    async with Server([DRAWN]) as server:
        await drawn(server, "gpt-image-1", picture(), **{'x"\r\ny': "a\r\n--b"})
    parts = form(server.requests[0])
    assert len(parts) == 6
    assert json.dumps([name(part) for part in parts]).count("x%22%0D%0Ay") == 1


async def test_of_several_one_that_is_none_takes_no_other_along() -> None:
    rows = [{"b64_json": CODED}, {"b64_json": "!"}, {"b64_json": CODED}]
    async with Server([json_reply({"data": rows})]) as server:
        (response,) = await drawn(server, "gpt-image-1", n=3)
    assert response.images == (png(), b"", png())
    assert server.requests[0].json["n"] == 3
