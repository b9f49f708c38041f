"""The parameters a person may set: any but those that are ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chat.errors import RequestError

_OURS = {
    *("model", "messages", "client", "base_url", "api_key", "headers", "timeout", "proxy"),
    *("draws", "endpoint", "learned"),
}
"""What a wire is given by the session."""


def free(parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """The person's parameters; `RequestError` for the name of one that is ours."""
    for name in parameters:
        if name in _OURS:
            raise RequestError(f"{name} is no parameter that can be set here.")
    return parameters
