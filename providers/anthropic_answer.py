"""What the values of an answer of Anthropic say: the same reading for events and a whole message.

Thoughts are shown, and kept with their signatures as they came: they go back unread.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chat.chunks import Chunk, ProviderData, Reasoning, Usage
from chat.text import clean_line
from providers.anthropic_messages import SEALED
from providers.reading import Reading
from providers.values import items, table, whole

_REASONS = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "filter",
    "tool_use": "tool_calls",
}


class Said(Reading):
    """The values of one message."""

    def __init__(self, prompt: str = "", model: str = "") -> None:
        super().__init__(prompt)
        self._model = model
        self._thoughts: list[dict[str, Any]] = []
        self._open: dict[int, dict[str, Any]] = {}
        self._pieces: dict[int, list[str]] = {}

    def value(self, value: dict[str, Any], name: str) -> list[Chunk]:
        text = table(value.get("delta")).get("text")
        if isinstance(text, str):
            # Nearly all that ever comes.
            self.understood = True
            return [text] if text else []
        # Some gateways name the event only in its line; "message" is one without a name.
        kind = str(value.get("type") or (name if name != "message" else ""))
        self.understood = self.understood or kind in _KINDS
        match kind:
            case "message":
                return self._message(value)
            case "message_start":
                self._count(table(value.get("message")))
            case "content_block_start":
                return self._begun(_index(value), table(value.get("content_block")))
            case "content_block_delta":
                return self._delta(_index(value), table(value.get("delta")))
            case "content_block_stop":
                self._close(_index(value))
            case "message_delta":
                self._count(value)
                self._ended(table(value.get("delta")))
            case "message_stop":
                self.over = True
                self.reason = self.reason or "stop"
            case _:
                pass
        return []

    def sealed(self) -> list[Chunk]:
        for index in list(self._open):
            self._close(index)
        if not self._thoughts:
            return []
        return [ProviderData({SEALED: {"model": self._model, "blocks": self._thoughts}})]

    def _message(self, value: dict[str, Any]) -> list[Chunk]:
        chunks: list[Chunk] = []
        for index, block in enumerate(items(value.get("content"))):
            chunks += self._begun(index, table(block))
            self._close(index)
        self._count(value)
        self._ended(value)
        return chunks

    def _begun(self, index: int, block: dict[str, Any]) -> list[Chunk]:
        match block.get("type"):
            case "text":
                return _text(block.get("text"))
            case "thinking" | "redacted_thinking":
                self.seal(len(repr(block)))
                self._open[index], self._pieces[index] = dict(block), []
                return _thought(block.get("thinking"))
            case _:
                return []

    def _delta(self, index: int, delta: dict[str, Any]) -> list[Chunk]:
        block = self._open.get(index, {})
        match delta.get("type"):
            case "text_delta":
                return _text(delta.get("text"))
            case "thinking_delta":
                if isinstance(piece := delta.get("thinking"), str):
                    self.seal(len(piece))
                    self._pieces.setdefault(index, []).append(piece)
                return _thought(delta.get("thinking"))
            case "signature_delta" if isinstance(delta.get("signature"), str):
                self.seal(len(repr(delta)))
                block["signature"] = str(block.get("signature") or "") + delta["signature"]
            case _:
                pass
        return []

    def _close(self, index: int) -> None:
        block = self._open.pop(index, None)
        pieces = self._pieces.pop(index, [])
        # One without a signature is refused when it comes back.
        if block is not None and (block.get("signature") or block.get("data")):
            if pieces:
                block["thinking"] = str(block.get("thinking") or "") + "".join(pieces)
            self._thoughts.append(block)

    def _ended(self, value: Mapping[str, Any]) -> None:
        reason = value.get("stop_reason")
        if isinstance(reason, str) and reason:
            self.reason = _REASONS.get(reason, clean_line(reason, 40))
        details = table(value.get("stop_details"))
        if isinstance(words := details.get("explanation"), str):
            self.why = words

    def _count(self, value: Mapping[str, Any]) -> None:
        """Told in pieces: at the start what went in, then what came out, each time all of it."""
        counted = table(value.get("usage"))
        if not counted:
            return
        old = self.usage or Usage()
        read = whole(counted.get("cache_read_input_tokens"))
        new = whole(counted.get("cache_creation_input_tokens"))
        went = (whole(counted.get("input_tokens")) or 0) + (read or 0) + (new or 0)
        out = whole(counted.get("output_tokens"))
        self.usage = Usage(
            went or old.input,
            old.output if out is None else out,
            old.reasoning,
            old.cached if read is None else read,
        )


_KINDS = {"message", "message_start", "content_block_start", "content_block_delta", "message_delta"}


def _index(value: Mapping[str, Any]) -> int:
    return whole(value.get("index")) or 0


def _text(text: Any) -> list[Chunk]:
    return [text] if isinstance(text, str) and text else []


def _thought(text: Any) -> list[Chunk]:
    return [Reasoning(text)] if isinstance(text, str) and text else []
