"""JSON from a server: never nested deeper than those can walk who read it."""

from __future__ import annotations

import json
from typing import Any, cast

DEEPEST = 100


def parsed(text: str) -> Any:
    """The value; `ValueError` for what is none, or is nested so deep that nobody means it.

    A whole number of more digits than Python takes is infinite.
    """
    try:
        value: Any = json.loads(text)
    except json.JSONDecodeError:
        raise
    except ValueError:
        value = json.loads(text, parse_int=_number)
    except RecursionError:
        raise ValueError("nested too deep") from None
    # Only a text with many brackets can be deep; walking every value would cost too much.
    if text.count("[") + text.count("{") > DEEPEST and _deep(value):
        raise ValueError("nested too deep")
    return value


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) < 100 else float(digits)


def _deep(value: Any) -> bool:
    layer: list[Any] = [value]
    for _ in range(DEEPEST):
        layer = [inner for outer in layer for inner in _inside(outer)]
        if not layer:
            return False
    return True


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(cast("dict[str, Any]", value).values())
    return cast("list[Any]", value) if isinstance(value, list) else []


def whole(value: Any) -> int | None:
    """A count as a server tells it, or None for what can be no count of anything."""
    return value if type(value) is int and 0 <= value < 10**12 else None
