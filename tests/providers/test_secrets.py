"""A server that quotes the key, or sends it elsewhere: nothing that is told has it, on any wire."""

from __future__ import annotations

import asyncio
import gc
import traceback
from pathlib import Path
from typing import Any

import pytest

from chat.chunks import Status
from chat.errors import NotSupportedError, ProviderError, RequestError
from chat.paths import Folders
from chat.settings import EndpointSettings, Settings, parse
from providers.models import Model
from providers.session import Session
from tests.providers.web import Request, Web, reply, web

KEY = "sk-not-for-any-eye-0123456789"
ASKED = [{"role": "user", "content": "Hello"}]
MODELS = {
    "aichats": "gpt-4",
    "autonomousai": "llama",
    "amigochat": "gpt-4o-mini",
    "flowgpt": "gpt-3.5-turbo",
}
CHATS = ["openai", "anthropic", "gemini", "ollama", "pollinations", *MODELS]
DRAWS = ["openai", "gemini", "pollinations", "sdwebui"]
WIRES = [*((name, False) for name in CHATS), *((name, True) for name in DRAWS)]


def opened(folder: Path, provider: str, site: Web) -> Session:
    lab = EndpointSettings("lab", provider, site.url, "${LAB_KEY}", headers={"x-token": KEY[::-1]})
    folders = Folders(*(folder / each for each in ("config", "data", "cache", "state")))
    return Session.open(folders, Settings(endpoints={"lab": lab}), {"LAB_KEY": KEY})


async def heard(session: Session, draws: bool) -> list[Any]:
    """Everything that an answer or its failure tells, as texts."""
    told: list[Any] = []
    id_ = MODELS.get(session.catalog.endpoint("lab").provider, "m")
    try:
        async for chunk in session.ask(Model(id_, "lab", not draws, draws), ASKED):
            told.append(chunk)
    except ProviderError as error:
        told += [str(error), error.failure(), "".join(traceback.format_exception(error))]
    return told


def kept(folder: Path) -> str:
    return "".join(file.read_text("latin-1") for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize(("provider", "draws"), WIRES)
async def test_a_busy_server_that_quotes_the_key(
    provider: str, draws: bool, tmp_path: Path
) -> None:
    words = f'{{"error": {{"message": "Busy for {KEY} and {KEY[::-1]}."}}}}'.encode()
    async with web(lambda _: reply(words, 429, retry_after="0")) as site:
        session = opened(tmp_path, provider, site)
        told = await heard(session, draws)
        await session.aclose()
    assert any(isinstance(chunk, Status) for chunk in told)
    assert len(site.seen) >= 3
    assert KEY not in str(told) + repr(told) + kept(tmp_path)
    assert KEY[::-1] not in str(told) + repr(told) + kept(tmp_path)


@pytest.mark.parametrize(("provider", "draws"), WIRES)
async def test_no_wire_takes_its_key_to_another_host(
    provider: str, draws: bool, tmp_path: Path
) -> None:
    async with web(lambda _: reply(b"{}")) as other:
        there = other.url.replace("127.0.0.1", "localhost")

        def answer(request: Request) -> bytes:
            return reply(status=307, location=there + request.path)

        async with web(answer) as site:
            session = opened(tmp_path, provider, site)
            told = await heard(session, draws)
            try:
                told += await session.list_models(session.catalog.endpoint("lab"))
            except ProviderError as error:
                told.append(str(error))
            await session.aclose()
        assert site.seen
        assert other.seen == []
    assert KEY not in str(told) + kept(tmp_path)


@pytest.mark.parametrize(
    ("scheme", "said"),
    [
        ("http", b"HTTP/1.1 407 not hidden-word\r\ncontent-length: 11\r\n\r\nhidden-word"),
        ("http", b"HTTP/1.1 403 not hidden-word\r\ncontent-length: 0\r\n\r\n"),
        ("http", b"hidden-word\r\n\r\n"),
        ("socks5", b"\x05\xff"),
        ("socks5", b"hidden-word"),
        ("socks5", b""),
    ],
)
@pytest.mark.parametrize("far", ["http", "https"])
@pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
async def test_a_proxy_that_quotes_its_password(
    scheme: str, said: bytes, far: str, tmp_path: Path
) -> None:
    """(httpcore leaves the refused connection to the collector.)"""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1 << 16)
        writer.write(said)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    lab = EndpointSettings("lab", "openai", f"{far}://far.example/v1")
    folders = Folders(*(tmp_path / each for each in ("config", "data", "cache", "state")))
    proxy = f"{scheme}://me:hidden%2Dword@127.0.0.1:{port}"
    session = Session.open(folders, Settings(proxy=proxy, endpoints={"lab": lab}), {})
    told = await heard(session, draws=False)
    with pytest.raises(ProviderError) as failed:
        await session.list_models(session.catalog.endpoint("lab"))
    words = str([*told, failed.value.failure()]) + kept(tmp_path)
    failed = None
    await session.aclose()
    server.close()
    gc.collect()
    await asyncio.sleep(0)
    gc.collect()
    assert "hidden" not in words
    assert "internal" not in words


@pytest.mark.parametrize("wrong", ["verify = 1", "proxy = 5", "headers = 3", "provider = 'x'"])
async def test_half_an_endpoint_is_asked_for_nothing(wrong: str, tmp_path: Path) -> None:
    """Neither for an answer nor for its models, nor is a key tried there."""
    async with web(lambda _: reply(b'{"data": []}')) as site:
        config = f"[endpoints.lab]\nbase_url = '{site.url}'\napi_key = '{KEY}'\n{wrong}\n"
        settings, _ = parse(config, tmp_path / "config.toml")
        folders = Folders(*(tmp_path / each for each in ("config", "data", "cache", "state")))
        session = Session.open(folders, settings, {})
        lab = session.catalog.endpoint("lab")
        for asked in (session.list_models(lab), session.try_key(lab, KEY)):
            with pytest.raises(NotSupportedError, match="cannot be used"):
                await asked
        with pytest.raises(NotSupportedError):
            await session.catalog.refresh("lab", session)
        assert await heard(session, draws=False)
        await session.aclose()
    assert site.seen == []


async def test_a_host_that_is_none(tmp_path: Path) -> None:
    session = opened(tmp_path, "openai", Web("http://xn--/"))
    with pytest.raises(RequestError, match="cannot be asked"):
        await session.list_models(session.catalog.endpoint("lab"))
    await session.aclose()


@pytest.mark.parametrize("before", range(250, 320))
def test_a_key_that_is_cut_off_with_the_sentence(before: int) -> None:
    error = RequestError("x" * before + KEY, excerpt=("y" * before + KEY)[:300])
    error.hide(KEY)
    assert KEY[:8] not in str(error) + error.excerpt


def test_what_only_begins_like_a_key_stays() -> None:
    error = RequestError("The key sk-not-for-anybody is none, nor is a task")
    error.hide(KEY)
    assert error.sentence == "The key sk-not-for-anybody is none, nor is a task"
