"""The ways to a server: proxies, private certificates, connections that are used again."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from chat.errors import CertificateError, NetworkError, ProviderError
from providers.clients import Clients
from providers.endpoints import Endpoint
from providers.http import Call, got
from tests.providers.web import Request, Web, reply, web
from tests.support import requires, wait_for

KEY = "sk-way-0123456789"


def _said(_: Request) -> bytes:
    return reply(b'{"data": []}')


def _lab(url: str, **more: object) -> Endpoint:
    return replace(Endpoint("lab", "openai", url), **more)


async def _get(clients: Clients, endpoint: Endpoint) -> object:
    """What the endpoint says; its address is named, as a private one would go round proxies."""
    client = await clients.of(endpoint)
    headers = {"authorization": f"Bearer {KEY}"}
    return await got(client, Call(endpoint.base_url + "/models", None, headers, 10))


@contextlib.asynccontextmanager
async def _using(clients: Clients) -> AsyncIterator[Clients]:
    try:
        yield clients
    finally:
        await clients.aclose()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def _running(words: list[str], port: int) -> Iterator[None]:
    program = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: _listens(port))
        yield
    finally:
        program.kill()
        program.wait()


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def _tinyproxy(folder: Path) -> Iterator[tuple[str, Path]]:
    """An HTTP proxy with a password; its address and its log."""
    port, log = _free_port(), folder / "proxy.log"
    config = folder / "proxy.conf"
    config.write_text(
        f'Port {port}\nListen 127.0.0.1\nLogFile "{log}"\nLogLevel Connect\n'
        "BasicAuth person secret\nMaxClients 20\nAllow 127.0.0.1\n"
    )
    with _running(["tinyproxy", "-d", "-c", str(config)], port):
        yield f"http://person:secret@127.0.0.1:{port}", log


@contextlib.contextmanager
def _socks() -> Iterator[str]:
    port = _free_port()
    words = ["microsocks", "-i", "127.0.0.1", "-p", str(port), "-u", "person", "-P", "secret"]
    with _running(words, port):
        yield f"socks5://person:secret@127.0.0.1:{port}"


@requires("tinyproxy")
@pytest.mark.parametrize("whose", ["endpoint", "all"])
async def test_through_a_proxy_with_a_password(tmp_path: Path, whose: str) -> None:
    with _tinyproxy(tmp_path) as (proxy, log):
        async with web(_said) as site, _using(Clients(proxy if whose == "all" else "")) as clients:
            lab = _lab(site.url, proxy=proxy if whose == "endpoint" else None)
            if whose == "all":  # what is on this machine is not asked through a proxy for all
                assert clients.proxy_of(lab) is None
                assert clients.proxy_of(_lab("http://far.example/v1")) == proxy
                return
            assert await _get(clients, lab) == {"data": []}
            assert site.seen[0].headers["authorization"] == f"Bearer {KEY}"
            assert "proxy-authorization" not in site.seen[0].headers
            assert "127.0.0.1" in log.read_text()


@requires("tinyproxy")
async def test_a_wrong_proxy_password_is_a_sentence_without_it(tmp_path: Path) -> None:
    with _tinyproxy(tmp_path) as (proxy, _):
        async with web(_said) as site, _using(Clients()) as clients:
            lab = _lab(site.url, proxy=proxy.replace("secret", "hunter2"))
            with pytest.raises(ProviderError) as failed:
                await _get(clients, lab)
            assert "hunter2" not in str(failed.value)
            assert not site.seen


async def test_a_proxy_that_wants_another_password_is_told_as_one() -> None:
    def refuse(_: Request) -> bytes:
        return reply(b"<html>denied</html>", status=407, kind="text/html")

    async with web(refuse) as proxy, _using(Clients()) as clients:
        with pytest.raises(NetworkError, match="proxy does not take its user"):
            await _get(clients, _lab("http://127.0.0.1:9", proxy=proxy.url))


@requires("microsocks")
async def test_through_a_socks_proxy_with_a_password() -> None:
    with _socks() as proxy:
        async with web(_said) as site, _using(Clients()) as clients:
            assert await _get(clients, _lab(site.url, proxy=proxy)) == {"data": []}


@requires("microsocks")
@pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
async def test_a_wrong_socks_password_is_a_sentence_without_it() -> None:
    """(httpcore leaves the refused connection to the collector.)"""
    with _socks() as proxy:
        async with web(_said) as site, _using(Clients()) as clients:
            wrong = _lab(site.url, proxy=proxy.replace("secret", "hunter2"))
            with pytest.raises(NetworkError) as failed:
                await _get(clients, wrong)
            assert "hunter2" not in str(failed.value)
            failed = None
        gc.collect()
        await asyncio.sleep(0)
        gc.collect()


@pytest.mark.parametrize(
    ("named", "direct"),
    [
        ("far.example", True),
        (".far.example, x", True),
        ("*.example", True),
        ("*", True),
        ("ar.example", False),
        ("", False),
        ("far.example.org", False),
        ("far.example:443", True),
        ("far.example:80", False),
        ("https://far.example", True),
        ("[::1]", False),
        ("::1/128, 10.0.0.0/8, é.example", False),
        (" , ,", False),
    ],
)
def test_no_proxy(named: str, direct: bool) -> None:
    clients = Clients("http://proxy:1", {"NO_PROXY": named})
    assert (clients.proxy_of(_lab("https://far.example/v1")) is None) == direct
    own = _lab("https://far.example/v1", proxy="http://mine:1")
    assert clients.proxy_of(own) == "http://mine:1"
    small = Clients("http://proxy:1", {"no_proxy": named})
    assert (small.proxy_of(_lab("https://far.example/v1")) is None) == direct


@pytest.mark.parametrize(
    ("named", "direct"),
    [
        ("8.8.8.0/24", True),
        ("8.8.8.8", True),
        ("8.8.8.8:443", True),
        ("8.8.8.8:80", False),
        ("[2001:4860::1]", False),
        ("2001:4860::/32", False),
    ],
)
async def test_no_proxy_of_numbers(named: str, direct: bool) -> None:
    """httpx would take none of its own proxies any more for some of them."""
    clients = Clients("", {"NO_PROXY": named, "HTTPS_PROXY": "proxy:1"})
    far = _lab("https://8.8.8.8/v1")
    assert clients.way(far) == (None if direct else "http://proxy:1")
    await clients.of(far)
    await clients.aclose()


def test_an_ipv6_network_that_has_no_proxy() -> None:
    far = _lab("https://[2001:4860::8888]/v1")
    for named in ("2001:4860::/32", "[2001:4860::8888]", "[2001:4860::8888]:443"):
        assert Clients("http://proxy:1", {"NO_PROXY": named}).way(far) is None
    assert Clients("http://proxy:1", {"NO_PROXY": "[2001:4860::8888]:80"}).way(far) is not None


@contextlib.asynccontextmanager
async def _private(folder: Path) -> AsyncIterator[tuple[Web, str]]:
    """An https server with a certificate of its own authority, and that authority's file."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    async with web(_said, context) as site:
        yield site, str(file)


