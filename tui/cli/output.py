"""Standard output: a model's text, made harmless across the pieces it comes in."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from typing import TextIO

from chat.text import clean

_OPEN = re.compile(
    r"(?:(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]{0,512}\x1b?"
    r"|(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,8}|\x1b|\r)\Z"
)
"""What may go on in the next piece: half an escape sequence, half a line end."""


class Closed(Exception):
    """Nobody reads any more."""


class Output:
    """Writes in a thread, so that a slow reader holds up nothing but itself."""

    def __init__(self, stream: TextIO | None) -> None:
        """`stream` is None where palaver was started with its standard output closed."""
        self._stream = stream
        self._held = ""
        self.at_line_start = True
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")

    async def write(self, text: str) -> None:
        """Write a piece of a model's text. Raises `Closed`."""
        text, self._held = self._held + text, ""
        match = _OPEN.search(text)
        if match is not None:
            text, self._held = text[: match.start()], match[0]
        await self._put(clean(text))

    async def line(self, text: str = "") -> None:
        """End what was begun, then write a line of our own; without text only the former."""
        held, self._held = self._held, ""
        await self._put(clean(held))
        if not self.at_line_start:
            await self._put("\n")
        if text:
            await self._put(text + "\n")

    async def _put(self, text: str) -> None:
        if text and self._stream is None:
            complain("The answer cannot be written: standard output is closed.")
            raise Closed
        if text:
            self.at_line_start = text.endswith("\n")
            try:
                await asyncio.to_thread(self._write, self._stream, text)
            except OSError as error:
                silence(self._stream)
                if not isinstance(error, BrokenPipeError):
                    complain(f"The answer cannot be written: {error.strerror or error}.")
                raise Closed from None

    @staticmethod
    def _write(stream: TextIO, text: str) -> None:
        stream.write(text)
        stream.flush()


def silence(stream: TextIO) -> None:
    """Let what is still buffered go nowhere: Python would complain about it when it exits."""
    if stream is sys.__stdout__:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def complain(sentence: str) -> None:
    """One sentence on standard error."""
    print(f"palaver: {sentence}", file=sys.stderr, flush=True)
