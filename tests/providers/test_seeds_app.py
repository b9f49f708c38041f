"""The seed services as endpoints of the config: in a session with its pictures, and in `ask`."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from chat.errors import ModelNotSupportedError
from chat.messages import Finished, PicturePart
from chat.paths import Folders
from chat.settings import EndpointSettings, Settings
from chat.turn import Turn
from providers.catalog import Unreachable, Usable
from providers.session import Session
from tests.providers.gateway import DOCUMENTED, PICTURE, Gateway, Site
from tests.providers.gateway_answers import SAID

HELLO = [{"role": "user", "content": "a fox"}]
DRAWS = {"amigochat": "flux-dev", "aichats": "dalle"}
Open = Callable[..., Session]


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Open]:
    sessions: list[Session] = []
    folders = Folders(*(tmp_path / name for name in ("config", "data", "cache", "state")))

    def make(*mine: EndpointSettings) -> Session:
        settings = Settings(endpoints={e.name: e for e in mine})
        sessions.append(Session.open(folders, settings, {}))
        return sessions[-1]

    yield make
    for session in sessions:
        await session.aclose()


def lab(provider: str, site: Site) -> EndpointSettings:
    return EndpointSettings("lab", provider=provider, base_url=site.at)


@pytest.mark.parametrize("provider", DOCUMENTED)
async def test_without_an_address_of_ones_own_it_says_why_not(opened: Open, provider: str) -> None:
    session = opened()
    state = session.catalog.state(provider)
    assert isinstance(state, Unreachable)
    assert "closed" in state.reason
    assert "base_url" in state.reason
    model = DOCUMENTED[provider].default_model
    with pytest.raises(ModelNotSupportedError, match=r"has closed; a base_url"):
        [chunk async for chunk in session.ask(session.model(f"{provider}/{model}"), HELLO)]
    assert await session.catalog.refresh(provider, session) == []


@pytest.mark.parametrize("provider", DOCUMENTED)
async def test_a_base_url_brings_it_back(opened: Open, provider: str) -> None:
    async with Site() as site:
        session = opened(EndpointSettings(provider, base_url=site.at))
        assert session.catalog.state(provider) == Usable()
        models = await session.catalog.refresh(provider, session)
        assert [model.id for model in models] == DOCUMENTED[provider].get_models()
        assert site.requests == []
        model = session.model(f"{provider}/{DOCUMENTED[provider].default_model}")
        turn = Turn(session.ask(model, HELLO))
        assert await turn.run() == Finished()
    assert turn.answer.parts()[0].text == SAID  # type: ignore[union-attr]
    assert site.gateway.wrong == []


async def test_the_app_asks_for_a_stream(opened: Open) -> None:
    async with Site() as site:
        session = opened(lab("amigochat", site))
        model = session.model("lab/gpt-4o-mini")
        [chunk async for chunk in session.ask(model, HELLO)]
        [chunk async for chunk in session.ask(model, HELLO, {"stream": False})]
    assert [request.json["stream"] for request in site.requests] == [True, False]


@pytest.mark.parametrize(("provider", "name"), DRAWS.items())
async def test_pictures_are_kept_with_where_they_came_from(
    opened: Open, provider: str, name: str
) -> None:
    async with Site(Gateway(pictures=2 if provider == "amigochat" else 1)) as site:
        session = opened(lab(provider, site))
        model = session.model(f"lab/{name}")
        turn = Turn(session.ask(model, HELLO), session.keep_for(model))
        assert await turn.run() == Finished()
        kept = [part.picture for part in turn.answer.parts() if isinstance(part, PicturePart)]
        urls = [f"{site.at}/picture-{number}.png" for number in range(len(kept))]
    assert len(kept) == (2 if provider == "amigochat" else 1)
    assert [picture.source for picture in kept if picture] == urls
    for picture in kept:
        assert picture is not None
        assert (picture.width, picture.height, picture.size) == (8, 6, len(PICTURE))
        assert (picture.prompt, picture.endpoint) == ("a fox", "lab")


@pytest.mark.parametrize("provider", DOCUMENTED)
async def test_ask_with_four_lines_of_config(home: Path, tmp_path: Path, provider: str) -> None:
    (home / "config").mkdir(parents=True)
    async with Site() as site:
        config = f'[endpoints.lab]\nprovider = "{provider}"\nbase_url = "{site.at}"\n'
        (home / "config" / "config.toml").write_text(config)
        model = f"lab/{DOCUMENTED[provider].default_model}"
        assert await palaver("ask", "-m", model, "Hello") == (0, SAID + "\n", "")
        if provider in DRAWS:
            file = tmp_path / "fox.png"
            words = ("ask", "-m", f"lab/{DRAWS[provider]}", "-o", str(file), "a fox")
            assert await palaver(*words) == (0, f"{file}\n", "")
            assert file.read_bytes().startswith(b"\x89PNG")
        code, out, _ = await palaver("models", "lab")
        assert (code, len(out.splitlines())) == (0, len(DOCUMENTED[provider].get_models()))
        code, out, err = await palaver("ask", "-m", "lab/nothing-like-it", "Hello")
        assert (code, out) == (1, "")
        assert f"{DOCUMENTED[provider].__name__} has no model" in err
    assert site.gateway.wrong == []


async def test_models_tells_what_has_closed() -> None:
    code, out, err = await palaver("models", *DOCUMENTED)
    assert (code, out) == (1, "")
    assert err.count("has closed; a base_url in the config brings it back") == 4


async def palaver(*words: str) -> tuple[int, str, str]:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui", *words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=dict(os.environ),
    )
    out, err = await child.communicate()
    return child.returncode or 0, out.decode(), err.decode()
