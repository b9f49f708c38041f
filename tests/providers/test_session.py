"""The session: what a wire is given, what a failure tells, where pictures go."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chat.errors import (
    AuthenticationError,
    ModelNotSupportedError,
    NetworkError,
    NotSupportedError,
    RateLimitError,
    RequestError,
)
from chat.messages import Finished, PicturePart
from chat.paths import Folders
from chat.settings import EndpointSettings, Limits, Settings
from chat.turn import PictureError, Turn
from providers import wires
from providers.catalog import NeedsKey, Usable
from providers.models import Model
from providers.session import Session
from tests.providers.fake_wire import Fake
from tests.providers.test_fetch import PNG
from tests.providers.web import Request, reply, web

LAB = EndpointSettings(
    "lab",
    provider="fake",
    base_url="http://127.0.0.1:9/v1",
    api_key="sk-secret",
    headers={"x-team": "blue"},
    timeout=7.0,
    parameters={"temperature": 0.1, "top_p": 0.9},
)
Open = Callable[..., Session]


@pytest.fixture
async def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Open]:
    monkeypatch.setitem(wires._WIRES, "fake", ("tests.providers.fake_wire", "Fake"))
    Fake.calls.clear()
    Fake.closed.clear()
    sessions: list[Session] = []
    folders = Folders(*(tmp_path / name for name in ("config", "data", "cache", "state")))

    def make(*mine: EndpointSettings, environ: dict[str, str] | None = None) -> Session:
        settings = Settings(endpoints={e.name: e for e in mine or (LAB,)})
        sessions.append(Session.open(folders, settings, environ or {}))
        return sessions[-1]

    yield make
    for session in sessions:
        await session.aclose()


async def asked(session: Session, name: str, **parameters: Any) -> list[Any]:
    messages = [{"role": "user", "content": "hi"}]
    return [c async for c in session.ask(session.model(name), messages, parameters)]


async def test_what_a_wire_is_given(opened: Open):
    assert await asked(opened(), "lab/m", temperature=0.5) == ["Hello", "!"]
    (call,) = Fake.calls
    assert call["model"] == "m"
    assert call["base_url"] == "http://127.0.0.1:9/v1"
    assert (call["api_key"], call["headers"], call["timeout"]) == (
        "sk-secret",
        {"x-team": "blue"},
        7.0,
    )
    assert (call["temperature"], call["top_p"]) == (0.5, 0.9)
    assert (call["endpoint"], call["draws"], call["learned"]) == ("lab", False, {})
    assert call["client"] is not None


async def test_the_client_is_kept_across_answers(opened: Open):
    session = opened()
    await asked(session, "lab/m")
    await asked(session, "lab/n")
    assert Fake.calls[0]["client"] is Fake.calls[1]["client"]


async def test_nothing_happens_before_the_first_chunk_is_asked_for(opened: Open):
    session = opened()
    source = session.ask(session.model("lab/m"), [])
    assert Fake.calls == []
    await source.aclose()  # type: ignore[attr-defined]
    assert Fake.calls == []


async def test_stopping_closes_the_wire(opened: Open):
    session = opened()
    source = session.ask(session.model("lab/long"), [])
    await anext(source)
    await source.aclose()  # type: ignore[attr-defined]
    assert Fake.closed == ["long"]


async def test_a_failure_tells_whose_it_is_and_hides_the_key(opened: Open):
    with pytest.raises(AuthenticationError) as caught:
        await asked(opened(), "lab/refuses")
    error = caught.value
    assert (error.endpoint, error.model) == ("lab", "refuses")
    assert "sk-secret" not in f"{error} {error.sentence} {error.excerpt}"


async def test_what_the_wire_says_of_itself_stays_and_is_cleaned(opened: Open):
    with pytest.raises(RateLimitError) as caught:
        await asked(opened(), "lab/busy")
    assert (caught.value.endpoint, caught.value.model) == ("upstream", "busy")
    assert caught.value.sentence == "slow down"


async def test_no_key_is_told_before_anything_is_sent(opened: Open):
    session = opened(replace(LAB, api_key="${LAB_KEY}", label="Lab"))
    with pytest.raises(AuthenticationError, match="Lab needs a key"):
        await asked(session, "lab/m")
    assert Fake.calls == []


async def test_no_key_is_sent_where_none_is_named(opened: Open):
    session = opened(replace(LAB, api_key=None), environ={"OPENAI_API_KEY": "sk-other"})
    await asked(session, "lab/m")
    assert Fake.calls[0]["api_key"] is None


async def test_a_broken_endpoint_is_not_asked(opened: Open):
    with pytest.raises(NotSupportedError, match="line 3"):
        await asked(opened(replace(LAB, broken="config.toml line 3 is not TOML")), "lab/m")
    assert Fake.calls == []


async def test_an_unknown_provider_is_told_with_those_there_are(opened: Open):
    with pytest.raises(NotSupportedError, match="openai"):
        await asked(opened(replace(LAB, provider="opnai")), "lab/m")


async def test_an_endpoint_that_is_gone(opened: Open):
    with pytest.raises(ModelNotSupportedError):
        [c async for c in opened().ask(Model("m", "gone"), [])]


async def test_what_was_learned_is_kept(opened: Open):
    await asked(opened(), "lab/learns")
    await asked(opened(), "lab/learns")
    assert Fake.calls[0]["learned"] == {}
    assert Fake.calls[1]["learned"] == {"renamed": {"max_tokens": "max_completion_tokens"}}
    await asked(opened(), "lab/other")
    assert Fake.calls[2]["learned"] == {}


async def test_the_guide_needs_no_server(opened: Open):
    chunks = await asked(opened(), "guide/guide", pace=0)
    assert "language model" in "".join(str(chunk) for chunk in chunks)


async def test_a_turn_with_a_picture(opened: Open):
    session = opened()
    async with web(lambda request: reply(PNG)) as site:
        model = session.model("lab/draws")
        parameters = {"url": f"{site.url}/a.png", "seed": 7}
        source = session.ask(model, [], parameters)
        turn = Turn(source, session.keep_for(model, parameters))
        assert await turn.run() == Finished("stop")
        assert "authorization" not in site.seen[0].headers
    part = turn.answer.parts()[-1]
    assert isinstance(part, PicturePart)
    picture = part.picture
    assert picture is not None
    assert (picture.prompt, picture.endpoint, picture.model) == ("a fox", "lab", "draws")
    assert picture.parameters["seed"] == 7
    assert picture.source == parameters["url"]
    assert session.pictures.load(picture.hash) == PNG


async def test_bytes_are_kept_as_they_are(opened: Open):
    session = opened()
    picture = await session.keep_for(session.model("lab/draws"))(PNG, "a fox", None)
    assert (picture.source, picture.width) == ("", 1)


async def test_a_picture_tells_its_seed_and_how_long_it_took(opened: Open):
    session = opened()
    model = session.model("guide/canvas")
    turn = Turn(
        session.ask(model, [{"role": "user", "content": "rain"}], {"size": "64x64", "n": 2}),
        session.keep_for(model, {"size": "64x64"}),
    )
    await turn.run()
    parts = [part for part in turn.answer.parts() if isinstance(part, PicturePart)]
    made = [part.picture.parameters for part in parts if part.picture]
    assert made[1]["seed"] == made[0]["seed"] + 1
    assert all(0 <= each["seconds"] < 60 and each["size"] == "64x64" for each in made)


async def test_a_far_endpoint_gives_no_picture_of_this_machine(opened: Open):
    session = opened(replace(LAB, base_url="https://far.example/v1"))
    with pytest.raises(PictureError, match="private"):
        await session.fetch("http://127.0.0.1:9/a.png", session.model("lab/m"))


async def test_the_limits_of_the_settings_hold(tmp_path: Path):
    folders = Folders(*(tmp_path / name for name in "abcd"))
    session = Session.open(folders, Settings(limits=Limits(1, 1)), {})
    keep = session.keep_for(session.model("guide/canvas"))
    with pytest.raises(PictureError):
        await keep(PNG + b"x" * (1 << 20), "", None)
    await session.aclose()


async def test_a_good_key_is_taken(opened: Open):
    session = opened(replace(LAB, api_key="${LAB_KEY}"))
    lab = session.catalog.endpoint("lab")
    await session.try_key(lab, " sk-right ")
    await session.keys.store(lab, " sk-right ")
    assert session.catalog.state("lab") == Usable()
    await asked(session, "lab/m")
    assert Fake.calls[0]["api_key"] == "sk-right"


@pytest.mark.parametrize("key", ["sk-wrong", "", "not a key"])
async def test_a_wrong_key_is_not(opened: Open, key: str):
    session = opened()
    with pytest.raises(AuthenticationError) as caught:
        await session.try_key(session.catalog.endpoint("lab"), key)
    assert "sk-wrong" not in str(caught.value)
    assert not any(path.name == ".env" for path in Path(os.environ["PALAVER_HOME"]).rglob("*"))


async def test_a_refused_key_then_a_right_one(opened: Open):
    session = opened(replace(LAB, api_key="sk-wrong"))
    with pytest.raises(AuthenticationError):
        await session.catalog.refresh("lab", session)
    assert isinstance(session.catalog.state("lab"), NeedsKey)
    lab = session.catalog.endpoint("lab")
    await session.try_key(lab, "sk-right")
    await session.keys.store(lab, "sk-right")
    assert session.catalog.state("lab") == Usable()
    assert [m.id for m in await session.catalog.refresh("lab", session)] == ["one", "two"]


async def test_a_key_is_tried_where_only_its_owner_may_look(opened: Open):
    def answer(request: Request) -> bytes:
        right = request.headers.get("authorization") == "Bearer sk-right"
        return reply(b"{}") if right else reply(b'{"error": {"message": "no"}}', status=401)

    async with web(answer) as site:
        session = opened()
        lab = replace(session.catalog.endpoint("lab"), base_url=site.url, key_check="key")
        await session.try_key(lab, "sk-right")
        assert site.seen[0].path == "/key"
        with pytest.raises(AuthenticationError):
            await session.try_key(lab, "sk-other")


async def test_a_local_server_is_found(opened: Open):
    rows = ("lmstudio", "llamacpp", "ollama", "g4f", "a1111")
    silent = [
        replace(LAB, name=n, provider="fake", base_url="http://127.0.0.1:9/down") for n in rows
    ]
    assert await opened(*silent).find_local() is None
    session = opened(*silent, LAB)
    assert str(await session.find_local()) == "lab/one"


async def test_a_list_that_cannot_be_had(opened: Open):
    session = opened(replace(LAB, base_url="http://127.0.0.1:9/down"))
    with pytest.raises(NetworkError) as caught:
        await session.catalog.refresh("lab", session)
    assert caught.value.endpoint == "lab"


def test_opening_a_session_imports_nothing_heavy():
    import subprocess
    import sys

    program = (
        "import sys, os; from pathlib import Path; from chat.paths import Folders;"
        "from chat.settings import Settings; from providers.session import Session;"
        "s = Session.open(Folders(*map(Path, 'abcd')), Settings(), {});"
        "s.model('guide'); s.catalog.first_keyed();"
        "print([m for m in ('httpx', 'PIL', 'textual', 'tomli_w', 'tomlkit') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["model", "api_key", "base_url", "timeout"])
async def test_what_is_ours_is_no_parameter(name: str, opened: Open):
    with pytest.raises(RequestError, match=name):
        await asked(opened(), "lab/m", **{name: "x"})
    assert Fake.calls == []
