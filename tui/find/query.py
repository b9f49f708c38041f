"""What is looked for, as spans of a text. A pattern that takes too long is given up, and said.

`regex` instead of `re`: it has a limit of time and lets the other threads run meanwhile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import regex

Spans = list[tuple[int, int]]
_PATIENCE = 0.25
"""Seconds for one text."""
_HELD = 64
_MOST = 10_000
"""Hits in one text that are told apart."""


# None of these is told from another letter that is no other case of it (K and the Kelvin sign), is
# escaped in JSON or has a meaning of its own there.
_PLAIN = re.compile(r"(?:[^\W_iksIKS]|[ !#$&'()*+,./:;<=>?@^`{|}~-])+", re.ASCII)


class QueryError(Exception):
    """Its text is the sentence for a person."""


@dataclass(frozen=True)
class Query:
    """Words as they stand, or a regular expression; letters are alike unless `case` says so."""

    text: str
    case: bool = False
    expression: bool = False

    def spans(self, text: str, patience: float = _PATIENCE) -> Spans:
        """Where it stands in `text`, from left to right; never empty ones. `QueryError`."""
        if not self.text:
            return []
        spans: Spans = []
        try:
            for hit in self._compiled.finditer(text, timeout=patience, concurrent=True):
                if hit.end() > hit.start():
                    spans.append(hit.span())
                if len(spans) == _MOST:
                    break
        except TimeoutError:
            raise QueryError("This expression takes too long.") from None
        return spans

    @property
    def holding(self) -> str:
        """What every text that has it holds as it stands, but for the case of its letters."""
        runs = [] if self.expression else _PLAIN.findall(self.text)
        return max(runs, key=len, default="")[:_HELD]

    @cached_property
    def _compiled(self) -> regex.Pattern[str]:
        flags = regex.VERSION0 | regex.MULTILINE | (0 if self.case else regex.IGNORECASE)
        source = self.text if self.expression else regex.escape(self.text, special_only=True)
        try:
            return regex.compile(source, flags)
        except regex.error as error:
            at = f" at character {error.pos + 1}" if error.pos is not None else ""
            raise QueryError(f"No expression: {error.msg}{at}") from None
        except (OverflowError, RecursionError, MemoryError):
            raise QueryError("This expression is too large.") from None
