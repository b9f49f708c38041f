"""JSON from a server."""

from __future__ import annotations

import json
from typing import Any


def parsed(text: str) -> Any:
    """The value; `ValueError` for what is none, or is nested so deep that nobody means it."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None
