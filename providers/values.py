"""JSON from a server: of any shape, never nested deeper than those can walk who read it."""

from __future__ import annotations

import json
from typing import Any, cast

DEEPEST = 100


def parsed(text: str) -> Any:
    """The value; `ValueError` for what is none, or is nested so deep that nobody means it.

    NaN, the infinite and a number of more digits than Python takes are None: what goes back to
    the server must be JSON.
    """
    try:
        value: Any = _DECODER.decode(text)
    except json.JSONDecodeError:
        raise
    except ValueError:
        value = _PATIENT.decode(text)
    except RecursionError:
        raise ValueError("nested too deep") from None
    # Only a text with many brackets can be deep; walking every value would cost too much.
    if text.count("[") + text.count("{") > DEEPEST and _deep(value):
        raise ValueError("nested too deep")
    return value


def _number(digits: str) -> int | None:
    return int(digits) if len(digits) < 100 else None


def _none(_: str) -> None:
    return None


_DECODER = json.JSONDecoder(parse_constant=_none)
_PATIENT = json.JSONDecoder(parse_constant=_none, parse_int=_number)


def _deep(value: Any) -> bool:
    layer: list[Any] = [value]
    for _ in range(DEEPEST):
        layer = [inner for outer in layer for inner in _inside(outer)]
        if not layer:
            return False
    return True


def _inside(value: Any) -> list[Any]:
    return [*table(value).values()] or items(value)


def table(value: Any) -> dict[str, Any]:
    """An object, or an empty one for what is none."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A list, or an empty one for what is none."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def whole(value: Any) -> int | None:
    """A count as a server tells it, or None for what can be no count of anything."""
    return value if type(value) is int and 0 <= value < 10**12 else None
