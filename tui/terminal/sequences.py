"""Cuts what a terminal sends into plain text and whole escape sequences, at any split.

What is not whole yet is held: whoever feeds decides how long, so that Esc alone stays a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

ESC = "\x1b"
PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"

_PLAIN = re.compile("[^\x1b]+")
_WHOLE = re.compile(
    "\x1b(?:"
    r"\[(?:\[[^\x1b]|M[^\x1b]{3}|(?![\[M])[0-?]*[ -/]*[@-~])"  # CSI; Linux F1; X10 mouse
    "|[\\]PX^_][^\x1b\x07]*(?:\x07|\x1b\\\\|(?=\x1b[^\\\\]))"  # OSC, DCS, SOS, PM, APC
    r"|O[0-9]?[@-~]"  # SS3
    "|[^\\[\\]PX^_O\x1b]"  # Alt and a character
    "|(?=\x1b)"  # Esc, then another sequence
    ")",
    re.DOTALL,
)
_GROWING = re.compile(
    "\x1b(?:"
    r"\[(?:M[^\x1b]{0,2}|\[|[0-?]*[ -/]*)"
    "|[\\]PX^_][^\x1b\x07]*\x1b?"
    "|O[0-9]?"
    ")?",
    re.DOTALL,
)
_LONGEST = 1 << 16
"""A string without an end is given up here."""


class Sequences:
    """`feed` gives tokens: runs without an escape, or one whole sequence each (Esc alone too)."""

    def __init__(self) -> None:
        self.held = ""
        """The start of a sequence whose end has not come."""

    def feed(self, text: str) -> Iterator[str]:
        data, self.held = self.held + text, ""
        position = 0
        while position < len(data):
            match = _PLAIN.match(data, position) or _WHOLE.match(data, position)
            if match is None:
                growing = _GROWING.match(data, position)
                assert growing is not None
                if growing.end() == len(data) and len(data) - position < _LONGEST:
                    self.held = data[position:]
                    return
                match = growing  # broken off in the middle: a token of its own
            yield match.group()
            position = match.end()

    def flush(self) -> str:
        """What is held, given up as a token."""
        held, self.held = self.held, ""
        return held
