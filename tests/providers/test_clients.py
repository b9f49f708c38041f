"""Clients: one an endpoint, and no key leaves for another host."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from chat.errors import NetworkError, ProtocolError
from providers.clients import Clients, check_redirect
from providers.endpoints import Endpoint
from providers.http import Call, got
from tests.providers.web import Request, reply, web


@pytest.fixture
async def clients() -> AsyncIterator[Clients]:
    made = Clients()
    yield made
    await made.aclose()


def endpoint(url: str) -> Endpoint:
    return Endpoint("lab", "openai", url, local=True)


async def test_one_an_endpoint_with_its_connection_kept(clients: Clients):
    async with web(lambda request: reply(b"{}")) as site:
        lab = endpoint(site.url)
        client = await clients.of(lab)
        assert await clients.of(lab) is client
        assert (await client.get(site.url)).status_code == 200
        assert client.timeout.connect == 10.0


async def test_another_place_is_another_client(clients: Clients):
    lab = endpoint("http://127.0.0.1:1")
    one = await clients.of(lab)
    assert await clients.of(replace(lab, base_url="http://127.0.0.1:2")) is not one


async def test_a_redirect_within_the_host_is_followed_with_the_key(clients: Clients):
    def answer(request: Request) -> bytes:
        return reply(b"{}") if request.path == "/b" else reply(status=307, location="/b")

    async with web(answer) as site:
        client = await clients.of(endpoint(site.url))
        response = await client.post(
            site.url + "/a", headers={"authorization": "Bearer k"}, content=b"x"
        )
        assert response.status_code == 200
        assert (site.seen[1].method, site.seen[1].body) == ("POST", b"x")
        assert site.seen[1].headers["authorization"] == "Bearer k"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_another_host_is_refused(clients: Clients, status: int):
    async with web(lambda request: reply(b"{}")) as other:
        there = other.url.replace("127.0.0.1", "localhost") + "/v1"
        async with web(lambda request: reply(status=status, location=there)) as site:
            client = await clients.of(endpoint(site.url))
            with pytest.raises(NetworkError, match="base_url") as caught:
                await client.get(site.url, headers={"x-api-key": "secret"})
            assert "localhost" in caught.value.sentence
        assert other.seen == []


async def test_another_port_is_another_host(clients: Clients):
    async with web(lambda request: reply(b"{}")) as other:
        async with web(lambda request: reply(status=307, location=other.url)) as site:
            client = await clients.of(endpoint(site.url))
            with pytest.raises(NetworkError):
                await client.get(site.url)
        assert other.seen == []


@pytest.mark.parametrize(
    ("here", "there", "goes"),
    [
        ("http://api.example/v1", "https://api.example/v1", True),
        ("https://api.example/v1", "http://api.example/v1", False),
        ("https://api.example/v1", "https://api.example:8443/v1", False),
        ("https://api.example/v1", "https://api.example/v2", True),
        ("https://api.example/v1", "https://api.example.evil/v1", False),
    ],
)
async def test_a_key_is_never_sent_in_the_clear(here: str, there: str, goes: bool):
    response = httpx.Response(307, headers={"location": there}, request=httpx.Request("GET", here))
    with contextlib.nullcontext() if goes else pytest.raises(NetworkError):
        await check_redirect(response)


@pytest.mark.parametrize("status", [301, 302, 303])
async def test_a_question_never_becomes_a_get(clients: Clients, status: int):
    async with web(lambda request: reply(status=status, location="/login")) as site:
        client = await clients.of(endpoint(site.url))
        with pytest.raises(ProtocolError, match="/login"):
            await client.post(site.url, content=b"{}")
        assert len(site.seen) == 1


async def test_a_redirect_to_nowhere(clients: Clients):
    async with web(lambda request: reply(status=302, location="http://h:port/")) as site:
        client = await clients.of(endpoint(site.url))
        with pytest.raises(ProtocolError):
            await client.get(site.url)


@pytest.mark.parametrize("location", ["http:", "HTTP:///x", "https:#", "http:?a", "http://:/"])
async def test_a_redirect_without_a_host_takes_no_key_to_another_port(
    clients: Clients, location: str
):
    async with web(lambda request: reply(status=307, location=location)) as site:
        client = await clients.of(endpoint(site.url))
        with pytest.raises(ProtocolError, match="none"):
            await client.get(site.url, headers={"x-api-key": "secret"})
        assert len(site.seen) == 1


async def test_a_move_tells_no_password_of_the_address(clients: Clients):
    async with web(lambda request: reply(status=301, location="/login")) as site:
        client = await clients.of(endpoint(site.url))
        with pytest.raises(ProtocolError, match="/login") as caught:
            await client.post(site.url.replace("//", "//me:hidden@"), content=b"{}")
        assert "hidden" not in caught.value.sentence


async def test_a_hostile_redirect_reaches_no_terminal(clients: Clients):
    async with web(lambda request: reply(status=307, location="http://a\x1b[31m.b/")) as site:
        client = await clients.of(endpoint(site.url))
        with pytest.raises((NetworkError, ProtocolError)) as caught:
            await client.get(site.url)
        assert "\x1b" not in caught.value.sentence


def test_the_proxy_is_the_endpoints_then_the_persons():
    clients = Clients("http://proxy:1", {"HTTPS_PROXY": "http://env:2"})
    far = Endpoint("far", "openai", "https://far.example/v1")
    assert clients.proxy_of(far) == "http://proxy:1"
    assert clients.proxy_of(replace(far, proxy="http://own:3")) == "http://own:3"
    assert clients.proxy_of(replace(far, proxy="")) is None
    assert clients.proxy_of(endpoint("http://127.0.0.1:1")) is None


def test_pictures_go_through_the_environments_proxy_too():
    far = Endpoint("far", "openai", "https://far.example/v1")
    assert Clients("", {"HTTPS_PROXY": "http://env:2"}).way(far) == "http://env:2"
    assert Clients("", {}).way(far) is None
    assert Clients("", {"HTTPS_PROXY": "x"}).way(replace(far, proxy="")) is None


async def test_what_comes_through_a_proxy(clients: Clients):
    async with web(lambda request: reply(b"{}")) as proxy:
        far = Endpoint("far", "openai", "http://far.example/v1", proxy=proxy.url)
        client = await clients.of(far)
        assert (await client.get("http://far.example/v1/models")).status_code == 200
        assert proxy.seen[0].path == "http://far.example/v1/models"


async def test_closing_twice(clients: Clients):
    await clients.of(endpoint("http://127.0.0.1:1"))
    await clients.aclose()
    await clients.aclose()


@pytest.mark.parametrize("proxy", ["gopher://x", "nonsense", "http://user:sk-secret@h:port"])
async def test_a_proxy_that_is_none(clients: Clients, proxy: str):
    far = Endpoint("far", "openai", "https://far.example/v1", proxy=proxy)
    with pytest.raises(NetworkError, match="proxy") as caught:
        await clients.of(far)
    assert "sk-secret" not in caught.value.sentence


async def test_http2_is_a_setting(clients: Clients):
    async with web(lambda request: reply(b"{}")) as site:
        client = await clients.of(replace(endpoint(site.url), http2=True))
        assert (await client.get(site.url)).status_code == 200


async def test_certificates_that_cannot_be_read_are_told_each_time(
    clients: Clients, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    for _ in range(2):
        with pytest.raises(NetworkError, match="certificates"):
            await clients.of(endpoint("https://127.0.0.1:1"))
    monkeypatch.delenv("SSL_CERT_FILE")
    await clients.of(endpoint("https://127.0.0.1:1"))


async def test_the_file_of_certificates_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "ca.pem"
    file.write_text("not one")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    for clients in (Clients(), Clients(ca_file=str(file)), Clients(ca_file="\0")):
        with pytest.raises(NetworkError, match="cannot be read"):
            await clients.of(endpoint("https://a.b"))
    with pytest.raises(NetworkError, match=r"ca\.pem"):
        await Clients().of(endpoint("https://a.b"))


async def test_a_proxy_of_the_environment_may_lack_its_scheme():
    proxied = Clients("", {"HTTPS_PROXY": "127.0.0.1:3128"})
    assert proxied.way(Endpoint("a", "openai", "https://a.b")) == "http://127.0.0.1:3128"


async def test_a_proxy_that_is_not_there_is_what_is_told():
    through = Clients("http://me:hushhush@127.0.0.1:1")
    lab = Endpoint("lab", "openai", "https://models.example.org")
    try:
        with pytest.raises(NetworkError) as caught:
            await got(await through.of(lab), Call(f"{lab.base_url}/v1/models"))
    finally:
        await through.aclose()
    assert caught.value.sentence == "The proxy http://127.0.0.1:1 cannot be reached."
