"""Which proxy the environment names for an address, and which addresses it keeps from them.

Read here and not by httpx: of `NO_PROXY` it fails on an IPv6 address in brackets or a network.
"""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit


def named(url: str, environ: Mapping[str, str]) -> str | None:
    """The proxy for `url`, or None. Where the system keeps its own settings, they come last."""
    scheme = urlsplit(url).scheme
    for name in (f"{scheme}_proxy", f"{scheme.upper()}_PROXY", "all_proxy", "ALL_PROXY"):
        if found := environ.get(name, "").strip():
            return found if "://" in found else f"http://{found}"
    return _of_the_system(url, scheme) if sys.platform in ("darwin", "win32") else None


def _of_the_system(url: str, scheme: str) -> str | None:
    from urllib.request import getproxies, proxy_bypass  # takes long, and most need it not

    return None if proxy_bypass(urlsplit(url).hostname or "") else getproxies().get(scheme)


def direct(url: str, environ: Mapping[str, str]) -> bool:
    """Whether `NO_PROXY` names the host of `url`: as a name and all below it, with or without
    a port, as an address or a network, or as `*`."""
    told = environ.get("NO_PROXY") or environ.get("no_proxy") or ""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    return any(_fits(name.strip().lower(), host, port) for name in told.split(","))


def _fits(name: str, host: str, port: int) -> bool:
    if name == "*":
        return True
    name = name.rpartition("://")[2]
    stem, colon, behind = name.rpartition(":")
    if colon and behind.isdecimal() and (":" not in stem or stem.endswith("]")):
        if int(behind) != port:
            return False
        name = stem
    name = name.lstrip("*").lstrip(".").strip("[]")
    if not name:
        return False
    return host == name or host.endswith(f".{name}") or _within(host, name)


def _within(host: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False
