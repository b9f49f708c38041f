"""The four seed providers as their documents promise them: names, models, requests, examples."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import sys
from typing import Any

import pytest

from chat.chunks import FinishReason, ImageResponse
from chat.errors import AuthenticationError, ModelNotSupportedError, NotSupportedError
from chat.messages import FilePart, PictureContent, TextPart
from providers import AiChats, AmigoChat, AutonomousAI, FlowGpt
from tests.providers.gateway import DOCUMENTED, GREETING, PICTURE, SYSTEM, UUID, Gateway, Site
from tests.providers.gateway_answers import SAID
from tests.support_server import Server, error

HELLO = [{"role": "user", "content": "Hello"}]
TALK = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "One 🌍?"},
    {"role": "assistant", "content": "Yes."},
    {"role": "system", "content": "Be kind."},
    {"role": "user", "content": "Two?"},
]
FLAGS = ("supports_stream", "supports_system_message", "supports_message_history")


async def ask(
    provider: Any, site: Site, model: str = "", messages: Any = HELLO, **more: Any
) -> Any:
    source = provider.create_async_generator(model, messages, base_url=site.at, **more)
    return [chunk async for chunk in source]


def text(chunks: list[Any]) -> str:
    return "".join(chunk for chunk in chunks if isinstance(chunk, str))


def test_the_attributes() -> None:
    assert (AmigoChat.url, AiChats.url) == ("https://amigochat.io/chat/", "https://ai-chats.org")
    assert FlowGpt.url == "https://flowgpt.com/chat"
    assert AutonomousAI.url == "https://www.autonomous.ai/anon/"
    assert AmigoChat.chat_api_endpoint == "https://api.amigochat.io/v1/chat/completions"
    assert AmigoChat.image_api_endpoint == "https://api.amigochat.io/v1/images/generations"
    assert AiChats.api_endpoint == "https://ai-chats.org/chat/send2/"
    assert FlowGpt.api_endpoint == "https://prod-backend-k8s.flowgpt.com/v3/chat-anonymous"
    prefix = "https://chatgpt.autonomous.ai/api/v1/ai/"
    names = ("chat", "chat", "chat-hermes", "chat-vision", "summary")
    assert list(AutonomousAI.api_endpoints.values()) == [prefix + name for name in names]
    for provider in DOCUMENTED.values():
        assert provider.working is False
        assert provider.supports_message_history is True
    assert all(getattr(provider, f) for f in FLAGS for provider in (AmigoChat, AutonomousAI))


def test_the_models() -> None:
    assert AmigoChat.default_model == "gpt-4o-mini"
    assert (len(AmigoChat.chat_models), len(AmigoChat.image_models)) == (29, 8)
    assert len(AmigoChat.model_aliases) == 21
    assert AiChats.models == ["gpt-4", "dalle"]
    assert AiChats.default_model == "gpt-4"
    assert len(FlowGpt.models) == 13
    assert FlowGpt.model_aliases == {"gemini": "google-gemini", "gemini-pro": "google-gemini"}
    assert AutonomousAI.models == ["llama", "qwen_coder", "hermes", "vision", "summary"]


@pytest.mark.parametrize("provider", DOCUMENTED.values(), ids=DOCUMENTED)
def test_names_of_models(provider: Any) -> None:
    assert provider.get_model("") == provider.default_model
    for alias, model in provider.model_aliases.items():
        assert provider.get_model(alias) == model
        assert model in provider.get_models()
    for model in provider.get_models():
        assert provider.get_model(model) == provider.model_aliases.get(model, model)


async def test_the_models_are_listed_without_a_server() -> None:
    listed = {model.id: model for model in await AmigoChat.models_of(endpoint="lab")}
    assert (listed["flux-pro"].draws, listed["flux-pro"].chats) == (True, False)
    assert (listed["gpt-4o"].draws, str(listed["gpt-4o"])) == (False, "lab/gpt-4o")
    assert [model.draws for model in await AiChats.models_of()] == [False, True]


def test_personas() -> None:
    assert AmigoChat.get_personaId("flux-pro") == "flux-pro"
    assert AmigoChat.get_personaId("gpt-4o-mini") == "amigo"
    assert AmigoChat.get_personaId("gpt-4o") == "summarizer"
    assert AmigoChat.get_personaId("recraft-v3") == "recraft"
    with pytest.raises(ValueError, match="gpt-9"):
        AmigoChat.get_personaId("gpt-9")
    assert re.fullmatch(UUID, AmigoChat.generate_chat_id())
    assert AmigoChat.generate_chat_id() != AmigoChat.generate_chat_id()


@pytest.mark.parametrize(
    ("provider", "wrong", "near"),
    [
        (AmigoChat, "gpt-4o-minni", "gpt-4o-mini"),
        (AiChats, "dale", "dalle"),
        (FlowGpt, "mixtral-8x7B", "Mixtral-8x7B"),
        (AutonomousAI, "qwen-coder", "qwen_coder"),
    ],
)
async def test_an_unknown_model_is_told_and_nothing_is_sent(
    provider: Any, wrong: str, near: str
) -> None:
    async with Site() as site:
        with pytest.raises(ModelNotSupportedError, match=f"{provider.__name__}.*{near}") as caught:
            await ask(provider, site, wrong)
    assert isinstance(caught.value, ValueError)
    assert site.requests == []


@pytest.mark.parametrize("provider", DOCUMENTED.values(), ids=DOCUMENTED)
async def test_every_model_and_alias_is_asked_rightly(provider: Any) -> None:
    async with Site() as site:
        for model in ["", *provider.get_models(), *provider.model_aliases]:
            chunks = await ask(provider, site, model, TALK, stream=True)
            drawn = provider.get_model(model) in provider.image_models
            assert drawn == any(isinstance(chunk, ImageResponse) for chunk in chunks)
            assert drawn or text(chunks) == SAID
    assert site.gateway.wrong == []


async def test_what_amigochat_is_asked() -> None:
    async with Site() as site:
        chunks = await ask(AmigoChat, site, "gpt-4o", TALK, seed=7)
        await ask(AmigoChat, site, "o1-mini-", stream=True, max_tokens=9, top_p=None)
    assert chunks[-1] == FinishReason("stop")
    first, second = (request.json for request in site.requests)
    assert first.pop("chatId") != second.pop("chatId")
    assert first == {
        "frequency_penalty": 0,
        "max_tokens": 4000,
        "messages": TALK,
        "model": "gpt-4o-2024-11-20",
        "personaId": "gpt",
        "presence_penalty": 0,
        "stream": False,
        "temperature": 0.5,
        "top_p": 0.95,
    }
    assert (second["stream"], second["max_tokens"], second["top_p"]) == (True, 9, 0.95)


async def test_pictures_of_amigochat() -> None:
    async with Site(Gateway(pictures=2)) as site:
        (response,) = await ask(AmigoChat, site, "flux-dev", TALK)
        urls = [f"{site.at}/picture-{n}.png" for n in range(2)]
    assert isinstance(response, ImageResponse)
    assert (response.image_urls, response.prompt) == (urls, "Two?")
    body = {"prompt": "Two?", "model": "flux/dev", "personaId": "flux-dev"}
    assert site.requests[0].json == body


async def test_what_aichats_is_asked() -> None:
    async with Site() as site:
        await ask(AiChats, site)
        await ask(AiChats, site, "", TALK)
        await ask(AiChats, site, "dalle", TALK)
        await ask(AiChats, site, "dalle", [])
    posted = [r.json["messagesHistory"][0]["content"] for r in site.gateway.asked]
    lines = ["System: Be brief.", "User: One 🌍?", "Assistant: Yes.", "System: Be kind."]
    talk = "\n".join([*lines, "User: Two?", "Assistant:"])
    assert posted == ["Hello", talk, "Two?", ""]
    assert site.gateway.wrong == []


async def test_the_picture_of_aichats_is_carried() -> None:
    async with Site() as site:
        (response,) = await ask(AiChats, site, "dalle")
        assert response.images == (f"data:image/png;base64,{base64.b64encode(PICTURE).decode()}",)
        assert response.sources == (f"{site.at}/picture-0.png",)
        assert response.prompt == "Hello"
        assert await AiChats.create_async("dalle", HELLO, base_url=site.at) == response.sources[0]


async def test_what_flowgpt_is_asked() -> None:
    async with Site() as site:
        await ask(FlowGpt, site, "gemini", TALK, temperature=0.1)
        await ask(FlowGpt, site)
    first, second = (request.json for request in site.requests)
    assert first["question"] == "Two?"
    assert first["history"] == [GREETING, *TALK[1:3]]
    assert (first["system"], first["temperature"]) == ("Be brief.\nBe kind.", 0.1)
    assert (first["model"], first["promptId"]) == ("google-gemini", "model-google-gemini")
    assert (second["system"], second["temperature"]) == (SYSTEM, 0.7)
    assert second["history"] == [GREETING]
    signed = ("x-nonce", "x-signature", "x-flow-device-id")
    assert all(len({r.headers[name] for r in site.requests}) == 2 for name in signed)
    assert site.gateway.wrong == []


async def test_what_autonomousai_is_asked() -> None:
    async with Site() as site:
        await ask(AutonomousAI, site, "llama-3.2-70b", TALK)
    (request,) = site.requests
    assert request.path == "/api/v1/ai/summary"
    assert (request.json["threadId"], request.json["stream"]) == ("summary", False)
    assert json.loads(base64.b64decode(request.json["messages"])) == TALK


async def test_files_go_as_text_and_pictures_only_where_they_can() -> None:
    file = [{"role": "user", "content": (TextPart("See:"), FilePart("a.py", "text/x", "x = 1"))}]
    shown = [{"role": "user", "content": (PictureContent("0", "image/png", lambda: PICTURE),)}]
    async with Site() as site:
        await ask(AiChats, site, "", file)
        await ask(FlowGpt, site, "", file)
        await ask(AutonomousAI, site, "vision", shown)
        for provider, model in ((AiChats, ""), (FlowGpt, ""), (AmigoChat, "flux-pro")):
            with pytest.raises(NotSupportedError, match="picture"):
                await ask(provider, site, model, shown)
        for provider in (AiChats, FlowGpt):
            assert text(await ask(provider, site, "", [*shown, *TALK])) == SAID
    assert site.requests[-2].json["messagesHistory"][0]["content"].startswith("User: [picture]\n")
    assert site.requests[-1].json["history"][1] == {"role": "user", "content": "[picture]"}
    first, second, third = (request.json for request in site.requests[:3])
    assert first["messagesHistory"][0]["content"] == second["question"]
    assert "See:" in second["question"]
    assert "x = 1" in second["question"]
    part = json.loads(base64.b64decode(third["messages"]))[0]["content"][0]
    assert part["image_url"]["url"].startswith("data:image/png;base64,")


@pytest.mark.parametrize("provider", DOCUMENTED.values(), ids=DOCUMENTED)
@pytest.mark.parametrize("path", ["", "/", "/gw", "/gw/"])
async def test_a_base_url_takes_the_place_of_the_host(provider: Any, path: str) -> None:
    own = {AmigoChat: "/v1", AiChats: "/chat", FlowGpt: "/v3", AutonomousAI: "/api/v1"}[provider]
    async with Site(Gateway(prefix=path.rstrip("/"))) as site:
        for base in (site.at + path, site.at + path.rstrip("/") + own):
            source = provider.create_async_generator("", HELLO, base_url=base)
            assert text([chunk async for chunk in source]) == SAID
    assert site.gateway.wrong == []


async def test_a_key_and_headers_of_the_config_go_along() -> None:
    async with Server([error(401, "No.")]) as server:
        for provider in DOCUMENTED.values():
            mine = {"base_url": server.url, "api_key": "sk-mine", "headers": {"X-Team": "blue"}}
            with pytest.raises(AuthenticationError):
                await provider.create_async("", HELLO, **mine)
    assert len(server.requests) == 4
    assert {r.headers["authorization"] for r in server.requests} == {"Bearer sk-mine"}
    assert {r.headers["x-team"] for r in server.requests} == {"blue"}


SCRIPT = """
import asyncio, sys
from providers import AiChats, AmigoChat, AutonomousAI, FlowGpt

base, hello = sys.argv[1], [{"role": "user", "content": "Hello"}]

async def main():
    print(AmigoChat.get_personaId("flux-pro"))
    async for chunk in AmigoChat.create_async_generator(
        model="gpt-4o-mini", messages=hello, base_url=base
    ):
        print(chunk, end="")
    print()
    async for r in AmigoChat.create_async_generator(
        model="flux-pro", messages=hello, base_url=base
    ):
        print(r.image_urls)
    print(await AiChats.create_async(model="dalle", messages=hello, base_url=base))
    generator = await FlowGpt.create_async_generator(
        model="gpt-3.5-turbo", messages=hello, temperature=0.7, base_url=base
    )
    print("".join([str(chunk) async for chunk in generator]))
    print(await AutonomousAI.create_async("llama", hello, base_url=base))

asyncio.run(main())
"""


async def test_the_documented_examples_from_a_plain_script() -> None:
    async with Site() as site:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", "-c", SCRIPT, site.at),
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await child.communicate()
        picture = f"{site.at}/picture-0.png"
    told = ["flux-pro", SAID, str([picture]), picture, SAID, SAID]
    assert out.decode().splitlines() == told
    assert site.gateway.wrong == []
