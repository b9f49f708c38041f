"""Spoiled answers and refusals end in a typed failure or an answer, and in nothing else.

A few thousand each time; a million in `make fuzz`. A failure tells the bytes that made it.
"""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from chat.chunks import Chunk, Reasoning
from chat.errors import ProviderError
from providers import exchange, openai_images
from providers.adapter import Adapter, Question
from providers.failures import refused
from providers.http import Call
from providers.openai_answer import Completion
from providers.reading import Reading
from providers.template import Talk
from providers.wires import names, wire
from tests.providers.fuzzing import WORDS, spoiled
from tests.providers.recorded import WIRES
from tests.support import campaign

INPUTS = 1_000_000 if campaign("fuzz") else 6_000
SHARDS = 24 if campaign("fuzz") else 2
"""Parts that run beside each other."""
CALL = Call("http://127.0.0.1:9/v1/x")
ASKED = Question("m", [{"role": "user", "content": "Hello"}], {})

LINES = [
    b'{"model":"m","message":{"role":"assistant","content":"a","thinking":"hm"},"done":false}\n'
    b'{"model":"m","message":{"content":"b","images":null},"done":false}\n'
    b'{"model":"m","done":true,"done_reason":"stop","prompt_eval_count":3,"eval_count":2}\n',
    b'{"think":"hm"}\n{"say":"a"}\n{"say":"b","tokens":2}\n{"ended":"stop"}\n',
    b'{"say":"a"}\r\n\r\n{"error":"model runner has unexpectedly stopped"}\r\n',
]
REFUSALS = [
    *(
        json.dumps(value).encode()
        for value in (
            {
                "error": {
                    "message": "No",
                    "type": "invalid_request_error",
                    "param": "x",
                    "code": None,
                }
            },
            {
                "error": {
                    "message": "Busy. Try again in 1m3.5s",
                    "code": "429",
                    "metadata": {"raw": "{}"},
                }
            },
            {
                "error": {
                    "code": 400,
                    "message": "x",
                    "status": "INVALID_ARGUMENT",
                    "details": [{"@type": "RetryInfo", "retryDelay": "34s"}],
                }
            },
            {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
            {"detail": [{"loc": ["body", "x"], "msg": "extra fields not permitted"}]},
            {"errors": ["a", {"message": "b"}], "title": "c"},
            {"object": "error", "message": "maximum context length is 4096 tokens", "code": 40303},
            {"error": "model 'x' not found"},
            [{"error": {"message": "in a list"}}],
            "a text",
        )
    ),
    b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
    b"upstream connect error or disconnect/reset before headers",
    b"",
]
HEADERS = (
    "retry-after",
    "retry-after-ms",
    "x-ratelimit-reset-requests",
    "x-ratelimit-remaining-tokens",
)
TIMES = (
    "20",
    "6m0s",
    "-1",
    "1e400",
    "soon",
    "Mon, 01 Jan 2001 00:00:00 GMT",
    "9" * 400,
    "\ufeff",
    "",
)


def _bodies(folder: str = "") -> list[bytes]:
    found = sorted(path for path in (WIRES / folder).glob("*") if path.is_file())
    return [path.read_bytes() for path in found]


def _readings() -> dict[str, tuple[Callable[[], Reading], list[bytes], bool]]:
    """By wire: what reads, what is spoiled, and whether it is JSON a line."""
    common = [body for body in _bodies() if body]
    found: dict[str, Any] = {"openai": (Completion, common, False), "lines": (Talk, LINES, True)}
    for name in names():
        provider = wire(name)
        if isinstance(provider, type) and issubclass(provider, Adapter):
            own = _bodies(name) or (LINES if provider.lines else common)

            def make(provider: type[Adapter] = provider) -> Reading:
                return provider.reading(ASKED)

            try:
                make()
            except NotImplementedError:
                continue
            found[name] = (make, own, provider.lines)
    return found


READINGS = _readings()


class _Script:
    """Stands for the socket: gives the pieces of the body that is on."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    @asynccontextmanager
    async def answered(self, *_: Any) -> AsyncIterator[None]:
        yield

    async def body(self, *_: Any) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> _Script:
    made = _Script()
    for module in (exchange, openai_images):
        monkeypatch.setattr(module, "answered", made.answered)
        monkeypatch.setattr(module, "pieces", made.body)
    return made


async def _read(source: AsyncIterator[Chunk], body: bytes, pieces: list[bytes]) -> None:
    try:
        async for chunk in source:
            if isinstance(chunk, str | Reasoning):
                (chunk if isinstance(chunk, str) else chunk.text).encode()
    except ProviderError as error:
        _harmless(error)
    except BaseException as error:
        raise AssertionError(f"{error!r} of {body!r} in pieces of {[*map(len, pieces)]}") from error


def _harmless(error: ProviderError) -> None:
    told = error.sentence + error.excerpt
    told.encode()
    assert error.sentence
    assert len(error.sentence) <= 300
    assert "\x1b" not in told
    assert error.retry_after is None or 0 <= error.retry_after < 1e10


def _in_pieces(choose: random.Random, body: bytes) -> list[bytes]:
    if choose.random() < 0.5:
        return [body]
    cuts = sorted(choose.randint(0, len(body)) for _ in range(choose.randint(1, 4)))
    return [body[a:b] for a, b in zip([0, *cuts], [*cuts, len(body)], strict=True)]


@pytest.mark.parametrize("shard", range(SHARDS))
@pytest.mark.parametrize("name", [*READINGS, "drawn"])
async def test_any_answer(name: str, shard: int, script: _Script) -> None:
    make, bodies, lines = READINGS.get(name, READINGS["openai"])
    choose = random.Random(f"{name}:{shard}")
    for _ in range(INPUTS * 3 // 4 // SHARDS // (len(READINGS) + 1)):
        body = spoiled(choose, bodies)
        script.pieces = _in_pieces(choose, body)
        source = (
            openai_images.drawn(None, CALL, "x")  # type: ignore[arg-type]
            if name == "drawn"
            else exchange.exchanged(None, CALL, make(), lines=lines)  # type: ignore[arg-type]
        )
        await _read(source, body, script.pieces)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_any_refusal(shard: int) -> None:
    choose = random.Random(f"refusal:{shard}")
    for _ in range(INPUTS // 4 // SHARDS + 1):
        body = spoiled(choose, REFUSALS)
        status = choose.choice((400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 503, 529, 600))
        headers = {choose.choice(HEADERS): choose.choice(TIMES)}
        try:
            _harmless(refused(status, headers, body, "http://127.0.0.1/v1/x"))
        except BaseException as error:
            raise AssertionError(f"{error!r} of {status} {headers} {body!r}") from error


def test_spoiling_is_the_same_for_the_same_seed_and_changes_something() -> None:
    bodies = [*REFUSALS, *WORDS]
    once = [spoiled(random.Random(n), bodies) for n in range(200)]
    assert once == [spoiled(random.Random(n), bodies) for n in range(200)]
    assert len(set(once)) > 150
