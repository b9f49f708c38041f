"""The parameters a person may set: any but those that are ours, and how a size is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from chat.errors import RequestError

_OURS = {
    *("model", "messages", "client", "base_url", "api_key", "headers", "timeout", "proxy"),
    *("draws", "endpoint", "learned"),
}
"""What a wire is given by the session."""


_SIZE = re.compile(r"(\d{1,5})\s*[x×*]\s*(\d{1,5})", re.IGNORECASE)


def free(parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """The person's parameters; `RequestError` for the name of one that is ours."""
    for name in parameters:
        if name in _OURS:
            raise RequestError(f"{name} is no parameter that can be set here.")
    return parameters


def sides(parameters: dict[str, Any]) -> dict[str, int]:
    """`width` and `height` in pixels of the `size` (`1024x768`), which is taken out of
    `parameters`; nothing where there is none. Raises `RequestError`."""
    size = parameters.pop("size", None)
    if size is None:
        return {}
    found = _SIZE.fullmatch(str(size).strip())
    if found is None:
        raise RequestError(f"A size is written as 1024x768, not {size!r}.")
    return {"width": int(found[1]), "height": int(found[2])}
