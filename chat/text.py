"""Text from outside: halves of surrogate pairs joined, control characters made harmless.

Stored text is what was said, less lone surrogates; what is *shown* goes through `clean`.
"""

from __future__ import annotations

import re
import unicodedata

# C0 but for tab and newline, DEL, C1; the bidirectional overrides and isolates that reorder what
# a reader sees; line and paragraph separators, which terminals treat as they like.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufff9-\ufffb]"
)
# A whole escape sequence goes, not only its first byte: `[31m` left behind is noise.
_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]"  # CSI
    # OSC, DCS, SOS, PM, APC, if ended; no other may begin inside, which keeps this linear
    r"|[\]PX^_][^\x07\x1b\x90\x98\x9c-\x9f]{0,4096}(?:\x07|\x1b\\|\x9c)"
    r"|[ -/]*[0-OQ-WYZ\\`-~])"
    r"|\x9b[0-?]*[ -/]*[@-~]"
    r"|[\x90\x98\x9d-\x9f][^\x07\x1b\x90\x98\x9c-\x9f]{0,4096}(?:\x07|\x1b\\|\x9c)"
)
_STOPS = (*".!?…:;。！？",)
_SURROGATE = re.compile("[\ud800-\udfff]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def clean(text: str) -> str:
    """`text` with nothing in it that moves a cursor, changes a colour or reorders a line."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _HARMFUL.search(text) is not None:
        text = _HARMFUL.sub("", _SEQUENCE.sub("", text))
    return repaired(text)


def clean_line(text: str, limit: int = 200) -> str:
    """`clean`, on one line and not longer than `limit` characters: titles, names, sentences."""
    line = " ".join(clean(text[: limit * 8]).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def sentences(*parts: str) -> str:
    """`parts` one after the other, each with the stop that a server may have left out."""
    return " ".join(
        part if part.rstrip("\"'”’»)]")[-1:] in _STOPS else f"{part}."
        for part in map(str.strip, parts)
        if part
    )


def repaired(text: str) -> str:
    """`text` with surrogate pairs joined and lone halves replaced by U+FFFD."""
    if text.isascii() or _SURROGATE.search(text) is None:
        return text
    joined = _PAIR.sub(_join, text)
    return _SURROGATE.sub("\ufffd", joined)


def _join(match: re.Match[str]) -> str:
    high, low = match.group()
    return chr(0x10000 + ((ord(high) - 0xD800) << 10) + (ord(low) - 0xDC00))


class Joiner:
    """Holds a high surrogate back until its other half comes in the next piece."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> str:
        if self._held:
            text, self._held = self._held + text, ""
        if text and "\ud800" <= text[-1] <= "\udbff":
            text, self._held = text[:-1], text[-1]
        return repaired(text)

    def flush(self) -> str:
        held, self._held = self._held, ""
        return repaired(held)


def folded(text: str) -> str:
    """For search: compatibility forms, no marks, one case."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare.casefold())  # Hangul back into syllables
