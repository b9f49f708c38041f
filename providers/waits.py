"""How long a server wants to be left alone: from its headers, or from its words."""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Mapping

_LONGEST = 1e9
"""Seconds from which nobody means it."""
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_PIECE = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")
_DURATION = re.compile(r"(?:\d+(?:\.\d+)?\s*(?:ms|s|m|h|d))+")
_WORDS = re.compile(
    r"(?:try again|retry|available|reset\w*|wait)\D{0,40}?"
    r"((?:\d+(?:\.\d+)?\s*(?:ms|milliseconds?|seconds?|secs?|s|minutes?|mins?|m|hours?|h)(?![a-z])\s*)+)",
    re.IGNORECASE,
)
_DELAY = re.compile(r'"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"')
_LONG = re.compile(r"(\d|\b)\s*(milliseconds?|seconds?|secs?|minutes?|mins?|hours?)\b")
_SHORT = {"mi": "m", "se": "s", "ho": "h"}


def retry_after(headers: Mapping[str, str], text: str = "") -> float | None:
    """Seconds to wait, or None if nobody says. `headers` are looked up in lower case."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    for name in ("retry-after", "llm_provider-retry-after", "x-retry-after"):
        seconds = _seconds(headers.get(name))
        if seconds is not None:
            return seconds
    return in_words(text) or _reset(headers)


def in_words(text: str) -> float | None:
    """ "Please try again in 1m3.5s" and its like."""
    text = text[:4000]
    if match := _DELAY.search(text):
        return duration(match[1] + "s")
    match = _WORDS.search(text)
    if match is None:
        return None
    return duration(_LONG.sub(_shorter, match[1]))


def duration(text: str) -> float | None:
    """`6m0s`, `1.5s`, `20ms` in seconds."""
    text = text.strip().lower().replace(" ", "")
    if _DURATION.fullmatch(text) is None:
        return None
    seconds = sum(float(number) * _UNITS[unit] for number, unit in _PIECE.findall(text))
    return seconds if seconds < _LONGEST else None


def _shorter(match: re.Match[str]) -> str:
    word = match[2].lower()
    return match[1] + ("ms" if word.startswith("milli") else _SHORT[word[:2]])


def _reset(headers: Mapping[str, str]) -> float | None:
    """The limits that are used up decide; where none says so, the nearest one."""
    used_up: list[float] = []
    others: list[float] = []
    for name, value in headers.items():
        if not name.startswith(("x-ratelimit-reset", "ratelimit-reset")):
            continue
        seconds = _seconds(value)
        if seconds is not None:
            remaining = headers.get(name.replace("reset", "remaining"), "")
            (used_up if remaining.strip() == "0" else others).append(seconds)
    return max(used_up) if used_up else min(others, default=None)


def _seconds(value: str | None) -> float | None:
    """Seconds, a duration, a date, or a Unix time in seconds or milliseconds."""
    if value is None or not value.strip():
        return None
    number = _number(value)
    if number is not None:
        if number > 1e11:
            return max(0.0, number / 1000 - time.time())
        return max(0.0, number - time.time()) if number > 1e9 else number
    if (length := duration(value)) is not None:
        return length
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _number(value: str | None) -> float | None:
    try:
        number = float(value) if value is not None else None
    except ValueError:
        return None
    return number if number is not None and 0 <= number < 1e15 else None
