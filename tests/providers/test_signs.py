"""Which of two servers stands at one port."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from chat.errors import NetworkError
from chat.paths import Folders
from chat.settings import Settings
from providers.endpoints import Endpoint
from providers.session import Session
from tests.providers.web import Request, reply, web


async def test_of_two_at_one_port_the_one_that_shows_its_sign_is_there(tmp_path: Path) -> None:
    def llamacpp(request: Request) -> bytes:
        return reply(b"{}") if request.path == "/props" else reply(b'{"data": [{"id": "m"}]}')

    def other(request: Request) -> bytes:
        return (
            reply(b'{"data": [{"id": "m"}]}') if request.path == "/v1/models" else reply(status=404)
        )

    for answer, there, away in ((llamacpp, "signed", "plain"), (other, "plain", "signed")):
        async with web(answer) as site:
            session = _session(tmp_path, site.url)
            try:
                both = session.catalog.endpoints
                assert [m.id for m in await session.list_models(both[there])] == ["m"]
                with pytest.raises(NetworkError, match="another server"):
                    await session.list_models(both[away])
                mine = replace(both["plain"], name="mine", assumed=False)
                session.catalog.endpoints["mine"] = mine
                assert await session.list_models(mine)
                with pytest.raises(NetworkError, match="another server"):
                    await session.list_models(both[there])
            finally:
                await session.aclose()


def _session(folder: Path, url: str) -> Session:
    session = Session.open(Folders(*[folder] * 4), Settings(), {})
    plain = Endpoint("plain", "openai", f"{url}/v1", local=True, assumed=True)
    session.catalog.endpoints.clear()
    session.catalog.endpoints.update(
        {"plain": plain, "signed": replace(plain, name="signed", sign="/props")}
    )
    return session
