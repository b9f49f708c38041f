"""Where a request goes: a path below the base URL, or a service's own address moved there."""

from __future__ import annotations

from urllib.parse import urlsplit


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
