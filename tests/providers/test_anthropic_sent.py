"""What Anthropic's wire sends, and what it learns from refusals, over real sockets."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from chat.chunks import ProviderData
from chat.messages import FilePart, PictureContent, TextPart
from providers.anthropic_messages import SEALED
from tests.providers.test_anthropic import HELLO, HIDDEN, THOUGHT, answer, asked, refusal
from tests.support_server import Server

ADAPTIVE = {"type": "adaptive", "display": "summarized"}


async def test_the_request() -> None:
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "assistant", "content": "Welcome."},
        {"role": "user", "content": "One"},
        {
            "role": "user",
            "content": (
                TextPart("Two"),
                PictureContent("h", "image/png", lambda: b"PNG"),
                FilePart("a.txt", "text/plain", "inside"),
            ),
        },
        {"role": "assistant", "content": "  "},
        {"role": "user", "content": "Three"},
    ]
    async with Server([answer()]) as server:
        await asked(server, messages, temperature=0.5, stop="END", top_k=None)
    (request,) = server.requests
    assert request.path == "/v1/messages"
    assert request.headers["x-api-key"] == "sk-ant-secret"
    assert request.headers["anthropic-version"]
    assert "authorization" not in request.headers
    picture = {"type": "base64", "media_type": "image/png", "data": "UE5H"}
    assert base64.b64decode("UE5H") == b"PNG"
    body = request.json
    assert body.pop("max_tokens") >= 4096
    parts = body["messages"][2].pop("content")
    assert body == {
        "model": "m",
        "system": "Be brief.",
        "stream": True,
        "temperature": 0.5,
        "stop_sequences": ["END"],
        "messages": [
            {"role": "user", "content": "…"},
            {"role": "assistant", "content": "Welcome."},
            {"role": "user"},
        ],
    }
    assert [part["type"] for part in parts] == ["text", "text", "image", "text", "text"]
    assert parts[2]["source"] == picture
    assert "a.txt" in parts[3]["text"]
    assert "inside" in parts[3]["text"]


async def test_sealed_thoughts_go_back_unread_to_the_model_they_are_of() -> None:
    async with Server([answer("thinking.sse"), answer()]) as server:
        first = await asked(server)
        (data,) = (chunk.data for chunk in first if isinstance(chunk, ProviderData))
        kept = json.loads(json.dumps(data))
        more = [
            *HELLO,
            {"role": "assistant", "content": "Four.", "provider_data": kept},
            {"role": "user", "content": "Sure?"},
        ]
        await asked(server, more)
        await asked(server, more, model="another")
    _, same, other = (request.json["messages"] for request in server.requests)
    assert same[1]["content"] == [THOUGHT, HIDDEN, {"type": "text", "text": "Four."}]
    assert other[1]["content"] == "Four."


async def test_thoughts_that_are_refused_are_left_out_of_this_question_only() -> None:
    data = {SEALED: {"model": "m", "blocks": [THOUGHT]}}
    messages = [*HELLO, {"role": "assistant", "content": "Four.", "provider_data": data}, *HELLO]
    learned: dict[str, Any] = {}
    refused = refusal("messages.1.content.0: Invalid `signature` in `thinking` block")
    async with Server([refused, answer()]) as server:
        await asked(server, messages, learned=learned)
    sent = [request.json["messages"][1]["content"] for request in server.requests]
    assert [type(content) for content in sent] == [list, str]
    assert not learned


def thinking(body: dict[str, Any]) -> tuple[Any, Any, Any]:
    return body.get("thinking"), body.get("output_config"), body.get("max_tokens")


@pytest.mark.parametrize(
    ("model", "parameters", "expected"),
    [
        ("claude-3-haiku-20240307", {}, (None, None, 4096)),
        ("claude-3-5-sonnet-20241022", {}, (None, None, 8192)),
        ("claude-opus-4-1-20250805", {}, (None, None, 32000)),
        ("claude-opus-4-20250514", {}, (None, None, 32000)),
        ("claude-haiku-4-5", {}, (None, None, 64000)),
        ("claude-haiku-4-5", {"max_tokens": 100}, (None, None, 100)),
        ("claude-haiku-4-5", {"max_completion_tokens": 100}, (None, None, 100)),
        (
            "claude-haiku-4-5",
            {"reasoning_effort": "low"},
            ({"type": "enabled", "budget_tokens": 2048}, None, 64000),
        ),
        (
            "claude-sonnet-4-20250514",
            {"thinking": "5000", "max_tokens": 100},
            ({"type": "enabled", "budget_tokens": 5000}, None, 5100),
        ),
        ("claude-3-haiku-20240307", {"thinking": {"type": "x"}}, ({"type": "x"}, None, 4096)),
        ("claude-opus-4-7", {"reasoning_effort": "high"}, (ADAPTIVE, {"effort": "high"}, 64000)),
        ("claude-opus-4-7", {}, (None, None, 64000)),
        ("claude-sonnet-5-5", {}, (ADAPTIVE, None, 64000)),
        ("claude-sonnet-5-5", {"thinking": True}, (ADAPTIVE, None, 64000)),
        ("claude-sonnet-5-5", {"thinking": "off"}, ({"type": "disabled"}, None, 64000)),
    ],
)
async def test_how_much_it_may_think_and_say(
    model: str, parameters: dict[str, Any], expected: Any
) -> None:
    async with Server([answer()]) as server:
        await asked(server, model=model, **parameters)
    assert thinking(server.requests[0].json) == expected


@pytest.mark.parametrize(
    ("model", "parameters", "message", "learned", "expected"),
    [
        (
            "claude-x",
            {},
            "max_tokens: 64000 > 8192, which is the maximum allowed number of output tokens for x",
            {"most": 8192},
            (None, None, 8192),
        ),
        (
            "lab",
            {},
            "Invalid max_tokens value, the valid range of max_tokens is [1, 4096]",
            {"most": 4096},
            (None, None, 4096),
        ),
        (
            "claude-3-x",
            {},
            "input length and `max_tokens` exceed context limit: 199000 + 4096 > 200000, decrease",
            {},
            (None, None, 1000),
        ),
        (
            "claude-haiku-4-7",
            {"reasoning_effort": "low"},
            '"thinking.type.enabled" is not supported for this model. Use '
            '"thinking.type.adaptive" and "output_config.effort" to control thinking behavior.',
            {"thinks": "adaptive"},
            (ADAPTIVE, {"effort": "low"}, 64000),
        ),
        (
            "claude-new",
            {"reasoning_effort": "low"},
            "adaptive thinking is not supported on this model",
            {"thinks": "budget"},
            ({"type": "enabled", "budget_tokens": 2048}, None, 64000),
        ),
        (
            "claude-new",
            {"reasoning_effort": "low"},
            "This model does not support the effort parameter.",
            {"dropped": ["output_config"]},
            (ADAPTIVE, None, 64000),
        ),
        (
            "claude-3-5-x",
            {"reasoning_effort": "low", "temperature": 0.1},
            "'claude-3-5-x' does not support thinking.",
            {"dropped": ["thinking"]},
            (None, None, 8192),
        ),
        (
            "claude-fable-5",
            {"thinking": False},
            "thinking: this model always thinks and cannot be disabled",
            {"thinks": "always"},
            (None, None, 64000),
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
    _, second, third = (request.json for request in server.requests)
    assert known == learned
    assert thinking(second) == expected
    assert "temperature" not in parameters or second["temperature"] == 0.1
    if learned:
        assert thinking(third) == expected
