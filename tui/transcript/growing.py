"""Text that grows: rows of closed blocks are kept, only the last open block is parsed again.

In an open fence only new lines are read; the whole is highlighted once, when it closes. Rows may
differ from a fresh layout in a blank row; a finished answer is laid out once more as a whole.
"""

from __future__ import annotations

import re

from chat.text import clean
from tui.transcript.blocks import Block, Code, Listing, Paragraph, parse_placed
from tui.transcript.giant import end_of, is_giant, write_closed, write_open
from tui.transcript.highlight import code_lines
from tui.transcript.plain import addition, is_prose, lengthened
from tui.transcript.renderer import (
    spaced,
    write_block,
    write_code_head,
    write_code_lines,
)
from tui.transcript.rows import Row, Sheet
from tui.transcript.styles import Styles

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^\n`]*)\n")
_LONG_LIST = 1500
"""Characters of an open list beyond which its items but the last are closed."""
_ENDING = re.compile(r"\x1b[^a-zA-Z]{0,40}\Z")


class GrowingText:
    """Rows of Markdown so far; `rows` and `lines` after each `update`."""

    def __init__(self, width: int, styles: Styles, first_line: int) -> None:
        self.rows: list[Row] = []
        self.lines: list[str] = []
        self.first_line = first_line
        self.length = 0
        """Characters added."""
        self._width, self._styles = width, styles
        self._source = ""
        self._tail = 0
        """Where the last open block begins in the source."""
        self._fixed_rows = self._fixed_lines = 0
        self._before: Block | None = None
        """The last closed block."""
        self._fence: _OpenFence | None = None
        self._giant: int | None = None
        """Up to where a block too long to parse has been read."""
        self._shown = 0
        """Characters of the source that stand in the rows."""
        self._prose = False
        """Whether the last row is one of words, in a block that is open."""

    def add(self, text: str) -> None:
        self._source += text
        self.length += len(text)

    def update(self) -> int:
        """Bring the rows up to date; the first row that may have changed."""
        first, giant = self._fixed_rows, self._giant is not None
        if self._giant is None and self._fence is None and is_giant(self._source, self._tail):
            self._close_blocks()
            self._giant, self._prose, giant = self._tail, False, True
        if self._giant is not None and self._lengthen_giant(self._giant):
            changed = first
        else:
            changed = self._lengthen()
            if changed is None:
                self._prose = False
                changed = self._parse()
            changed = min(first, changed) if giant else changed
        self._shown = len(self._source)
        return changed

    def _close_blocks(self) -> None:
        """Close what stands above the last blank line: it is as long as the last piece."""
        end = self._source.rfind("\n\n", self._tail) + 1
        if end <= self._tail:
            return
        self._cut()
        for block, _ in parse_placed(clean(self._source[self._tail : end])):
            self._write(block, self._before)
            self._before = block
        self._fix()
        self._tail = end

    def _lengthen_giant(self, read: int) -> bool:
        """Write what came of a giant block; False when it has ended."""
        self._cut()
        sheet = self._sheet()
        if read == self._tail and self._before is not None:
            sheet.blank()
        end = end_of(self._source, read)
        stop = len(self._source) if end is None else end
        if end is None:
            stop = len(_ENDING.sub("", self._source[-64:])) + max(0, stop - 64)
        self._giant = write_closed(sheet, self._source, read, stop)
        if self._giant > read:
            self._take(sheet)
            self._fix()
            sheet = self._sheet()
        if end is not None:
            self._tail, self._giant, self._before = end, None, Paragraph(())
            return False
        if self._giant < stop:
            write_open(sheet, self._source[self._giant : stop])
        self._take(sheet)
        return True

    def _lengthen(self) -> int | None:
        """Words behind words need no parser; the first row of their line."""
        if not self._prose or self._shown >= len(self._source):
            return None
        before, added = self._source[self._tail : self._shown], self._source[self._shown :]
        more = addition(before, added)
        sheet = lengthened(self.rows, before, more) if more is not None else None
        if sheet is None:
            return None
        while self.rows and self.rows[-1].line == sheet.rows[0].line:
            self.rows.pop()
        self.lines.pop()
        first = len(self.rows)
        self._take(sheet)
        return first

    def _parse(self) -> int:
        changed = self._fixed_rows
        if self._fence is not None and not self._advance_fence():
            return self._fence.changed
        source = clean(_ENDING.sub("", self._source[self._tail :]))
        opening = _FENCE.match(source)
        if opening is not None and self._open_fence(source, opening):
            return changed
        placed = parse_placed(source)
        self._cut()
        # A block that begins on an unfinished line may turn out to belong to the one before it.
        starts = _line_starts(source)
        begun = placed and "\n" not in source[starts[min(placed[-1][1], len(starts) - 1)] :]
        closed = len(placed) - (2 if begun else 1)
        if closed > 0:
            for block, _ in placed[:closed]:
                self._write(block, self._before)
                self._before = block
            self._fix()
            self._advance(source, starts[min(placed[closed][1], len(starts) - 1)])
        opened = [block for block, _ in placed[max(0, closed) :]]
        self._open(opened)
        self._prose = bool(opened) and is_prose(opened[-1])
        return changed

    # -- the open block

    def _open(self, blocks: list[Block]) -> None:
        """Write what is not closed yet."""
        long = len(self._source) - self._tail > _LONG_LIST
        match blocks:
            case [Listing(items, tight=True)] if len(items) > 2 and long:
                self._close_items(blocks[0])
            case _:
                before = self._before
                for block in blocks:
                    self._write(block, before)
                    before = block

    def _close_items(self, block: Block) -> None:
        """Keep the items but the last as rows: a long list is not parsed again for each token."""
        source = clean(self._source[self._tail :])
        marks = list(_ITEM.finditer(source))
        if len(marks) < 3:
            self._write(block, self._before)
            return
        # The last item may turn out to be none ("2" of "2.5 is …"), so two stay open.
        last = marks[-2].start()
        for item, _ in parse_placed(source[:last]):
            self._write(item, self._before)
            self._before = item
        self._fix()
        self._advance(source, last)
        for item, _ in parse_placed(source[last:]):
            self._write(item, self._before)

    def _write(self, block: Block, before: Block | None) -> None:
        sheet = self._sheet()
        glued = isinstance(before, Listing) and isinstance(block, Listing)
        if before is not None and not glued and spaced(before, block):
            sheet.blank()
        write_block(sheet, block)
        self._take(sheet)

    # -- an open fence

    def _open_fence(self, source: str, opening: re.Match[str]) -> bool:
        """Begin reading line by line, if the fence is still open."""
        words = opening[2].split()
        fence = _OpenFence(opening[1], words[0][:24] if words else "")
        fence.read = self._tail + opening.end()
        closing = re.compile(rf"^ {{0,3}}{re.escape(fence.mark)}[ \t]*$", re.M)
        if len(source) != len(self._source) - self._tail or closing.search(source, opening.end()):
            return False
        self._cut()
        sheet = self._sheet()
        if self._before is not None and spaced(self._before, Code("")):
            sheet.blank()
        write_code_head(sheet, "", fence.language)
        self._take(sheet)
        fence.rows, fence.lines = len(self.rows), len(self.lines)
        fence.changed = self._fixed_rows
        self._fence = fence
        self._advance_fence()
        fence.changed = self._fixed_rows
        return True

    def _advance_fence(self) -> bool:
        """Read new lines; True when the fence has closed and everything is parsed again."""
        fence = self._fence
        assert fence is not None
        fence.changed = fence.rows
        new = clean(self._source[fence.read :])
        *whole, open_line = new.split("\n")
        for line in (*whole, open_line):
            if line.strip().startswith(fence.mark) and not line.strip(" `~"):
                self._fence = None
                return True
        del self.rows[fence.rows :]
        del self.lines[fence.lines :]
        if whole:
            self._code(whole, fence.language)
            fence.read = self._source.rindex("\n") + 1
            fence.rows, fence.lines = len(self.rows), len(self.lines)
        if open_line:
            self._code([open_line], fence.language)
        return False

    def _code(self, lines: list[str], language: str) -> None:
        sheet = self._sheet()
        write_code_lines(sheet, code_lines("\n".join(lines), language))
        self._take(sheet)

    # -- what is kept

    def _sheet(self) -> Sheet:
        first = self.first_line + len(self.lines)
        return Sheet(self._width, self._styles, first_line=first)

    def _take(self, sheet: Sheet) -> None:
        self.rows += sheet.rows
        self.lines += sheet.lines

    def _cut(self) -> None:
        del self.rows[self._fixed_rows :]
        del self.lines[self._fixed_lines :]

    def _fix(self) -> None:
        self._fixed_rows, self._fixed_lines = len(self.rows), len(self.lines)

    def _advance(self, source: str, characters: int) -> None:
        """The open block begins `characters` into the cleaned tail `source`."""
        rest = self._source[self._tail :]
        if len(rest) != len(source):
            self._source, self._tail = source, 0
        self._tail += characters


class _OpenFence:
    """A fence that has not closed: what of it stands in rows."""

    def __init__(self, mark: str, language: str) -> None:
        self.mark, self.language = mark, language
        self.read = self.rows = self.lines = self.changed = 0


_ITEM = re.compile(r"^(?:[-*+]|\d{1,9}[.)]) ", re.M)


def _line_starts(text: str) -> list[int]:
    starts = [0]
    starts.extend(match.end() for match in re.finditer("\n", text))
    return starts
