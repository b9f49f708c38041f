"""The whole chunks of a chunked body that h11 has received, taken all at once.

A server sends a token a chunk, and h11 spends more on each than all that is done with the token.
What is not plain (half a chunk, an extension, the end, an error) is left for h11 itself.
"""

from __future__ import annotations

import re
from typing import Any

_HEAD = re.compile(rb"([0-9A-Fa-f]{1,8})\r\n")


def whole_chunks(connection: Any, most: int) -> list[bytes]:
    """The chunks at the front of what `connection` (an `h11.Connection`) has received, until they
    are `most` bytes; each was sent whole and is not empty."""
    try:
        reader, buffer = connection._reader, connection._receive_buffer
        if reader._reading_trailer or reader._bytes_in_chunk:
            return []
        data, before = buffer._data, reader._bytes_to_discard
    except AttributeError:  # the body is not chunked, or h11 is another than we know
        return []
    at, size, found = 0, 0, list[bytes]()
    if before:
        if not data.startswith(before):
            return []
        at = len(before)
    while size < most and (head := _HEAD.match(data, at)):
        start, length = head.end(), int(head[1], 16)
        end = start + length
        if not length or data[end : end + 2] != b"\r\n":
            break
        found.append(bytes(data[start:end]))
        size, at = size + length, end + 2
    if found:
        buffer._extract(at)
        reader._bytes_to_discard = b""
    return found
