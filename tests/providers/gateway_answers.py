"""What each of the four seed services answered a question with, as bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

SAID = "Grüße, 世界 🌍! Ends here."
PIECES = ("Grü", "ße, ", "世界", " 🌍!", " Ends", " here.")


def event(value: Any) -> bytes:
    """An event as these services wrote it, its text in UTF-8."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"data: {text}\n\n".encode()


def completion(reason: str = "stop", pieces: tuple[str, ...] = PIECES) -> bytes:
    """Events of AmigoChat, the first one empty."""
    deltas = [{"choices": [{"delta": {"content": text}}]} for text in ("", *pieces)]
    end = {"choices": [{"delta": {}, "finish_reason": reason}]}
    return b"".join(map(event, [*deltas, end, "[DONE]"]))


def autonomous() -> bytes:
    """The same of AutonomousAI, its reason beside the choices."""
    deltas = [{"choices": [{"delta": {"content": text}}]} for text in PIECES]
    return b"".join(map(event, [*deltas, {"choices": [], "finish_reason": "stop"}, "[DONE]"]))


def lines() -> bytes:
    """AiChats' lines: white space around the answer, CRLF and LF, comments, an empty one."""
    said = [f"data: {text}" for text in ("  ", " " + PIECES[0], *PIECES[1:3], "", *PIECES[3:])]
    return "\n".join([": hello\r", *said, "data:   \r", "data: [DONE]", ""]).encode()


def objects() -> bytes:
    """FlowGpt's objects, with what is passed over."""
    said = [{"event": "text", "data": text} for text in PIECES]
    rows = [{"event": "start", "data": {"id": 1}}, *said, {"status": "ok"}, {"event": "end"}]
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def whole() -> bytes:
    """One object instead of events."""
    choice = {"message": {"role": "assistant", "content": SAID}, "finish_reason": "stop"}
    return json.dumps({"choices": [choice]}).encode()


CHATS: dict[str, Callable[[], bytes]] = {
    "amigochat": completion,
    "aichats": lines,
    "flowgpt": objects,
    "autonomousai": autonomous,
}
"""What each service answers a question with."""
