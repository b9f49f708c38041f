"""Bytes to lines, whatever the pieces they come in: only LF, CR and CRLF end one.

A piece may end inside a character or between CR and LF. (`str.splitlines` would also break at
U+2028, U+0085, VT and FF, which are text inside JSON.)
"""

from __future__ import annotations

import codecs
import re

from chat.errors import ProtocolError

LIMIT = 32 << 20
"""Characters of one line: a picture fits, a server that never ends a line does not. Half as many
where they are not all ASCII, for one wide character makes each of them cost up to four bytes."""

_END = re.compile("\r\n|\n|\r")


class Lines:
    """`feed` pieces, get whole lines; `flush` gives the unended last one."""

    def __init__(self, limit: int = LIMIT, *, cr: bool = True) -> None:
        """`cr`: whether a CR ends a line, too; else it is text."""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held: list[str] = []
        self._size = 0
        self._limit, self._cr = limit, cr
        self._after_cr = False
        self._begun = self._wide = False

    def feed(self, data: bytes) -> list[str]:
        """The lines that end in `data`, without their ends. Raises `ProtocolError`."""
        return self._split(self._decoder.decode(data))

    def flush(self) -> list[str]:
        """What is left when the body has ended."""
        lines = self._split(self._decoder.decode(b"", final=True))
        rest = "".join(self._held)
        self._held, self._size, self._wide = [], 0, False
        return [*lines, rest] if rest else lines

    def _split(self, text: str) -> list[str]:
        if not text:
            return []
        if not self._begun:
            text, self._begun = text.removeprefix("\ufeff"), True
        if self._after_cr:
            text, self._after_cr = text.removeprefix("\n"), False
        if self._cr and "\r" in text:
            self._after_cr = text.endswith("\r")
            lines = _END.split(text)
        else:
            lines = text.split("\n")
        last = lines.pop()
        if lines and self._held:
            # Pieces of a long line are joined once: adding them up each time would be quadratic.
            lines[0] = "".join((*self._held, lines[0]))
            self._held, self._size, self._wide = [], 0, False
        if last:
            self._held.append(last)
            self._size += len(last)
            self._wide = self._wide or not last.isascii()
            if self._size > (self._limit // 2 if self._wide else self._limit):
                raise ProtocolError("The server sent a line without an end.")
        return lines
