"""What is shown of a long message until a thread has laid it out: pieces of it around what is
looked at, laid out as they are seen, and empty rows where nobody has looked yet.

Its height is the estimate, so nothing around it moves; a piece costs 3 ms however long the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from chat.text import clean
from tui.transcript.fold_rows import fold_label
from tui.transcript.message_rows import Laid, write_head, write_said
from tui.transcript.rows import Row, Sheet
from tui.transcript.shape import FOLDED, HEAD, LINES, is_long
from tui.transcript.styles import Styles
from tui.transcript.walls import is_wall

if TYPE_CHECKING:
    from tui.transcript.layout import Layout

_PIECE = 2500
"""Characters."""
_FAR = 150
"""Rows from what is laid out beyond which it is begun anew."""
_AROUND = 6
"""Rows by which a place is known again."""
_MARKS = re.compile(r"[^\w\n]+")
_NEAR = 2000
"""Rows in which what was in the middle of the screen is looked for."""


_OPENING = re.compile(r"^ *(`{3,}|~{3,})[^`\n]*\n", re.M)


class Pieces(Sequence[Row]):
    """The rows; those that are asked for are made."""

    def __init__(self, layout: Layout, height: int) -> None:
        sheet = Sheet(layout.look.width, layout.look.styles)
        self.head = write_head(
            sheet, layout.message, layout.row, layout.lead, times=layout.look.times
        )
        self._layout, self._head = layout, sheet.rows
        self._line = len(sheet.lines)
        text, folds = layout.message.text, layout.shape == FOLDED
        self._text = shortened(text, layout.row.role) if folds else text
        self._height = max(height, len(sheet.rows) + 1)
        self._empty = empty_row(layout.look.width, layout.look.styles, self._line)
        self._made: list[Row] = []
        self._from = self._to = self._top = 0
        """What of the text is made, and in which row it begins."""

    def __len__(self) -> int:
        return self._height

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, int):
            number = at + self._height if at < 0 else at
            if not 0 <= number < self._height:
                raise IndexError(at)
            return self[number : number + 1][0]
        start, stop, _ = at.indices(self._height)
        if start < stop:
            self._make(start, stop)
        return [self._row(number) for number in range(start, stop)]

    def _row(self, number: int) -> Row:
        if number < len(self._head):
            return self._head[number]
        made = number - self._top
        return self._made[made] if 0 <= made < len(self._made) else self._empty

    def foretold(self, row: int, height: int) -> int:
        """Where `row` is going to be when the message has `height` rows."""
        if self._to == len(self._text):
            return height - (self._height - row)
        if self._from == 0:
            return row
        return round(row * height / self._height)

    def _make(self, start: int, stop: int) -> None:
        """Lay out what stands in rows `start` to `stop`."""
        bottom = self._top + len(self._made)
        if not self._made or start > bottom + _FAR or stop < self._top - _FAR:
            self._begin(start, stop)
        for _ in range(4):
            if start >= self._top or self._from == 0:
                break
            self._above()
        for _ in range(4):
            if stop <= self._top + len(self._made) or self._to == len(self._text):
                break
            self._below()

    def _begin(self, start: int, stop: int) -> None:
        """Nothing is made yet of what is looked at: where in the text that is."""
        self._made, length = [], len(self._text)
        if stop >= self._height:
            self._from = self._to = length
            self._top = self._height
        elif start <= len(self._head):
            self._from = self._to = 0
            self._top = len(self._head)
        else:
            self._from = self._to = _boundary(self._text, length * start // self._height)
            self._top = start

    def _above(self) -> None:
        begin = _boundary(self._text, max(0, self._from - _PIECE)) if self._from > _PIECE else 0
        if begin >= self._from:
            begin = max(0, self._from - _PIECE)
        rows = self._rows_of(begin, self._from)
        self._made = rows + self._made
        self._from, self._top = begin, self._top - len(rows)

    def _below(self) -> None:
        end = self._to + _PIECE
        end = _boundary(self._text, end) if end < len(self._text) else len(self._text)
        if end <= self._to:
            end = self._to + _PIECE
        self._made += self._rows_of(self._to, end)
        self._to = end

    def _rows_of(self, begin: int, end: int) -> list[Row]:
        sheet = Sheet(self._layout.look.width, self._layout.look.styles, first_line=self._line + 1)
        inside = _fence(self._text, begin)
        text, layout = clean(inside + self._text[begin:end]), self._layout
        write_said(sheet, text, layout.row.role, tex=layout.tex)
        rows = sheet.rows[1:] if inside else sheet.rows
        if not inside and self._text.endswith("\n\n", 0, begin):
            rows = [empty_row(sheet.width, sheet.styles, self._line + 1), *rows]
        return rows


def shortened(text: str, role: str) -> str:
    """The text of a message without what is folded of it at first."""
    if text.count("\n") < LINES:
        return text
    if role == "user":
        return _headed(text) if is_wall(text) else text
    said, read = [], 0
    while (opening := _OPENING.search(text, read)) is not None:
        closing = re.compile(rf"^ *{opening[1]}+[ \t]*$", re.M).search(text, opening.end())
        end = closing.start() if closing is not None else len(text)
        code = text[opening.end() : end]
        said += [text[read : opening.end()], _headed(code) if is_long(code) else code]
        read = end if closing is None else closing.end()
        said.append(text[end:read])
    return "".join([*said, text[read:]])


def _headed(text: str) -> str:
    """The first lines, and how many there are."""
    lines = text.rstrip("\n").split("\n")
    if len(lines) <= LINES:
        return text
    return "\n".join([*lines[:HEAD], fold_label("\n".join(lines), folded=True), ""])


def _boundary(text: str, at: int) -> int:
    """The beginning of a block near `at`; of a line or a word where there is none."""
    for mark in ("\n\n", "\n", " "):
        found = text.find(mark, at, at + _PIECE)
        if found >= 0:
            return found + len(mark)
    return at


_FENCE = re.compile(r"```[^`\n]*\n?")


def _fence(text: str, at: int) -> str:
    """The line that opens the code in which `at` is; empty if it is in none."""
    marks = text.count("\n```", 0, at) + text.startswith("```")
    if marks % 2 == 0 or at < 3:
        return ""
    opening = _FENCE.match(text, max(0, text.rfind("\n```", 0, at) + 1))
    return opening[0] if opening is not None else "```\n"


def standin(layout: Layout, height: int) -> Laid:
    """What stands for the message in about `height` rows."""
    pieces = Pieces(layout, height)
    return Laid(pieces, [], pieces.head)


def same_row(old: Laid, row: int, new: Laid) -> int:
    """The row of `new` that shows what `row` shows in `old`."""
    if not 0 <= row < len(old.rows):
        return max(0, row - len(old.rows)) + len(new.rows) if row > 0 else row
    shown = old.rows[row]
    pieces = old.rows if isinstance(old.rows, Pieces) else None
    if pieces is None and shown.width != new.rows[0].width:
        place = shown.line, shown.start
        behind = (i for i, each in enumerate(new.rows) if (each.line, each.start) > place)
        return max(0, next(behind, len(new.rows)) - 1)
    grown = len(new.rows) / len(old.rows)
    foretold = round(row * min(1, grown)) if pieces is None else pieces.foretold(row, len(new.rows))
    if grown == 1 and new.rows[row].text == shown.text:
        return row
    return _found(old.rows[row : row + _AROUND], new.rows, foretold)


def _found(around: Sequence[Row], rows: Sequence[Row], foretold: int) -> int:
    """The row of `rows` near `foretold` that shows what the first of `around` shows."""
    low = max(0, foretold - _NEAR)
    texts = [row.text.strip() for row in rows[low : foretold + _NEAR]]
    wanted = [row.text.strip() for row in around]
    alike = [at for at, text in enumerate(texts) if text == wanted[0]] if wanted[0] else []
    if not alike:
        alike = _holding(texts, wanted[0])

    def likely(at: int) -> tuple[int, int]:
        same = sum(a == b for a, b in zip(wanted, texts[at : at + _AROUND], strict=False))
        return same, -abs(low + at - foretold)

    return low + max(alike, key=likely, default=foretold - low)


def _holding(texts: Sequence[str], wanted: str) -> list[int]:
    """Which of `texts` hold the first words of `wanted`, whatever marks stand between them."""
    words = _MARKS.sub(" ", wanted).split()[:3]
    if not words:
        return []
    joined = _MARKS.sub(" ", "\n".join(texts))
    found, place, line, before = [], -1, 0, 0
    flat = joined.replace("\n", " ")
    while (place := flat.find(" ".join(words), place + 1)) >= 0:
        line += joined.count("\n", before, place)
        before = place
        found.append(line)
    return found


def empty_row(width: int, styles: Styles, line: int = 0) -> Row:
    sheet = Sheet(width, styles, first_line=line)
    sheet.blank()
    return sheet.rows[0]
