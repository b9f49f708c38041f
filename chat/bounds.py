"""What one answer is at most: a server that never ends must fill neither the memory nor the disk.

Far above what any model says; what was said before the bound is kept.
"""

from __future__ import annotations

from chat.chunks import Chunk, ImageResponse, Reasoning
from chat.errors import ProtocolError

CHARACTERS = 4_000_000
"""Of text and thoughts together."""
CHUNKS = 400_000
CHANGES = 5_000
"""How often text and thoughts may alternate: each time begins another part of the message."""
PICTURES = 100


class Bounds:
    """Counts one answer's chunks."""

    def __init__(self) -> None:
        self._characters = self._chunks = self._changes = self._pictures = 0
        self._last: type[Chunk] | None = None

    def count(self, chunk: Chunk) -> None:
        """Raises `ProtocolError` for the chunk that is too much."""
        self._chunks += 1
        match chunk:
            case str() | Reasoning():
                self._characters += len(chunk if isinstance(chunk, str) else chunk.text)
                self._changes += type(chunk) is not self._last
                self._last = type(chunk)
            case ImageResponse(images=images):
                self._pictures += len(images)
            case _:
                pass
        if (
            self._characters > CHARACTERS
            or self._chunks > CHUNKS
            or self._changes > CHANGES
            or self._pictures > PICTURES
        ):
            raise ProtocolError("The answer has no end; what came is kept.")
