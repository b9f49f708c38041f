"""Code blocks that a text leaves open: what comes behind it would all be code.

A line is read for what it opens and ends, lists and fences, and for nothing else.
"""

from __future__ import annotations

import re

_FENCE = re.compile(r"(`{3,}(?=[^`]*\Z)|~{3,})(.*)\Z", re.DOTALL)
_ITEM = re.compile(r"(?:[-+*]|\d{1,9}[.)])(?=[ ]|\Z)")
_RULE = re.compile(r"([-*_])(?:[ ]*\1){2,}[ ]*\Z")
_NO_TEXT = re.compile(r"#{1,6}(?:[ ]|\Z)|>|`{3}|~{3}")
_TICKS = re.compile(r"^[ ]*(`{3,})", re.MULTILINE)
_CODE = 4
"""Spaces that make a line code of another kind."""


def closing_fence(text: str) -> str:
    """The line that ends a code block which `text` begins and never ends; empty when all do."""
    if "```" not in text and "~~~" not in text:
        return ""
    lines = _Lines()
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        lines.read(line.expandtabs(4))
    return "" if lines.fence is None else " " * lines.column + lines.fence


def fenced(text: str) -> str:
    """`text` as a code block that nothing in it can end."""
    longest = max((len(ticks) for ticks in _TICKS.findall(text)), default=2)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


class _Lines:
    """Where in lists and fences the last line that was read has ended."""

    def __init__(self) -> None:
        self.fence: str | None = None
        """The open one, and the column where it began."""
        self.column = 0
        self._items: list[int] = []
        """The column of the content of each list item that is open, outermost first."""
        self._talking = False
        """Whether the line before was of a paragraph: it may go on further left."""

    def read(self, line: str) -> None:
        content = line.lstrip(" ")
        column = len(line) - len(content)
        if not content:
            self._talking = False
        elif self.fence is None or column < self._left:
            self.fence = None
            self._leave(content, column)
            self._enter(content, column)
        elif column - self._left < _CODE and self._ends(content):
            self.fence = None

    @property
    def _left(self) -> int:
        return self._items[-1] if self._items else 0

    def _ends(self, content: str) -> bool:
        found = _FENCE.match(content)
        if found is None or self.fence is None or found[2].strip():
            return False
        return found[1].startswith(self.fence)

    def _leave(self, content: str, column: int) -> None:
        """End the items that a line so far left is not in."""
        text = not (_NO_TEXT.match(content) or _ITEM.match(content) or _RULE.match(content))
        if self._talking and text:
            return
        while self._items and column < self._items[-1]:
            self._items.pop()

    def _enter(self, content: str, column: int) -> None:
        """What begins on this line: items, one within the other, then perhaps a fence."""
        while (
            column - self._left < _CODE
            and _RULE.match(content) is None
            and (item := _ITEM.match(content)) is not None
        ):
            rest = content[item.end() :].lstrip(" ")
            space = len(content) - item.end() - len(rest)
            width = item.end() + (space if rest and 1 <= space <= _CODE else 1)
            content, column = content[width:], column + width
            self._items.append(column)
            inner = content.lstrip(" ")
            content, column = inner, column + len(content) - len(inner)
            self._talking = False
        found = _FENCE.match(content) if 0 <= column - self._left < _CODE else None
        if found is not None:
            self.fence, self.column = found[1], column
        self._talking = bool(content) and not (_NO_TEXT.match(content) or _RULE.match(content))
