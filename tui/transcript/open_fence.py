"""A fence that has not closed: only new lines are read, each is coloured by itself.

A short one is laid out as a whole once it has closed. The rows of a long one stay: nothing but
their colours can be wrong, and those are found in a thread (`Unlit`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tui.transcript.edges import cells, deeper
from tui.transcript.galley import Galley
from tui.transcript.highlight import MOST, CodeLine, code_lines
from tui.transcript.panel import write_code_head, write_code_lines
from tui.transcript.rows import BODY, GUTTER, Row, Span
from tui.transcript.shape import Pan, Placed
from tui.transcript.window import Window, widest

OPENING = re.compile(r"( {0,3})(`{3,}|~{3,})[ \t]*([^\n`]*)\n")
NESTED = re.compile(r"^( {2,})(`{3,}|~{3,})[ \t]*([^\n`]*)\n", re.M)
_INSIDE = re.compile(
    r"^(?: {2,}| *(?:(?:[-*+]|\d{1,9}[.)]) +)+)(?P<mark>`{3,}|~{3,})[^\n`]*\n", re.M
)
"""Where code begins in a list, behind an item's mark, too."""
_SHORT = 4096
"""Characters up to which closed code is laid out as a whole at once."""


@dataclass(frozen=True, slots=True)
class Unlit:
    """Long code that has closed: its rows stand, each line coloured by itself."""

    rows: Sequence[Row]
    text: str
    indent: int
    language: str

    def lines(self) -> Sequence[CodeLine]:
        """The colours of the whole; slow, for a thread."""
        return code_lines("\n".join(_lines(self.text, self.indent)), self.language)

    def light(self, lines: Sequence[CodeLine]) -> None:
        """Take the colours: the text of the rows, and where it breaks, is what it was."""
        done: set[int] = set()
        for row in self.rows:
            number = row.line - self.rows[0].line
            if number in done or number >= len(lines):
                row.forget()
                continue
            done.add(number)
            # Not where the row left out what joins emoji.
            if "".join([span.text for span in lines[number]]) == row.written.text:
                row.written.spans = lines[number]
            row.forget()


class OpenFence:
    """Its rows stand below the kept rows of a galley; `top` is the first of them."""

    def __init__(self, galley: Galley, opening: re.Match[str], top: int) -> None:
        self._galley = galley
        self._indent = len(opening[1])
        self.nested = self._indent > 3 or opening.re is NESTED
        """Whether it stands in a list."""
        words = opening[3].split()
        self._language = words[0].split("{")[0].strip(",:")[:24] if words else ""
        mark = rf"{re.escape(opening[2])}{re.escape(opening[2][0])}*"
        # In a list a line at the margin ends both.
        ended = r"|^(?=[^\s]| [^\s])" if self.nested else ""
        most = self._indent + 3 if self.nested else 3
        self._closing = re.compile(rf"^ {{0,{most}}}{mark}[ \t]*(?:\n|\Z){ended}", re.M)
        self._begin = self._read = self._end = opening.end()
        inside = Span(" " * self._indent)
        self._edge = deeper(BODY, inside, galley.width) if self.nested else BODY
        self._said: list[str] = []
        self._whole = 0
        """Pieces of what was said that are of whole lines."""
        blocks, sheet = galley.blocks, galley.sheet()
        room = galley.width - cells(self._edge) - 2 * GUTTER
        pan = blocks.shape.pan(blocks.number)
        self._window = Window(pan if pan is not None else Pan(), 0, room - 1)
        self._number, line = len(blocks.placed), sheet.next_line
        blocks.placed.append(Placed(blocks.number, line, line, self._said, room=room - 1, pan=pan))
        write_code_head(sheet, self._said, self._language, self._edge)
        galley.take(sheet)
        galley.keep()
        self.top, self._first = top, galley.kept

    @property
    def needed(self) -> int:
        """From where on the source is still read: all of the code may have to be coloured, and
        short code with its first line may have to be parsed."""
        size = self._read - self._begin
        return 0 if size <= _SHORT else self._begin if size <= MOST else self._read - 1

    def moved(self, characters: int) -> None:
        """So many characters at the beginning of the source are gone."""
        self._begin, self._read = self._begin - characters, self._read - characters

    def read_on(self, source: str) -> int | None:
        """Write the lines that came; where the code ends, None while it is open.

        Blank lines are written when something follows them: the caret stands behind what was
        said, not below it.
        """
        self._galley.cut()
        del self._said[self._whole :]
        found = self._closing.search(source, self._read)
        if found is not None and (found.end() < len(source) or self._is_over(source, found)):
            if found.start() > self._read:
                self._write(source[self._read : found.start() - 1], keep=True)
            self._read = self._end = found.start()
            return found.end()
        said = self._read + len(source[self._read :].rstrip())
        whole = source.rfind("\n", self._read, said) + 1
        if whole > self._read:
            self._write(source[self._read : whole - 1], keep=True)
            self._read = whole
        line = source[self._read :].partition("\n")[0]
        if line.strip(" `~") or len(line) < len(source) - self._read > len(line.rstrip()):
            self._write(line)
        return None

    def _is_over(self, source: str, found: re.Match[str]) -> bool:
        """Whether it is certain that the last line ends the code, or costs little to think so."""
        return source.endswith("\n") or not found[0] or found.start() - self._begin <= _SHORT

    @property
    def stays(self) -> bool:
        """Whether the rows stay now that it has closed."""
        return self.nested or self._end - self._begin > _SHORT

    def unlit(self, source: str) -> Unlit | None:
        """The code that has closed, to be coloured; None if it stays as it is."""
        if not self._language or self._end - self._begin > MOST:
            return None
        text = source[self._begin : max(self._begin, self._end - 1)]
        return Unlit(self._galley.rows[self._first :], text, self._indent, self._language)

    def _write(self, text: str, *, keep: bool = False) -> None:
        sheet, blocks = self._galley.sheet(), self._galley.blocks
        self._said.append("\n".join(_lines(text, self._indent)))
        lines = code_lines(self._said[-1], self._language)
        placed, window = blocks.placed[self._number], self._window
        shown = self._said[-1].expandtabs(4).split("\n")
        window.widest = max(window.widest, widest(shown, window.room + 1))
        write_code_lines(sheet, lines, self._edge, window if placed.pan is not None else None)
        last = sheet.next_line - 1
        if (last, window.widest) != (placed.last, placed.widest):
            blocks.placed[self._number] = replace(placed, last=last, widest=window.widest)
        self._galley.take(sheet)
        if keep:
            self._galley.keep()
            self._whole = len(self._said)


def _lines(text: str, indent: int) -> list[str]:
    """Lines of code without the columns that the whole is indented."""
    lines = text.split("\n")
    if not indent:
        return lines
    return [line[min(indent, len(line) - len(line.lstrip(" "))) :] for line in lines]


def open_inside(source: str, begin: int) -> re.Match[str] | None:
    """The opening line of indented code behind `begin` that has not closed; None, too, if it stands
    behind an item's mark."""
    while (opening := _INSIDE.search(source, begin)) is not None:
        mark = re.escape(opening["mark"])
        closed = re.compile(rf"^ *{mark}{mark[-1]}*[ \t]*$", re.M).search(source, opening.end())
        if closed is None:
            return NESTED.match(source, opening.start())
        begin = closed.end()
    return None
