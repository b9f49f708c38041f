"""Fetching pictures: nothing but pictures, from nowhere they should not come from."""

from __future__ import annotations

import asyncio
import base64
import gzip
import ipaddress
import struct
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from chat.pictures import PictureStore
from chat.turn import PictureError
from providers import fetch as fetching
from providers.fetch import allowed, fetch, from_data_uri
from tests.providers.web import Request, reply, web

PNG = (
    b"\x89PNG\r\n\x1a\n"
    + b"\0\0\0\rIHDR"
    + (ihdr := struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + struct.pack(">I", zlib.crc32(b"IHDR" + ihdr))
)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as made:
        yield made


async def test_a_picture_of_a_local_server(client: httpx.AsyncClient):
    async with web(lambda request: reply(PNG, kind="image/png")) as site:
        assert await fetch(site.url + "/a.png?x=1", client, private=True) == PNG
        (request,) = site.seen
        assert request.path == "/a.png?x=1"
        assert request.headers["host"] == site.url.removeprefix("http://")
        assert "authorization" not in request.headers


async def test_a_name_is_looked_up_once_and_its_address_used(client: httpx.AsyncClient):
    async with web(lambda request: reply(PNG)) as site:
        url = site.url.replace("127.0.0.1", "localhost")
        assert await fetch(url, client, private=True) == PNG
        assert site.seen[0].headers["host"].startswith("localhost:")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/",
        "http://localhost:9/",
        "http://10.1.2.3/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0/",
        "http://2130706433/",
    ],
)
async def test_a_private_address_is_refused(url: str, client: httpx.AsyncClient):
    with pytest.raises(PictureError):
        await fetch(url, client)


async def test_cloud_metadata_is_refused_even_for_a_private_endpoint(client: httpx.AsyncClient):
    with pytest.raises(PictureError, match="private"):
        await fetch("http://169.254.169.254/latest", client, private=True)


@pytest.mark.parametrize(
    ("address", "alone", "private"),
    [
        ("8.8.8.8", True, True),
        ("2606:4700::1111", True, True),
        ("127.0.0.1", False, True),
        ("192.168.0.1", False, True),
        ("fd00::1", False, True),
        ("100.64.0.1", False, True),
        ("169.254.1.1", False, False),
        ("fe80::1", False, False),
        ("224.0.0.1", False, False),
        ("0.0.0.0", False, False),
        ("::ffff:10.0.0.1", False, True),
    ],
)
def test_allowed(address: str, alone: bool, private: bool):
    assert allowed(ipaddress.ip_address(address), False) == alone
    assert allowed(ipaddress.ip_address(address), True) == private


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://h/a.png", "a.png", "", "http://", "javascript:1", "\x00"]
)
async def test_other_schemes_are_refused(url: str, client: httpx.AsyncClient):
    with pytest.raises(PictureError):
        await fetch(url, client, private=True)


async def test_redirects_are_followed(client: httpx.AsyncClient):
    def answer(request: Request) -> bytes:
        return reply(PNG) if request.path == "/b" else reply(status=302, location="/b")

    async with web(answer) as site:
        assert await fetch(site.url + "/a", client, private=True) == PNG


async def test_each_redirect_is_checked_again(client: httpx.AsyncClient):
    there = "http://169.254.169.254/latest"
    async with web(lambda request: reply(status=302, location=there)) as site:
        with pytest.raises(PictureError, match="private"):
            await fetch(site.url, client, private=True)


