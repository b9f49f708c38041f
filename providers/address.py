"""Where a request goes: a path below the base URL, or a service's own address moved there."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_USER = re.compile(r"//[^/]*@")


def bare(url: str) -> str:
    """`url` without the user and password in it."""
    return _USER.sub("//", url)


def located(base: str, path: str) -> str:
    """`path` behind `base`, which has no slash at its end.

    A path that is a whole URL stays as it is without a base. With one its host is the base's,
    and what the base's path ends with and the URL's begins with is there once: `http://h`,
    `http://h/v1` and `http://h/v1/chat` all lead `https://public/v1/chat` to `http://h/v1/chat`.
    """
    if "://" not in path:
        return base + path
    if not base:
        return path
    own = urlsplit(path).path
    steps = own.strip("/").split("/")
    behind = urlsplit(base).path.strip("/").split("/")
    for count in range(min(len(steps), len(behind)), 0, -1):
        if behind[-count:] == steps[:count]:
            return base + own.removeprefix("/" + "/".join(steps[:count]))
    return base + own


def ollama_host(told: str) -> str:
    """The URL meant by `OLLAMA_HOST`: a host, `host:port` or a URL; empty for none.

    It may be where the server listens: on every address, that is this machine's.
    """
    scheme, _, rest = told.strip(" \"'").rpartition("://")
    host, slash, path = rest.partition("/")
    if not host and not path:
        return ""
    if host.count(":") > 1 and not host.startswith("["):
        host = f"[{host}]"
    name, colon, port = host.rpartition(":")
    if not colon or host.endswith("]"):
        name, port = host, {"http": "80", "https": "443"}.get(scheme, "11434")
    name = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(name, name)
    return f"{scheme or 'http'}://{name}:{port}{slash}{path}".rstrip("/")
