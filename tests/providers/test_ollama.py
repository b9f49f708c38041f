"""Ollama's wire: each recorded answer, what is sent, what is told while a model loads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from chat.chunks import FinishReason, Reasoning, Status, Usage
from chat.errors import ModelNotSupportedError, NotSupportedError, ProviderError, RequestError
from chat.messages import FilePart, PictureContent, TextPart
from providers import Ollama, ollama_loading
from providers.address import ollama_host
from providers.endpoints import endpoints
from providers.models import Model
from providers.ollama_answer import Spoken
from providers.sse import LineEvents
from providers.values import parsed
from tests.providers.cut import one_end_wherever_truncated
from tests.providers.recorded import WIRES, client, merged, recorded
from tests.support_server import Reply, Request, Server, json_reply

STOP = FinishReason("stop")
HELLO = [{"role": "user", "content": "Hello"}]
COUNT = Usage(9, 4)
SAYS: dict[str, list[Any]] = {
    "text.ndjson": ["Grüße, 世界 🌍a\u2028b\u0085!", COUNT, STOP],
    "thinking.ndjson": [Reasoning("Let me see."), "Four.", COUNT, STOP],
    "inline.ndjson": [Reasoning("Hm."), "Four.", COUNT, STOP],
    "length.ndjson": ["Half", Usage(None, 4), FinishReason("length")],
    "whole.json": [Reasoning("hm"), "Whole ✓", COUNT, STOP],
}
BREAKS = {
    "error.ndjson": ("Half of it", "request", "an error was encountered while running the model"),
    "no_end.ndjson": ("All of it", "cut_off", "The answer was cut off"),
}
TAGS = {
    "models": [
        {
            "name": "m:latest",
            "model": "m:latest",
            "size": 4_100_000_000,
            "details": {"parameter_size": "8.0B", "quantization_level": "Q4_K_M"},
        },
        {"name": "flux-talk:1b", "model": "flux-talk:1b", "size": 9_000_000},
        {"name": "nomic-embed:v1", "model": "nomic-embed:v1", "size": 9},
        {"name": "large:cloud", "model": "large:cloud", "size": 9, "remote_host": "https://o.test"},
    ]
}
SHOW: dict[str, Any] = {
    "m:latest": {
        "capabilities": ["completion", "vision", "thinking"],
        "model_info": {"general.architecture": "m", "m.context_length": 131072},
    },
    "flux-talk:1b": {
        "capabilities": ["completion"],
        "model_info": {"f.context_length": 32768},
        "parameters": 'stop "<|end|>"\nnum_ctx                        8192',
    },
    "nomic-embed:v1": {"capabilities": ["embedding"]},
}


def wire(name: str) -> bytes:
    return recorded(f"ollama/{name}")


def ask(over: Any = None, messages: Any = HELLO, **more: Any) -> Any:
    more = {"model": "m", "base_url": "http://127.0.0.1:9", **more}
    return Ollama.create_async_generator(messages=messages, client=over, **more)


def served(
    *chats: Reply, loaded: tuple[str, ...] = (), quiet: bool = False
) -> Callable[[Request], Reply]:
    """Ollama with these answers, one after the other; `quiet`: it lists nothing."""
    left = list(chats)

    def answer(request: Request) -> Reply:
        match request.path:
            case "/api/chat":
                return left.pop(0) if len(left) > 1 else left[0]
            case "/api/tags" if not quiet:
                return json_reply(TAGS)
            case "/api/ps" if not quiet:
                return json_reply({"models": [{"name": name} for name in loaded]})
            case "/api/show" if request.json["model"] in SHOW:
                return json_reply(SHOW[request.json["model"]])
            case _:
                return json_reply({"error": "model not found"}, 404)

    return answer


async def asked(server: Server, messages: Any = HELLO, **more: Any) -> list[Any]:
    """At the server's URL, which ends in `/v1`: it is made right."""
    source = ask(None, messages, **{"base_url": server.url, **more})
    return [chunk async for chunk in source]


