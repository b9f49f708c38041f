"""What Gemini's wire sends, and what it learns from refusals, over real sockets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chat.chunks import (
    ImageResponse,
    ProviderData,
)
from chat.errors import ProviderError
from chat.messages import FilePart, PictureContent, TextPart
from providers.gemini_messages import SEALED
from tests.providers.test_gemini import HELLO, PNG, STOP, answer, asked, refusal, wire
from tests.support_server import Server, json_reply

PLAIN = {"includeThoughts": True}


async def test_the_request() -> None:
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "One"},
        {
            "role": "user",
            "content": (
                TextPart("Two"),
                PictureContent("h", "image/png", lambda: b"PNG"),
                FilePart("a.txt", "text/plain", "inside"),
            ),
        },
        {"role": "assistant", "content": "Yes."},
        {"role": "user", "content": "Three"},
    ]
    wishes = {"temperature": 0.5, "max_tokens": 9, "stop": "END", "top_p": None}
    async with Server([answer()]) as server:
        await asked(server, messages, safety_settings=[], **wishes)
    (request,) = server.requests
    assert request.path == "/v1beta/models/m:streamGenerateContent?alt=sse"
    assert request.headers["x-goog-api-key"] == "AIza-secret"
    assert "secret" not in request.path
    body = request.json
    parts = body["contents"][0]["parts"]
    assert parts[:3] == [
        {"text": "One"},
        {"text": "Two"},
        {"inlineData": {"mimeType": "image/png", "data": "UE5H"}},
    ]
    assert "inside" in parts[3]["text"]
    assert body["contents"][1:] == [
        {"role": "model", "parts": [{"text": "Yes."}]},
        {"role": "user", "parts": [{"text": "Three"}]},
    ]
    assert body["systemInstruction"] == {"parts": [{"text": "Be brief."}]}
    assert body["safetySettings"] == []
    config = {"temperature": 0.5, "maxOutputTokens": 9, "stopSequences": ["END"]}
    assert body["generationConfig"] == config


async def test_asked_for_a_whole_answer() -> None:
    async with Server([json_reply(json.loads(wire("whole.json")))]) as server:
        chunks = await asked(server, stream=False)
    assert server.requests[0].path == "/v1beta/models/m:generateContent"
    assert "Whole ✓" in chunks


async def test_signatures_go_back_unread_to_the_model_they_are_of() -> None:
    async with Server([answer("thinking.sse"), answer()]) as server:
        first = await asked(server)
        (data,) = (chunk.data for chunk in first if isinstance(chunk, ProviderData))
        kept = json.loads(json.dumps(data))
        said = {"role": "assistant", "content": "2 + 2 = 4.", "provider_data": kept}
        await asked(server, [*HELLO, said, *HELLO])
        await asked(server, [*HELLO, said, *HELLO], model="another")
        await asked(server, [*HELLO, said | {"content": "Other words."}, *HELLO])
    turns = [request.json["contents"][1]["parts"] for request in server.requests[1:]]
    assert turns == [
        [
            {"text": "2 + 2 "},
            {"text": "= 4", "thoughtSignature": "c2lnMQ=="},
            {"text": "."},
            {"text": "", "thoughtSignature": "c2lnMg=="},
        ],
        [{"text": "2 + 2 = 4."}],
        [{"text": "Other words."}, {"text": "", "thoughtSignature": "c2lnMg=="}],
    ]


async def test_signatures_that_are_refused_are_left_out_of_this_question_only() -> None:
    data = {SEALED: {"model": "m", "length": 4, "signed": [[0, 4, "c2ln"]]}}
    messages = [*HELLO, {"role": "assistant", "content": "Four", "provider_data": data}, *HELLO]
    learned: dict[str, Any] = {}
    async with Server([refusal("Thought signature is not valid."), answer()]) as server:
        await asked(server, messages, learned=learned)
    sent = [request.json["contents"][1]["parts"] for request in server.requests]
    assert sent == [[{"text": "Four", "thoughtSignature": "c2ln"}], [{"text": "Four"}]]
    assert not learned


@pytest.mark.parametrize(
    ("model", "wish", "expected"),
    [
        ("gemini-2.5-flash", None, {"includeThoughts": True}),
        ("gemini-flash-latest", None, {"includeThoughts": True}),
        ("gemini-2.0-flash", None, None),
        ("gemma-3-27b-it", None, None),
        ("gemini-2.5-flash", "low", {"includeThoughts": True, "thinkingBudget": 1024}),
        ("gemini-2.5-flash", "500", {"includeThoughts": True, "thinkingBudget": 500}),
        ("gemini-2.5-flash", "off", {"includeThoughts": False, "thinkingBudget": 0}),
        ("gemini-3.8-flash", "high", {"includeThoughts": True, "thinkingLevel": "high"}),
        ("gemini-3.8-flash", True, {"includeThoughts": True}),
        ("gemini-3.8-flash", "none", {"includeThoughts": False, "thinkingLevel": "minimal"}),
        ("gemini-3.8-flash", {"x": 1}, {"x": 1}),
    ],
)
async def test_how_much_it_thinks(model: str, wish: Any, expected: Any) -> None:
    async with Server([answer()]) as server:
        await asked(server, model=model, reasoning_effort=wish)
    config = server.requests[0].json.get("generationConfig", {})
    assert config.get("thinkingConfig") == expected


@pytest.mark.parametrize(
    ("model", "parameters", "message", "learned", "expected"),
    [
        (
            "gemini-3-x",
            {"reasoning_effort": "low"},
            "Thinking level is not supported for this model.",
            {"thinks": "budget"},
            {"thinkingConfig": {**PLAIN, "thinkingBudget": 1024}},
        ),
        (
            "gemini-2.5-x",
            {"thinking": "off"},
            "Budget 0 is invalid. This model only works in thinking mode.",
            {"thinks": "level"},
            {"thinkingConfig": {"includeThoughts": False, "thinkingLevel": "minimal"}},
        ),
        (
            "gemini-2.5-flash-x",
            {"temperature": 1},
            "Thinking is not enabled for models/gemini-2.5-flash-x",
            {"dropped": ["thinkingConfig"]},
            {"temperature": 1},
        ),
        (
            "lab",
            {"frequency_penalty": 1, "temperature": 1},
            "Penalty is not enabled for this model",
            {"dropped": ["frequencyPenalty"]},
            {"temperature": 1},
        ),
        (
            "lab",
            {"top_k": 1, "temperature": 1},
            "top_k is not supported",
            {"dropped": ["top_k"]},
            {"temperature": 1},
        ),
        (
            "lab",
            {"foo": 1, "temperature": 1},
            "Invalid JSON payload received. Unknown name \"foo\" at 'generation_config'",
            {"dropped": ["foo"]},
            {"temperature": 1},
        ),
        (
            "lab",
            {"draws": True, "temperature": 1},
            "The requested combination of response modalities (TEXT, IMAGE) is not supported",
            {"dropped": ["responseModalities"]},
            {"temperature": 1},
        ),
    ],
)
async def test_what_a_refusal_teaches(
    model: str, parameters: dict[str, Any], message: str, learned: dict[str, Any], expected: Any
) -> None:
    known: dict[str, Any] = {}
    async with Server([refusal(message), answer()]) as server:
        await asked(server, model=model, learned=known, **parameters)
        await asked(server, model=model, learned=known, **parameters)
    _, second, third = (request.json["generationConfig"] for request in server.requests)
    assert known == learned
    assert second == third == expected


async def test_a_budget_of_ones_own_that_is_wrong_is_told_and_teaches_nothing() -> None:
    known: dict[str, Any] = {}
    async with Server([refusal("The thinking budget (52428) is invalid.")]) as server:
        with pytest.raises(ProviderError, match="52428"):
            await asked(server, model="gemini-2.5-x", thinking=52428, learned=known)
    assert not known


async def test_a_model_without_system_texts_is_told_them_in_the_question() -> None:
    messages = [{"role": "system", "content": "Be brief."}, *HELLO]
    refused = refusal("Developer instruction is not enabled for models/gemma-3-27b-it")
    async with Server([refused, answer()]) as server:
        await asked(server, messages, model="gemma-3-27b-it")
    body = server.requests[1].json
    assert body == {
        "contents": [{"role": "user", "parts": [{"text": "Be brief."}, {"text": "Hello"}]}]
    }


async def test_a_model_that_draws_is_told_so() -> None:
    async with Server([answer("picture.sse")]) as server:
        chunks = await asked(server, draws=True, size="1024x1536")
        await asked(server, model="gemini-9-flash-image", aspect_ratio="16:9", image_size="2K")
    assert ImageResponse((PNG,), "Hello") in chunks
    first, second = (request.json["generationConfig"] for request in server.requests)
    assert first == {
        "responseModalities": ["TEXT", "IMAGE"],
        "imageConfig": {"aspectRatio": "2:3"},
    }
    assert second["imageConfig"] == {"aspectRatio": "16:9", "imageSize": "2K"}


async def test_imagen_draws() -> None:
    reply = json_reply(json.loads(wire("imagen.json")))
    async with Server([reply]) as server:
        chunks = await asked(server, model="imagen-4.0", n=2, size="300x200")
    assert chunks == [ImageResponse((PNG,), "Hello"), STOP]
    (request,) = server.requests
    assert request.path == "/v1beta/models/imagen-4.0:predict"
    parameters = {"sampleCount": 2, "includeRaiReason": True, "aspectRatio": "4:3"}
    assert request.json == {"instances": [{"prompt": "Hello"}], "parameters": parameters}
