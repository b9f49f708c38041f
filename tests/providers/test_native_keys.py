"""A key is tried, kept and sent the way each wire wants it, through the session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chat.errors import AuthenticationError, ServerError
from chat.paths import Folders
from chat.settings import EndpointSettings, Settings
from providers.endpoints import built_in
from providers.session import Session
from tests.providers.recorded import recorded
from tests.support_server import Reply, Request, Server, json_reply

KEY = "right-key-123456"
LISTS: dict[str, Any] = {
    "anthropic": {"data": [{"id": "claude-9"}]},
    "gemini": {"models": [{"name": "models/gemini-9"}]},
}
HEADERS = {"anthropic": "x-api-key", "gemini": "x-goog-api-key"}
REFUSALS: list[tuple[str, int, Any]] = [
    ("anthropic", 401, {"type": "authentication_error", "message": "invalid x-api-key"}),
    ("anthropic", 403, {"type": "permission_error", "message": "not with this one"}),
    ("gemini", 400, {"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT"}),
    ("gemini", 401, {"code": 401, "message": "No credentials.", "status": "UNAUTHENTICATED"}),
    ("gemini", 403, {"code": 403, "message": "Not allowed.", "status": "PERMISSION_DENIED"}),
]


def answering(name: str, status: int = 401, error: Any = None) -> Callable[[Request], Reply]:
    def answer(request: Request) -> Reply:
        if request.headers.get(HEADERS[name]) != KEY:
            return json_reply({"error": error}, status)
        if request.method == "GET":
            return json_reply(LISTS[name])
        return Reply([recorded(f"{name}/text.sse")])

    return answer


def opened(folder: Path, name: str, server: Server) -> Session:
    base = server.url.removesuffix("/v1")
    mine = EndpointSettings(name, base_url=base, api_key="${LAB_KEY}")
    folders = Folders(*(folder / each for each in ("config", "data", "cache", "state")))
    return Session.open(folders, Settings(endpoints={name: mine}), {})


@pytest.mark.parametrize(("name", "status", "error"), REFUSALS)
async def test_a_key_that_is_refused(name: str, status: int, error: Any, tmp_path: Path) -> None:
    async with Server(answering(name, status, error)) as server:
        session = opened(tmp_path, name, server)
        with pytest.raises(AuthenticationError) as caught:
            await session.try_key(session.catalog.endpoint(name), "wrong-key-123456")
        await session.aclose()
    assert "wrong-key" not in str(caught.value)
    assert all("wrong-key" not in request.path for request in server.requests)


@pytest.mark.parametrize("name", LISTS)
async def test_a_key_that_is_taken_and_the_question_after_it(name: str, tmp_path: Path) -> None:
    async with Server(answering(name)) as server:
        session = opened(tmp_path, name, server)
        endpoint = session.catalog.endpoint(name)
        await session.try_key(endpoint, KEY)
        await session.keys.store(endpoint, KEY)
        (model,) = await session.catalog.refresh(name, session)
        hello = [{"role": "user", "content": "Hello"}]
        said = [str(chunk) async for chunk in session.ask(model, hello)]
        await session.aclose()
    assert "".join(said) == "Grüße, 世界 🌍!"
    assert server.requests[-1].headers[HEADERS[name]] == KEY


async def test_a_server_that_cannot_tell_refuses_no_key(tmp_path: Path) -> None:
    async with Server([json_reply({"error": {"message": "Sorry."}}, 500)]) as server:
        session = opened(tmp_path, "anthropic", server)
        with pytest.raises(ServerError):
            await session.try_key(session.catalog.endpoint("anthropic"), KEY)
        await session.aclose()


def test_the_rows_name_both_variables_of_a_pair() -> None:
    rows = built_in()
    assert rows["anthropic"].key_names == ("ANTHROPIC_API_KEY",)
    assert rows["gemini"].key_names == ("GEMINI_API_KEY", "GOOGLE_API_KEY")


async def test_the_second_variable_is_used_where_the_first_is_not_set(tmp_path: Path) -> None:
    folders = Folders(*(tmp_path / each for each in ("config", "data", "cache", "state")))
    session = Session.open(folders, Settings(), {"GOOGLE_API_KEY": KEY})
    assert await session.keys.find(session.catalog.endpoint("gemini")) == KEY
    assert str(session.catalog.first_keyed()).startswith("gemini/")
    await session.aclose()