async def test_a_redirect_from_outside_leads_to_no_place_inside(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    """To whoever checks, 127.0.0.1 is a public address here, and nothing else is."""
    monkeypatch.setattr(fetching, "allowed", lambda number, private: str(number) == "127.0.0.1")
    async with web(lambda request: reply(status=302, location="http://127.0.0.2:9/x")) as site:
        with pytest.raises(PictureError, match="private"):
            await fetch(site.url, client)
        assert len(site.seen) == 1


async def test_nor_does_one_through_a_proxy():
    async with (
        web(lambda request: reply(status=302, location="http://10.1.2.3/x")) as proxy,
        httpx.AsyncClient(proxy=proxy.url) as via,
    ):
        with pytest.raises(PictureError, match="private"):
            await fetch("http://pictures.example/a", via, proxied=True)
        assert len(proxy.seen) == 1


async def test_the_address_that_was_checked_is_the_one_that_is_asked(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    """A second look-up of the name would find another address, or none as here."""
    checked = [ipaddress.ip_address("127.0.0.1")]

    async def looked_up(host: str, port: int) -> list[ipaddress.IPv4Address]:
        assert host == "pictures.example"
        return checked

    monkeypatch.setattr(fetching, "_looked_up", looked_up)
    async with web(lambda request: reply(PNG)) as site:
        url = site.url.replace("127.0.0.1", "pictures.example")
        assert await fetch(url, client, private=True) == PNG
        assert site.seen[0].headers["host"] == url.removeprefix("http://")


async def test_a_name_and_a_password_in_an_address_go_nowhere(client: httpx.AsyncClient):
    async with web(lambda request: reply(PNG)) as site:
        url = site.url.replace("//", "//me:secret@")
        assert await fetch(url, client, private=True) == PNG
        assert "authorization" not in site.seen[0].headers
        assert "secret" not in str(site.seen[0])


async def test_a_server_that_trickles_is_not_waited_for(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fetching, "_PATIENCE", 0.2)
    async with web(lambda request: b"HTTP/1.1 200 X\r\ncontent-length: 99\r\n\r\n") as site:
        with pytest.raises(PictureError, match="too long"):
            await asyncio.wait_for(fetch(site.url, client, private=True), 4)


@pytest.mark.parametrize(
    "there", ["file:///etc/passwd", "ftp://h/a.png", "data:image/png;base64,aaaa", "javascript:1"]
)
async def test_a_redirect_to_no_web_address_is_not_followed(there: str, client: httpx.AsyncClient):
    async with web(lambda request: reply(status=302, location=there)) as site:
        with pytest.raises(PictureError):
            await fetch(site.url, client, private=True)
        assert len(site.seen) == 1


async def test_a_bomb_is_fetched_and_not_kept(client: httpx.AsyncClient, tmp_path: Path):
    """Its few bytes do no harm; what they unfold to is looked at before anything is unfolded."""
    large = b"IHDR" + struct.pack(">IIBBBBB", 9000, 9000, 1, 0, 0, 0, 0)
    data = PNG[:8] + b"\0\0\0\r" + large + struct.pack(">I", zlib.crc32(large))
    async with web(lambda request: reply(data, kind="image/png")) as site:
        found = await fetch(site.url, client, private=True)
    with pytest.raises(PictureError, match="too large: 9000×9000"):
        PictureStore(tmp_path).keep(found)


async def test_redirects_in_a_circle_end(client: httpx.AsyncClient):
    async with web(lambda request: reply(status=302, location="/")) as site:
        with pytest.raises(PictureError, match="too often"):
            await fetch(site.url, client, private=True)
        assert len(site.seen) == 6


@pytest.mark.parametrize("body", [b"", b"<html>no", b"\x89PN", b"<svg></svg>"])
async def test_what_is_no_picture_is_refused(body: bytes, client: httpx.AsyncClient):
    async with web(lambda request: reply(body, kind="image/png")) as site:
        with pytest.raises(PictureError, match="not a picture"):
            await fetch(site.url, client, private=True)


async def test_an_error_of_the_server(client: httpx.AsyncClient):
    async with web(lambda request: reply(PNG, status=404)) as site:
        with pytest.raises(PictureError, match="404"):
            await fetch(site.url, client, private=True)


async def test_too_large_by_what_it_says(client: httpx.AsyncClient):
    huge = b"HTTP/1.1 200 X\r\ncontent-length: 999999999\r\n\r\n" + PNG
    async with web(lambda request: huge) as site:
        with pytest.raises(PictureError, match="larger than 1 MB"):
            await fetch(site.url, client, private=True, limit=1 << 20)


async def test_too_large_by_what_comes(client: httpx.AsyncClient):
    endless = b"HTTP/1.1 200 X\r\nconnection: close\r\n\r\n" + PNG + b"x" * (1 << 21)
    async with web(lambda request: endless) as site:
        with pytest.raises(PictureError, match="larger than 1 MB"):
            await fetch(site.url, client, private=True, limit=1 << 20)


@pytest.mark.parametrize(
    "response",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 X\r\ncontent-length: many\r\n\r\n" + PNG,
        b"HTTP/1.1 200 X\r\ncontent-length: 99\r\nconnection: close\r\n\r\n" + PNG,
        b"HTTP/1.1 302 X\r\ncontent-length: 0\r\nlocation: http://h:port/\r\n\r\n",
        b"HTTP/1.1 200 X\r\ncontent-encoding: gzip\r\n\r\nnot gzip",
    ],
)
async def test_a_broken_server_is_told(response: bytes, client: httpx.AsyncClient):
    async with web(lambda request: response) as site:
        with pytest.raises(PictureError):
            # It closes after each answer: what is announced and does not come is a broken picture.
            await fetch(site.url, client, private=True)


async def test_a_server_that_is_not_there(client: httpx.AsyncClient):
    with pytest.raises(PictureError, match="could not be fetched"):
        await fetch("http://127.0.0.1:1/", client, private=True)


async def test_through_a_proxy_only_numbers_can_be_checked(client: httpx.AsyncClient):
    async with web(lambda request: reply(PNG)) as proxy, httpx.AsyncClient(proxy=proxy.url) as via:
        assert await fetch("http://pictures.example/a", via, proxied=True) == PNG
        assert proxy.seen[0].path == "http://pictures.example/a"
        with pytest.raises(PictureError, match="private"):
            await fetch("http://10.0.0.1/a", via, proxied=True)


async def test_a_data_uri(client: httpx.AsyncClient):
    text = base64.b64encode(PNG).decode()
    assert await fetch(f"data:image/png;base64,{text}", client) == PNG
    assert await fetch(f"DATA:;BASE64,{text.rstrip('=')}", client) == PNG


def test_data_uris_as_people_write_them():
    text = base64.b64encode(PNG).decode()
    folded = "\n".join(text[i : i + 20] for i in range(0, len(text), 20))
    assert from_data_uri(f"data:image/png;base64,{folded}") == PNG
    assert from_data_uri("data:image/png;base64,%2B%2F8=") == b"\xfb\xff"
    assert from_data_uri("data:image/png;base64,-_8") == b"\xfb\xff"
    assert from_data_uri("data:,a%20b") == b"a b"


@pytest.mark.parametrize("uri", ["data:image/png;base64", "data:;base64,!!!!", "data:;base64,A"])
def test_damaged_data(uri: str):
    with pytest.raises(PictureError):
        from_data_uri(uri)


def test_too_much_data():
    with pytest.raises(PictureError, match="larger"):
        from_data_uri("data:;base64," + "A" * 4000, limit=100)
    with pytest.raises(PictureError, match="larger"):
        from_data_uri("data:;base64," + "A" * 200, limit=100)


async def test_a_packed_picture_is_not_unpacked(client: httpx.AsyncClient):
    packed = gzip.compress(PNG + bytes(10_000_000))
    async with web(lambda request: reply(packed, content_encoding="gzip")) as site:
        with pytest.raises(PictureError, match="not a picture"):
            await fetch(site.url, client, private=True)
        assert site.seen[0].headers["accept-encoding"] == "identity"


async def test_a_name_that_is_none(client: httpx.AsyncClient):
    with pytest.raises(PictureError):
        await fetch(f"http://{'a' * 70}.example/x.png", client)


@pytest.mark.parametrize("host", ["localhost", "10.1.2.3", "printer.local"])
async def test_a_proxy_is_not_sent_inside(host: str, client: httpx.AsyncClient):
    with pytest.raises(PictureError, match="private"):
        await fetch(f"http://{host}:9/x.png", client, proxied=True)