async def test_a_private_authority_is_trusted_when_it_is_named(tmp_path: Path) -> None:
    async with _private(tmp_path) as (site, file):
        async with _using(Clients()) as clients:
            with pytest.raises(CertificateError, match=r"cannot be trusted: [^\[(_]+\.$"):
                await _get(clients, _lab(site.url))
        async with _using(Clients(ca_file=file)) as clients:
            assert await _get(clients, _lab(site.url)) == {"data": []}


async def test_the_authority_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _private(tmp_path) as (site, file), _using(Clients()) as clients:
        monkeypatch.setenv("SSL_CERT_FILE", file)
        assert await _get(clients, _lab(site.url)) == {"data": []}


async def test_any_certificate_is_taken_only_where_that_is_set(tmp_path: Path) -> None:
    async with _private(tmp_path) as (site, _), _using(Clients()) as clients:
        assert await _get(clients, _lab(site.url, verify=False)) == {"data": []}
        with pytest.raises(CertificateError, match="cannot be trusted"):
            await _get(clients, _lab(site.url, name="other"))


async def test_a_file_of_certificates_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    for name in ("ca.pem", "missing.pem"):
        async with _using(Clients(ca_file=str(tmp_path / name))) as clients:
            with pytest.raises(NetworkError, match=name):
                await clients.of(_lab("https://far.example"))


async def test_the_second_question_shakes_no_hand(tmp_path: Path) -> None:
    """The connection is used again, TLS and all; many at once share one context."""
    shaken = 0

    def count(*_: object) -> None:
        nonlocal shaken
        shaken += 1

    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    context.sni_callback = count
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    async with web(_said, context) as site, _using(Clients(ca_file=str(file))) as clients:
        lab = _lab(site.url)
        for _ in range(3):
            await _get(clients, lab)
        assert shaken == 1
        await asyncio.gather(*(_get(clients, lab) for _ in range(3)))
        assert len(site.seen) == 6
