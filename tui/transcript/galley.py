"""Rows of text that grows: those that stay, and below them those that are written anew."""

from __future__ import annotations

from dataclasses import replace

from tui.transcript.rows import Row, Sheet
from tui.transcript.shape import WHOLE, Blocks
from tui.transcript.styles import Styles


class Galley:
    """Takes sheets; `keep` makes what was taken stay, `cut` drops the rest."""

    def __init__(
        self, width: int, styles: Styles, first_line: int, blocks: Blocks | None = None
    ) -> None:
        """`blocks` is told where code and tables stand."""
        self.rows: list[Row] = []
        self.lines: list[str] = []
        self.first_line = first_line
        self.kept = 0
        """Rows that stay."""
        self._kept_lines = self._kept_blocks = 0
        self.blocks = blocks if blocks is not None else Blocks(0, WHOLE, folds=False)
        self.width, self._styles = width, styles

    def sheet(self) -> Sheet:
        """An empty sheet whose lines count on from here."""
        first = self.first_line + len(self.lines)
        return Sheet(self.width, self._styles, first_line=first, blocks=self.blocks)

    def take(self, sheet: Sheet) -> None:
        self.rows += sheet.rows
        self.lines += sheet.lines

    def keep(self) -> None:
        self.kept, self._kept_lines = len(self.rows), len(self.lines)
        self._kept_blocks = len(self.blocks.placed)

    def cut(self, row: int | None = None) -> None:
        """Drop the rows that do not stay; all from `row` on, if one is given."""
        if row is not None and row < self.kept:
            line = self.rows[row].line
            self.kept, self._kept_lines = row, line - self.first_line
            self._kept_blocks = sum(block.first < line for block in self.blocks.placed)
        del self.rows[self.kept :]
        del self.lines[self._kept_lines :]
        del self.blocks.placed[self._kept_blocks :]

    def move(self, first_line: int) -> None:
        """The number of the first line is another."""
        down = first_line - self.first_line
        for written in {id(row.written): row.written for row in self.rows if down}.values():
            written.line += down
        for number, block in enumerate(self.blocks.placed):
            moved = replace(block, first=block.first + down, last=block.last + down)
            self.blocks.placed[number] = moved
        self.first_line = first_line

    def pop_line(self) -> int:
        """Drop the last logical line; where its first row was."""
        number = self.rows[-1].line
        while self.rows and self.rows[-1].line == number:
            self.rows.pop()
        self.lines.pop()
        return len(self.rows)
