"""Addresses in words, if they say so, as on GitHub: `main.py` and `README.md` are none.

They are looked for a few thousand characters at a time: over a megabyte one search would keep every
other thread waiting for seconds. Most words have none, which is soon known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkify_it import LinkifyIt
from linkify_it.main import Match

_PIECE = 2048
"""Characters looked through at once, to the end of a word."""
_WORD = 2048
"""Characters of a word beyond which it is cut."""
_MARK = re.compile(r"[:@]\S|//|www\.", re.I)
"""Every address has one of these."""


class Addresses(LinkifyIt):  # type: ignore[misc]
    """What the parser asks, for texts of any length."""

    def pretest(self, text: str) -> bool:
        return any(map(super().pretest, filter(_MARK.search, _pieces(text))))

    def test(self, text: str) -> bool:
        return any(map(super().test, filter(_MARK.search, _pieces(text))))

    def match(self, text: str) -> list[Match] | None:
        found: list[Match] = []
        start = 0
        for piece in _pieces(text):
            for match in (_MARK.search(piece) and super().match(piece)) or ():
                match.index += start
                match.last_index += start
                if match.schema or match.raw[:4].lower() == "www.":
                    found.append(match)
            start += len(piece)
        return found or None


def _pieces(text: str) -> Iterator[str]:
    start, size = 0, len(text)
    while size - start > _PIECE + _WORD:
        end = text.find(" ", start + _PIECE, start + _PIECE + _WORD) + 1 or start + _PIECE + _WORD
        yield text[start:end]
        start = end
    yield text[start:] if start else text
