"""A picture's bytes from where the wire said they are: a URL or a data URI. No key goes along.

A URL comes from a model's answer, so it is hostile: http(s) only, every redirect checked again, no
address inside this machine or network unless the endpoint itself is there, and the address that
was checked is the one that is connected to. First imported when a picture comes: it needs httpx.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import ipaddress
import socket
from urllib.parse import unquote_to_bytes

import httpx

from chat.chunks import sniff
from chat.turn import PictureError
from providers.endpoints import is_private

LARGEST = 64 << 20
"""Bytes."""
_REDIRECTS = 5
_CODED = 4 << 20
"""Characters of a data URI with percent signs in it: each of them costs much to decode."""
_PATIENCE = 120.0
"""Seconds for one picture, all in all."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


async def fetch(
    image: str,
    client: httpx.AsyncClient,
    *,
    private: bool = False,
    proxied: bool = False,
    limit: int = LARGEST,
) -> bytes:
    """The bytes of `image`, which are a picture by their first bytes. Raises `PictureError`.

    `private` allows addresses of this machine and network. `proxied`: the client's proxy looks
    names up, so only addresses written as numbers can be checked.
    """
    if image[:5].lower() == "data:":
        data = await asyncio.to_thread(from_data_uri, image, limit)
    else:
        try:
            async with asyncio.timeout(_PATIENCE):
                data = await _download(image, client, private, proxied, limit)
        except TimeoutError:
            raise PictureError("The picture's server took too long.") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            told = type(error).__name__
            raise PictureError(f"The picture could not be fetched ({told}).") from error
    if sniff(data) is None:
        raise PictureError("What came is not a picture.")
    return data


def from_data_uri(uri: str, limit: int = LARGEST) -> bytes:
    """The bytes in a data URI. Blocking in proportion to its length."""
    head, comma, body = uri.partition(",")
    if not comma:
        raise PictureError("The picture's data is incomplete.")
    if len(body) > limit * 3:
        raise PictureError(_too_large(limit))
    if "%" in body and len(body) > _CODED:
        raise PictureError("The picture's data is coded in a way that is too long.")
    data = unquote_to_bytes(body)
    if head.lower().endswith(";base64"):
        raw = b"".join(data.split()).replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
        try:
            data = base64.b64decode(raw + b"=" * (-len(raw) % 4), validate=True)
        except binascii.Error:
            raise PictureError("The picture's data is damaged.") from None
    if len(data) > limit:
        raise PictureError(_too_large(limit))
    return data


async def _download(
    url: str, client: httpx.AsyncClient, private: bool, proxied: bool, limit: int
) -> bytes:
    for _ in range(_REDIRECTS + 1):
        request = await _request(url, client, private, proxied)
        response = await client.send(request, stream=True, follow_redirects=False)
        try:
            if not response.has_redirect_location:
                return await _body(response, limit)
            url = str(httpx.URL(url).join(response.headers["location"]))
        finally:
            await response.aclose()
    raise PictureError("The picture's address redirects too often.")


async def _request(
    url: str, client: httpx.AsyncClient, private: bool, proxied: bool
) -> httpx.Request:
    """A request to the very address that was checked, so that a name cannot change in between."""
    address = httpx.URL(url)
    if address.scheme not in ("http", "https") or not address.host:
        raise PictureError("The picture's address is neither http nor https.")
    # Packed, a picture of a few bytes could unfold to gigabytes.
    headers = {"accept": "image/*", "accept-encoding": "identity"}
    extensions = {"sni_hostname": address.raw_host.decode("ascii"), "redirects": "checked"}
    if not proxied:
        numbers = await _looked_up(address.host, address.port or _port(address.scheme))
        checked = next((number for number in numbers if allowed(number, private)), None)
        if checked is None:
            raise PictureError("The picture's address is inside a private network.")
        headers["host"] = address.netloc.decode("ascii")
        address = address.copy_with(host=str(checked), username=None, password=None)
        return client.build_request("GET", address, headers=headers, extensions=extensions)
    number = _number(address.host)
    named_inside = is_private(str(address)) and not private
    if named_inside if number is None else not allowed(number, private):
        raise PictureError("The picture's address is inside a private network.")
    extensions.pop("sni_hostname")
    return client.build_request("GET", address, headers=headers, extensions=extensions)


def allowed(address: _Address, private: bool) -> bool:
    """Whether a picture may come from `address`. Link-local ones (cloud metadata) never."""
    address = _meant(address)
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    return address.is_global or private


def _meant(address: _Address) -> _Address:
    """The IPv4 address inside an IPv6 one that leads there: mapped, 6to4, or through NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


async def _looked_up(host: str, port: int) -> list[_Address]:
    number = _number(host)
    if number is not None:
        return [number]
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise PictureError("The picture's server has no address.") from None
    numbers = (_number(str(entry[4][0]).partition("%")[0]) for entry in found)
    return [number for number in numbers if number is not None]


def _number(host: str) -> _Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


async def _body(response: httpx.Response, limit: int) -> bytes:
    if response.status_code != 200:
        raise PictureError(f"The picture's server answered {response.status_code}.")
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise PictureError(_too_large(limit))
    data = bytearray()
    async for piece in response.aiter_raw(1 << 16):
        data += piece
        if len(data) > limit:
            raise PictureError(_too_large(limit))
    return bytes(data)


def _too_large(limit: int) -> str:
    return f"The picture is larger than {limit >> 20} MB."
