"""A finished turn as plain values for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from chat.messages import Failed, PicturePart, ReasoningPart, TextPart
from chat.turn import Turn


def turn(done: Turn, model: str, conversation: int | None) -> dict[str, Any]:
    """Everything a script may want to know of an answer."""
    parts = done.answer.parts(done.ended)
    usage = done.answer.usage
    return {
        "model": model,
        "text": "".join(part.text for part in parts if isinstance(part, TextPart)),
        "reasoning": "".join(part.text for part in parts if isinstance(part, ReasoningPart)),
        "pictures": [
            {
                "hash": part.picture.hash,
                "type": part.picture.type,
                "width": part.picture.width,
                "height": part.picture.height,
                "prompt": part.picture.prompt,
            }
            for part in parts
            if isinstance(part, PicturePart) and part.picture is not None
        ],
        "usage": None if usage is None else asdict(usage),
        "seconds": None if done.ended is None else round(done.ended - done.started, 3),
        "conversation": conversation,
        **_end(done),
    }


def _end(done: Turn) -> dict[str, Any]:
    match done.end:
        case Failed(failure=failure):
            return {"end": "failed", "failure": asdict(failure)}
        case None:
            return {"end": None, "failure": None}
        case finished:
            return {"end": finished.reason, "failure": None}
