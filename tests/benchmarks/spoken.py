"""The same answer in each wire, its events as large as the ones of the real services."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

Spoken = Callable[[Sequence[str]], list[bytes]]


def openai(pieces: Sequence[str]) -> list[bytes]:
    def event(delta: dict[str, str], reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        told = {
            "id": "chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG",
            "object": "chat.completion.chunk",
            "created": 1741570283,
            "model": "bench",
            "system_fingerprint": "fp_50cad350e4",
            "choices": [choice],
        }
        return _sse(told)

    return [
        *(event({"content": piece}) for piece in pieces),
        event({}, "stop"),
        b"data: [DONE]\n\n",
    ]


def anthropic(pieces: Sequence[str]) -> list[bytes]:
    def event(kind: str, **more: Any) -> bytes:
        return f"event: {kind}\n".encode() + _sse({"type": kind, **more})

    message = {"id": "msg_01", "type": "message", "role": "assistant", "content": []}
    message |= {"model": "bench", "usage": {"input_tokens": 9, "output_tokens": 1}}
    return [
        event("message_start", message=message),
        event("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        *(
            event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece})
            for piece in pieces
        ),
        event("content_block_stop", index=0),
        event("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": 7}),
        event("message_stop"),
    ]


def gemini(pieces: Sequence[str]) -> list[bytes]:
    def event(text: str, **more: str) -> bytes:
        content = {"parts": [{"text": text}], "role": "model"}
        used = {"promptTokenCount": 9, "candidatesTokenCount": 7, "totalTokenCount": 16}
        told = {"candidates": [{"content": content, "index": 0, **more}], "usageMetadata": used}
        return _sse({**told, "modelVersion": "bench", "responseId": "AKl3aLzsMsiDxN8P"})

    return [*map(event, pieces), event("", finishReason="STOP")]


def ollama(pieces: Sequence[str]) -> list[bytes]:
    def line(text: str, **more: Any) -> bytes:
        message = {"role": "assistant", "content": text}
        told = {"model": "bench", "created_at": "2025-03-10T01:31:23.1234Z", "message": message}
        return json.dumps({**told, "done": False, **more}).encode() + b"\n"

    return [*map(line, pieces), line("", done=True, done_reason="stop", eval_count=7)]


SPOKEN: dict[str, tuple[str, Spoken]] = {
    "openai": ("/chat/completions", openai),
    "anthropic": ("/messages", anthropic),
    "gemini": ("/models/bench:streamGenerateContent?alt=sse", gemini),
    "ollama": ("/api/chat", ollama),
}
"""By wire: what it asks behind the base URL, and how it is answered."""


def spoken(path: str) -> Spoken:
    """How a request to `path` is answered."""
    return next(speak for asked, speak in SPOKEN.values() if path.endswith(asked.split("?")[0]))


def question(body: Any) -> str:
    """The text of the last message, in whatever wire."""
    last = (body.get("messages") or body.get("contents"))[-1]
    content = last.get("content") or last["parts"]
    return content if isinstance(content, str) else str(content[-1]["text"])


def _sse(payload: Any) -> bytes:
    return f"data: {json.dumps(payload)}\n\n".encode()