def chats(server: Server) -> list[Any]:
    return [request.json for request in server.requests if request.path == "/api/chat"]


async def test_every_recorded_wire_is_small_and_tested() -> None:
    paths = list((WIRES / "ollama").iterdir())
    assert {path.name for path in paths} == {*SAYS, *BREAKS}
    assert all(path.stat().st_size <= 2048 for path in paths)


def read(*pieces: bytes) -> list[Any]:
    events, reading, said = LineEvents(), Spoken(), []
    batches = [*(events.feed(piece) for piece in pieces), events.flush()]
    for event in (event for batch in batches for event in batch):
        said += reading.take(parsed(event.data), event.name)
    return merged([*said, *reading.end()])


@pytest.mark.parametrize("name", SAYS)
def test_the_same_wherever_it_is_split(name: str) -> None:
    body = wire(name)
    for at in range(len(body) + 1):
        assert read(body[:at], body[at:]) == SAYS[name], at
    assert read(*(bytes([byte]) for byte in body)) == SAYS[name]


# (Half of an inline tag is told as the text it may have been.)
@pytest.mark.parametrize("name", [name for name in (*SAYS, *BREAKS) if name != "inline.ndjson"])
@pytest.mark.parametrize("broken", [False, True], ids=["ended", "reset"])
async def test_one_end_wherever_it_is_truncated(name: str, broken: bool) -> None:
    kinds = ("cut_off", "protocol", "request", "empty")
    await one_end_wherever_truncated(ask, wire(name), kinds, broken=broken)


@pytest.mark.parametrize("name", BREAKS)
async def test_breaks(name: str) -> None:
    text, kind, sentence = BREAKS[name]
    said: list[str] = []
    async with client(wire(name)) as over:
        with pytest.raises(ProviderError) as caught:
            await _into(said, ask(over))
    assert ("".join(said), caught.value.kind) == (text, kind)
    assert caught.value.sentence.startswith(sentence)


async def _into(said: list[str], chunks: Any) -> None:
    async for chunk in chunks:
        said.append(str(chunk))


async def test_the_request() -> None:
    picture = PictureContent("h", "image/png", lambda: b"PNG")
    parts = (TextPart("What?"), picture, FilePart("a.txt", "text/plain", "inside"))
    messages = [{"role": "system", "content": "Brief."}, {"role": "user", "content": parts}]
    async with Server(served(Reply([wire("text.ndjson")]))) as server:
        chunks = await asked(
            server,
            messages,
            temperature=0.5,
            max_tokens=100,
            options={"num_ctx": 8192},
            keep_alive="5m",
            reasoning_effort="none",
        )
    assert "".join(map(str, chunks)).startswith("Grüße")
    (body,) = chats(server)
    assert body == {
        "model": "m",
        "messages": [
            {"role": "system", "content": "Brief."},
            {
                "role": "user",
                "content": "What?\n\nFile `a.txt`:\n\ninside\n\nEnd of `a.txt`.",
                "images": ["UE5H"],
            },
        ],
        "stream": True,
        "keep_alive": "5m",
        "think": False,
        "options": {"num_ctx": 8192, "temperature": 0.5, "num_predict": 100},
    }


@pytest.mark.parametrize(
    ("refusal", "sent"),
    [
        ('"m" does not support thinking', None),
        ('think value "high" is not supported for this model', True),
    ],
)
async def test_refused_thinking_is_learned(refusal: str, sent: Any) -> None:
    learned: dict[str, Any] = {}
    answer = served(json_reply({"error": refusal}, 400), Reply([wire("text.ndjson")]))
    async with Server(answer) as server:
        for _ in range(2):
            await asked(server, think="high", learned=learned)
    assert [body.get("think") for body in chats(server)] == ["high", sent, sent]


