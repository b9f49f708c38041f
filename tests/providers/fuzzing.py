"""Recorded wires spoiled: bytes and JSON values changed at random, the same for the same seed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

WORDS = [
    *(b"\n", b"\r", b"\r\n", b"\n\n", b"data:", b"data: ", b"event: error\n", b": x\n\n"),
    *(b"{", b"}", b"[", b"]", b'"', b",", b":", b"\\", b"null", b"true", b"NaN", b"-Infinity"),
    *(b"[DONE]", b"data: [DONE]\n\n", b"\xef\xbb\xbf", b"\xff", b"\0", b"\x1b[2J", b"\xe2\x80\xa8"),
    *(b"\\ud83d", b"\\udc69", b"1e999", b"9" * 5000, b"[" * 200, b'{"a":' * 150, b"<html>"),
    *(b'{"error": ', b'"message"', b'"code"', b'"choices"', b'"delta"', b"<think>", b"</think>"),
]
VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1.5, 10**30, 1e308, "", "x", "\ud83d", "\x1b]0;x\x07", "<think>"),
    *([], {}, [None], [[]], [{}], ["x"], {"a": 1}, {"error": "x"}, {"text": None}, {"data": []}),
    *("error", "data:image/png;base64,iVBO", "https://example.invalid/x.png", "2099-01-01", "404"),
]
_CODED = [json.dumps(value) for value in VALUES]


def spoiled(choose: random.Random, bodies: list[bytes]) -> bytes:
    """One of `bodies` with one to four changes."""
    body = choose.choice(bodies)
    for _ in range(choose.randint(1, 4)):
        change = _values if choose.random() < 0.5 else choose.choice(_BYTES)
        body = change(choose, body, bodies)
    return body


def _span(choose: random.Random, body: bytes) -> tuple[int, int]:
    at = choose.randint(0, len(body))
    return at, min(len(body), at + choose.choice((1, 1, 2, 7, 40, 300)))


def _cut(choose: random.Random, body: bytes, _: list[bytes]) -> bytes:
    a, b = _span(choose, body)
    return body[:a] + body[b:]


def _twice(choose: random.Random, body: bytes, _: list[bytes]) -> bytes:
    a, b = _span(choose, body)
    return body[:b] + body[a:]


def _put(choose: random.Random, body: bytes, _: list[bytes]) -> bytes:
    a, b = _span(choose, body)
    return body[:a] + choose.choice(WORDS) + body[choose.choice((a, b)) :]


def _noise(choose: random.Random, body: bytes, _: list[bytes]) -> bytes:
    at = choose.randint(0, len(body))
    return body[:at] + choose.randbytes(choose.randint(1, 4)) + body[at + 1 :]


def _end(choose: random.Random, body: bytes, _: list[bytes]) -> bytes:
    return body[: choose.randint(0, len(body))]


def _other(choose: random.Random, body: bytes, bodies: list[bytes]) -> bytes:
    other = choose.choice(bodies)
    return body[: choose.randint(0, len(body))] + other[choose.randint(0, len(other)) :]


_BYTES: list[Callable[[random.Random, bytes, list[bytes]], bytes]] = [
    *(_cut, _twice, _put, _put, _noise, _end, _other)
]


def _values(choose: random.Random, body: bytes, _: list[bytes]) -> bytes:
    """One value inside the JSON of one line replaced."""
    lines = body.split(b"\n")
    whole = body.lstrip().startswith((b"{", b"[")) and len(lines) > 1
    at = 0 if whole else choose.randrange(len(lines))
    line = body if whole else lines[at]
    start = min((i for i in (line.find(b"{"), line.find(b"[")) if i >= 0), default=-1)
    if start < 0:
        return body
    try:
        value = json.loads(line[start:])
    except (ValueError, RecursionError):
        return body
    told = line[:start] + json.dumps(_changed(choose, value)).encode()
    return told if whole else b"\n".join([*lines[:at], told, *lines[at + 1 :]])


def _changed(choose: random.Random, value: Any) -> Any:
    keys = (
        list(value)
        if isinstance(value, dict)
        else range(len(value))
        if isinstance(value, list)
        else ()
    )
    if not keys or choose.random() < 0.15:
        return json.loads(choose.choice(_CODED))
    key = choose.choice(list(keys))
    if isinstance(value, dict) and choose.random() < 0.1:
        name = choose.choice(("error", "message", "type", "data", "object"))
        value[name] = json.loads(choose.choice(_CODED))
    value[key] = _changed(choose, value[key])
    return value
