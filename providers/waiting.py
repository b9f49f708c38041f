"""What one read of the socket brought beyond a piece of a body, taken with that piece.

A server sends a token a chunk, and httpx hands chunk after chunk through its layers, though many
came in one read: a fast answer would spend most of its time there.
"""

from __future__ import annotations

from typing import Any

import h11
import httpx

from providers.chunked import whole_chunks

AT_ONCE = 16 << 10
"""Bytes from which a piece is large enough: reading it must not hold the event loop."""

_WAY = ("stream", "_stream", "_httpcore_stream", "_stream", "_connection", "_h11_state")


class Waiting:
    """`behind` each piece of `response`. (httpx has no public way to its connection: were its
    internals others, the pieces would stay as they are.)"""

    def __init__(self, response: httpx.Response) -> None:
        found: Any = None
        if response.headers.get("content-encoding", "identity") == "identity":
            found = response
            for name in _WAY:
                found = getattr(found, name, None)
        self._connection = found if isinstance(found, h11.Connection) else None
        self.ended = False
        """The body's end was read, too: httpx must not be asked for more, it would wait for it."""

    def behind(self, piece: bytes) -> bytes:
        """`piece` and what of the body was read with it. Waits for nothing.

        An error that lies behind is told to httpx again when it asks for more.
        """
        if self._connection is None or len(piece) >= AT_ONCE:
            return piece
        pieces = [piece, *whole_chunks(self._connection, AT_ONCE - len(piece))]
        size = sum(map(len, pieces))
        try:
            while size < AT_ONCE:
                event = self._connection.next_event()
                if not isinstance(event, h11.Data):
                    self.ended = isinstance(event, h11.EndOfMessage)
                    break
                pieces.append(bytes(event.data))
                size += len(event.data)
        except h11.RemoteProtocolError:
            pass
        return b"".join(pieces)
