"""Pictures of the seed services that do not come, or come from elsewhere."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from chat.chunks import ImageResponse
from chat.errors import ProtocolError
from providers import AiChats, AmigoChat
from tests.providers.gateway import Gateway, Site
from tests.providers.recorded import client
from tests.providers.test_seeds_wire import ask, failed
from tests.support_server import Reply, error, json_reply


@pytest.mark.parametrize("payload", [{"data": []}, {"data": [{}]}, {"message": "no"}, {"data": 1}])
@pytest.mark.parametrize(("provider", "model"), [(AiChats, "dalle"), (AmigoChat, "flux-pro")])
async def test_an_answer_without_a_picture(payload: Any, provider: Any, model: str) -> None:
    async with Site(Gateway([json_reply(payload)])) as site:
        caught = await failed(ask(provider, None, site.at, model))
    assert isinstance(caught, ProtocolError)
    assert next(iter(payload)) in caught.excerpt


async def test_a_picture_that_cannot_be_fetched() -> None:
    gateway = Gateway()
    async with Site(gateway) as site:
        usual = site._answer

        def missing(request: Any) -> Reply:
            return error(404, "Gone.") if request.method == "GET" else usual(request)  # type: ignore[operator,return-value]

        site._answer = missing
        caught = await failed(ask(AiChats, None, site.at, "dalle"))
        assert caught.excerpt == f"{site.at}/picture-0.png"
    assert caught.kind == "server"


async def test_a_picture_elsewhere_is_redirected_to_and_a_private_one_is_not_fetched() -> None:
    async with Site() as other, Site() as site:
        moved = Reply(status=302, headers={"location": f"{other.at}/p.png"})
        usual = site._answer

        def away(request: Any) -> Reply:
            return moved if request.method == "GET" else usual(request)  # type: ignore[operator,return-value]

        site._answer = away
        (response,) = [c async for c in ask(AiChats, None, site.at, "dalle")]
        assert isinstance(response, ImageResponse)
        assert response.images[0][:22] == "data:image/png;base64,"
        assert len(other.requests) == 1
    answer = b'{"data": [{"url": "http://127.0.0.1:9/x.png"}]}'
    with contextlib.nullcontext(client(answer)) as over:
        caught = await failed(ask(AiChats, over, "", "dalle"))
    assert "private network" in caught.sentence
