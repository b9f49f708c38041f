"""The web UI of Stable Diffusion: what is sent, its progress, its pictures, its refusals."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from chat import errors
from chat.answer import Answer
from chat.chunks import ImagePreview, ImageResponse, Status
from chat.errors import ModelNotSupportedError, ProtocolError, ProviderError, RequestError
from providers import SDWebUI, sdwebui
from providers.making import seed_in
from providers.models import Model
from tests.providers.cut import one_end_wherever_truncated
from tests.providers.recorded import client, recorded
from tests.support import wait_until
from tests.support_server import Reply, Request, Server, json_reply, png

HELLO = [{"role": "user", "content": "a red fox"}]
MADE = recorded("sdwebui/two.json")
MODELS = [{"title": "v1-5.safetensors [6ce0]", "model_name": "v1-5"}, {"title": "only"}, 5]
SAMPLERS = [{"name": "Euler a"}, {"name": "DPM++ 2M"}]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sdwebui, "EVERY", 0.03)


def ask(over: Any = None, **more: Any) -> Any:
    more = {"model": "v1-5", "base_url": "http://127.0.0.1:9", "messages": HELLO, **more}
    return SDWebUI.create_async_generator(client=over, **more)


async def asked(server: Server, **more: Any) -> list[Any]:
    return [chunk async for chunk in ask(base_url=root(server), **more)]


def root(server: Server) -> str:
    return server.url.removesuffix("/v1")


def progress(step: int, picture: bool = True) -> dict[str, Any]:
    return {
        "progress": step / 20,
        "eta_relative": 20 - step,
        "state": {"sampling_step": step, "sampling_steps": 20, "job_count": 1},
        "current_image": base64.b64encode(png()).decode() if picture else None,
    }


def served(drawn: Reply, steps: bool = True) -> Callable[[Request], Reply]:
    """The web UI; with `steps` each question after the progress finds one step more."""
    count = 0

    def answer(request: Request) -> Reply:
        nonlocal count
        match request.path.partition("?")[0]:
            case "/sdapi/v1/txt2img":
                return drawn
            case "/sdapi/v1/progress":
                count += steps
                return json_reply(progress(min(count, 20)))
            case "/sdapi/v1/sd-models":
                return json_reply(MODELS)
            case "/sdapi/v1/samplers":
                return json_reply(SAMPLERS)
            case "/sdapi/v1/interrupt":
                return json_reply({})
            case _:
                return json_reply({"detail": "Not Found"}, 404)

    return answer


def paths(server: Server) -> list[str]:
    return [request.path for request in server.requests]


async def test_the_request_and_its_pictures() -> None:
    async with Server(served(Reply([MADE]))) as server:
        (chunk,) = await asked(
            server,
            size="768x512",
            n=2,
            seed=42,
            steps=30,
            cfg_scale=6.5,
            sampler="Euler a",
            negative_prompt="blur",
        )
    assert server.requests[0].json == {
        "prompt": "a red fox",
        "width": 768,
        "height": 512,
        "batch_size": 2,
        "seed": 42,
        "steps": 30,
        "cfg_scale": 6.5,
        "sampler_name": "Euler a",
        "negative_prompt": "blur",
        "override_settings": {"sd_model_checkpoint": "v1-5"},
        "override_settings_restore_afterwards": False,
    }
    assert isinstance(chunk, ImageResponse)
    assert chunk.prompt == "a red fox"
    assert [seed_in(image) for image in chunk.images] == [42, 43]


async def test_a_size_that_is_none_is_told_before_anything_is_sent() -> None:
    async with Server(served(Reply([MADE]))) as server:
        with pytest.raises(RequestError, match="1024x768"):
            await asked(server, size="large")
    assert server.requests == []


async def test_progress_becomes_previews() -> None:
    async with Server(served(Reply([0.4, MADE]))) as server:
        *before, last = await asked(server)
    previews = [chunk for chunk in before if isinstance(chunk, ImagePreview)]
    told = [chunk for chunk in before if isinstance(chunk, Status)]
    assert isinstance(last, ImageResponse)
    assert told[0] == Status("step 1 of 20 · 19 s left", progress=0.05)
    assert previews[0] == ImagePreview(png(), 0.05)
    answer = Answer()
    for chunk in before:
        assert isinstance(chunk, ImagePreview | Status)
        answer.add(chunk, 0.0)
        assert chunk is before[-1] or answer.preview is not None
    assert (answer.status, answer.preview) == (told[-1], previews[-1])
    amounts = [preview.progress or 0 for preview in previews]
    assert amounts == sorted(set(amounts))
    assert "/sdapi/v1/progress?skip_current_image=false" in paths(server)
    assert "/sdapi/v1/interrupt" not in paths(server)


@pytest.mark.parametrize("how", ["closed", "cancelled"])
async def test_a_closed_answer_interrupts_the_server(how: str) -> None:
    async with Server(served(Reply([30.0]))) as server:
        source = ask(base_url=root(server))
        assert isinstance(await anext(source), ImagePreview)
        if how == "closed":
            await source.aclose()
        else:
            task = asyncio.ensure_future(_all(source))
            before = len(server.requests)
            await wait_until(lambda: len(server.requests) > before)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await wait_until(lambda: server.closed_early >= 1)
    assert paths(server)[-1] == "/sdapi/v1/interrupt"
    assert server.requests[-1].method == "POST"


async def _all(source: Any) -> list[Any]:
    return [chunk async for chunk in source]


async def test_where_nothing_goes_on_it_is_said() -> None:
    async with Server(served(Reply([30.0]), steps=False)) as server:
        with pytest.raises(errors.TimeoutError, match="The server made nothing"):
            await asked(server, timeout=0.2)
    assert paths(server)[-1] == "/sdapi/v1/interrupt"


@pytest.mark.parametrize(
    ("body", "status", "kind", "sentence"),
    [
        (
            {"error": "HTTPException", "detail": "Sampler not found", "body": "", "errors": ""},
            404,
            RequestError,
            "The server has no sampler 'best'; there are Euler a, DPM++ 2M.",
        ),
        (
            {"error": "RuntimeError", "detail": "", "errors": "Unknown checkpoint: v1-5"},
            500,
            ModelNotSupportedError,
            "The server has no model 'v1-5'.",
        ),
        (
            {"error": "OutOfMemoryError", "detail": "", "body": "", "errors": "CUDA out of memory"},
            500,
            RequestError,
            "CUDA out of memory",
        ),
        ({"detail": "Not Found"}, 404, ProtocolError, "The server has no API for pictures"),
    ],
)
async def test_refusals(body: Any, status: int, kind: type[ProviderError], sentence: str) -> None:
    async with Server(served(json_reply(body, status))) as server:
        with pytest.raises(kind) as caught:
            await asked(server, sampler="best")
    assert caught.value.sentence.startswith(sentence)
    assert paths(server).count("/sdapi/v1/txt2img") == 1


async def test_a_user_and_a_password_are_a_key() -> None:
    async with Server(served(Reply([MADE]))) as server:
        await asked(server, api_key="me:secret")
    assert server.requests[0].headers["authorization"] == "Basic bWU6c2VjcmV0"


async def test_models() -> None:
    async with Server(served(Reply())) as server:
        models = await SDWebUI.models_of(base_url=root(server) + "/sdapi/v1/", endpoint="a1111")
    assert models == [Model(name, "a1111", chats=False, draws=True) for name in ("v1-5", "only")]


@pytest.mark.parametrize("broken", [False, True], ids=["ended", "reset"])
async def test_one_end_wherever_it_is_truncated(broken: bool) -> None:
    assert len(MADE) <= 2048
    await one_end_wherever_truncated(ask, MADE, ("cut_off", "protocol"), broken=broken)


async def test_the_same_wherever_it_is_split() -> None:
    expected = len(json.loads(MADE)["images"]) - 2
    for at in range(len(MADE) + 1):
        async with client([MADE[:at], MADE[at:]]) as over:
            (chunk,) = [chunk async for chunk in ask(over)]
        assert len(chunk.images) == expected, at