async def test_a_wrong_value_is_told() -> None:
    words = 'invalid think value: "much" (must be "high", "medium", "low", true, or false)'
    async with Server(served(json_reply({"error": words}, 400))) as server:
        with pytest.raises(RequestError, match="invalid think value"):
            await asked(server, think="much")
    assert len(chats(server)) == 1


@pytest.mark.parametrize("status", [200, 404])
async def test_a_model_that_is_not_there_says_how_to_get_it(status: int) -> None:
    reply = json_reply({"error": "model 'm' not found"}, status)
    async with Server(served(reply)) as server:
        with pytest.raises(ModelNotSupportedError, match="“ollama pull m” gets it"):
            await asked(server)


async def test_a_model_without_eyes_says_so() -> None:
    words = "Failed to create new sequence: this model is missing data required for image input"
    async with Server(served(json_reply({"error": words}, 400))) as server:
        with pytest.raises(NotSupportedError):
            await asked(server)


async def statuses(monkeypatch: pytest.MonkeyPatch, **more: Any) -> list[str]:
    monkeypatch.setattr(ollama_loading, "EVERY", 0.1)
    slow = Reply([0.45, wire("text.ndjson")])
    async with Server(served(slow, **more)) as server:
        chunks = await asked(server)
    assert chunks[-1] == STOP
    return [chunk.sentence for chunk in chunks if isinstance(chunk, Status)]


async def test_loading_is_told_with_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    told = await statuses(monkeypatch)
    assert told
    assert set(told) == {"loading 4.1 GB"}


async def test_a_loaded_model_is_not_said_to_load(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await statuses(monkeypatch, loaded=("m:latest",)) == []


async def test_what_is_not_known_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await statuses(monkeypatch, quiet=True) == []


async def test_closed_while_it_loads_the_server_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ollama_loading, "EVERY", 0.05)
    async with Server(served(Reply([30.0]))) as server:
        source = ask(None, base_url=server.url)
        assert isinstance(await anext(source), Status)
        await source.aclose()
        for _ in range(100):
            if server.closed_early:
                break
            await asyncio.sleep(0.01)
        assert server.closed_early == 1


async def test_models_with_what_they_can() -> None:
    async with Server(served(Reply())) as server:
        models = await Ollama.models_of(base_url=server.url, endpoint="o")
    assert models == [
        Model(
            "m:latest",
            "o",
            sees=True,
            thinks=True,
            context=131072,
            name="m · 8.0B · Q4_K_M",
        ),
        Model("flux-talk:1b", "o", sees=False, thinks=False, context=8192),
        Model("large:cloud", "o"),
    ]


@pytest.mark.parametrize(
    ("told", "url"),
    [
        ("", ""),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:1234", "http://127.0.0.1:1234"),
        (":1234", "http://127.0.0.1:1234"),
        ("box", "http://box:11434"),
        ("box:80", "http://box:80"),
        ("::1", "http://[::1]:11434"),
        ("[::]:99", "http://[::1]:99"),
        ("https://box.example", "https://box.example:443"),
        ("http://box:5/below/", "http://box:5/below"),
    ],
)
def test_ollama_host(told: str, url: str) -> None:
    assert ollama_host(told) == url


def test_the_environment_moves_the_endpoint() -> None:
    def row(environ: Mapping[str, str]) -> Any:
        return endpoints({}, environ)["ollama"]

    usual, moved = row({}), row({"OLLAMA_HOST": "box.example:80"})
    assert (usual.provider, usual.base_url) == ("ollama", "http://127.0.0.1:11434")
    assert (usual.local, usual.assumed, usual.timeout) == (True, True, 600)
    assert (moved.base_url, moved.local, moved.assumed) == ("http://box.example:80", False, False)
    assert row({"OLLAMA_HOST": "a b"}).broken


@pytest.mark.parametrize("tail", ["", "/", "/v1", "/api/", "/api/chat", "/v1/chat/completions"])
def test_addresses_are_made_right(tail: str) -> None:
    assert Ollama.root("http://box:1" + tail) == "http://box:1"
