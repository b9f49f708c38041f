"""Links of answers, opened by the system: what is no web or mail address is not handed on.

A model may write anything behind a link's words, so the address itself is what a person is shown.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from chat.text import clean, clean_line
from tui.pictures.outside import OpenError, hand_over

SCHEMES = ("http", "https", "mailto")


class LinkError(Exception):
    """Its text is the sentence for a person."""


def shown(url: str, longest: int = 200) -> str:
    """The address on one line, without anything that could pass for another."""
    return clean_line(url, longest)


def in_a_row(url: str, room: int) -> str:
    """The address in `room` cells; cut so that the end of its host is there: that is who it is."""
    if len(url) <= room:
        return shown(url, room)
    try:
        parts = urlsplit(url)
        host = clean_line(parts.hostname or "", len(url))
    except ValueError:
        return shown(url, room)
    if not host:
        return shown(url, room)
    before = f"{parts.scheme}://" + ("…@" if "@" in parts.netloc else "")
    left = room - len(before) - 1
    if len(host) > left:
        return f"{before}…{host[-(left - 1) :]}…"
    rest = clean_line(url.partition("://")[2].partition(parts.netloc)[2], 400)
    return f"{before}{host}{rest[: left - len(host)]}…"


def checked(url: str) -> str:
    """The address as it is handed on; `LinkError` if it is none that is opened here."""
    url = url.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        raise LinkError(f"This is no address: {shown(url)}") from None
    plain = clean(url) == url and not any(char.isspace() for char in url)
    if parts.scheme.lower() not in SCHEMES or not plain:
        raise LinkError(f"Only web and mail addresses are opened, not {shown(url)}")
    if parts.scheme.lower() != "mailto" and not parts.hostname:
        raise LinkError(f"This is no address: {shown(url)}")
    return url


async def open_link(url: str) -> None:
    """Open a web or mail address outside. Raises `LinkError`."""
    address = checked(url)
    try:
        await asyncio.to_thread(hand_over, address)
    except OpenError as error:
        raise LinkError(f"{error} The address is {shown(address)}") from error
