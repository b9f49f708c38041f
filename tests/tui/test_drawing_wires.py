"""Orders over real sockets: several at once, previews on the way, a stop that the server hears."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from chat.chunks import Chunk
from chat.paths import Folders
from chat.settings import EndpointSettings, ModelSettings, Settings
from providers import sdwebui
from providers.session import Session
from tests.pictures.stage import photo, png
from tests.providers.recorded import recorded
from tests.support_server import Reply, Request, Server, event, json_reply
from tests.tui.stage import Asked, staged

PHOTOS = [png(photo(40 + 10 * number, 40)) for number in range(3)]
CODED = [base64.b64encode(data).decode() for data in PHOTOS]


def settings(provider: str, url: str, model: str) -> Settings:
    models = (ModelSettings(model, draws=True),)
    place = EndpointSettings("lab", provider, url, models=models)
    return Settings(endpoints={"lab": place})


def asking(home: Path, given: Settings) -> Callable[[Asked], AsyncIterator[Chunk]]:
    """Asks the real endpoint."""
    folders = Folders(*(home / name for name in ("config", "data", "cache", "state")))

    async def script(asked: Asked) -> AsyncIterator[Chunk]:
        session = Session.open(folders, given, {})
        source = session.ask(asked.model, asked.messages, asked.parameters)
        try:
            async for chunk in source:
                yield chunk
        finally:
            await source.aclose()  # type: ignore[attr-defined]
            await session.aclose()

    return script


async def test_three_of_openai_fill_three_slots_and_a_bad_one_says_so(home: Path) -> None:
    rows = [{"b64_json": CODED[0]}, {"b64_json": "!"}, {"b64_json": CODED[2]}]
    async with Server([json_reply({"data": rows})]) as server:
        given = settings("openai", server.url, "gpt-image-1")
        async with staged(home, asking(home, given), settings=given, size=(100, 40)) as stage:
            await stage.ask("/image model=lab/gpt-image-1 n=3 2:3 seed=5 a boat")
            await stage.quiet()
            await stage.until(lambda: "✕ What came is" in stage.seen, "the bad one")
            assert len(stage.chat.gallery._shown) == 2
            assert stage.notice == "gpt-image-1 takes no seed: drawn without."
    assert server.requests[0].json == {
        "model": "gpt-image-1",
        "prompt": "a boat",
        "n": 3,
        "size": "1024x1536",
    }


async def test_a_preview_of_openai_is_seen_and_a_stop_closes_the_connection(home: Path) -> None:
    kind = "image_generation.partial_image"
    first = event({"type": kind, "partial_image_index": 0, "b64_json": CODED[0]})
    async with Server([Reply([first, 30.0])]) as server:
        given = settings("openai", server.url, "gpt-image-1")
        async with staged(home, asking(home, given), settings=given, size=(100, 40)) as stage:
            await stage.ask("/image model=lab/gpt-image-1 a boat")
            await stage.until(lambda: "33%" in stage.seen, "how far it is")
            await stage.escape()
            await stage.quiet()
            await stage.until(lambda: server.closed_early == 1, "the server hears it")
            await stage.until(lambda: "■ stopped" in stage.seen)
            assert str(stage.asked[0].model) == "lab/gpt-image-1"


async def test_the_web_ui_tells_its_steps_and_is_interrupted(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sdwebui, "EVERY", 0.03)

    def answer(request: Request) -> Reply:
        match request.path.partition("?")[0]:
            case "/sdapi/v1/txt2img":
                return Reply([30.0])
            case "/sdapi/v1/progress":
                state = {"sampling_step": 5, "sampling_steps": 20}
                told = {"progress": 0.25, "state": state, "current_image": CODED[0]}
                return json_reply(told)
            case _:
                return json_reply({})

    async with Server(answer) as server:
        given = settings("sdwebui", server.url.removesuffix("/v1"), "v1-5")
        async with staged(home, asking(home, given), settings=given, size=(100, 40)) as stage:
            await stage.ask("/image model=lab/v1-5 n=2 negative=fog a red fox")
            await stage.until(lambda: "step 5 of 20" in stage.seen and "▢ 2" in stage.seen)
            await stage.escape()
            await stage.quiet()
    assert server.requests[0].json["negative_prompt"] == "fog"
    assert server.requests[0].json["batch_size"] == 2
    assert server.requests[-1].path == "/sdapi/v1/interrupt"


async def test_the_web_ui_draws_two_with_their_seeds(home: Path) -> None:
    made = recorded("sdwebui/two.json")
    async with Server([Reply([made])]) as server:
        given = settings("sdwebui", server.url.removesuffix("/v1"), "v1-5")
        async with staged(home, asking(home, given), settings=given, size=(100, 40)) as stage:
            await stage.ask("/image model=lab/v1-5 n=2 seed=42 a red fox")
            await stage.quiet()
            await stage.until(lambda: "▣ seed 42" in stage.seen and "▣ seed 43" in stage.seen)
