"""Text that grows: rows of closed blocks are kept, only the last open block is parsed again.

A block that has grown long is read on by what it is: code by lines, a table by rows, a list by
items. A finished answer is laid out once more as a whole.
"""

from __future__ import annotations

import re
from typing import assert_never

from tui.transcript.blocks import Block, Code, Listing, Paragraph, Table, parse_placed
from tui.transcript.giant import BLANK, OpenGiant, is_giant
from tui.transcript.growth import Growth
from tui.transcript.open_fence import OPENING, OpenFence, open_inside
from tui.transcript.open_table import LONG as LONG_TABLE
from tui.transcript.open_table import OpenTable
from tui.transcript.plain import addition, is_prose, lengthened
from tui.transcript.renderer import spaced, write_block
from tui.transcript.shape import Blocks
from tui.transcript.styles import Styles

_LONG_LIST = 800
"""Characters of an open list beyond which its items but the last two are closed."""
_LONGEST = 8192
"""Characters of any open block beyond which what stands above its last blank line is closed."""
_KEPT = 32_768
"""Characters of source that has been read which are kept."""
_ITEM = re.compile(r"^(?:[-*+]|\d{1,9}[.)]) ", re.M)


class GrowingText(Growth):
    """Markdown."""

    def __init__(
        self, width: int, styles: Styles, first_line: int, blocks: Blocks | None = None
    ) -> None:
        super().__init__(width, styles, first_line, blocks)
        self._source = ""
        self._tail = 0
        """Where the last open block begins in the source."""
        self._before: Block | None = None
        """The last closed block."""
        self._block: OpenFence | OpenTable | OpenGiant | None = None
        """The open block, if it is read on and not parsed anew."""
        self._shut = -1
        """Where a fence begins that is known to have closed."""
        self._listing = False
        """Whether the open block is a list."""
        self._shown = 0
        """Characters of the source that stand in the rows."""
        self._prose = False
        """Whether the last row is one of words, in a block that is open."""

    def update(self, most: int | None = None) -> int:
        self._source += self._incoming.take(most)
        self._forget_read()
        changed = self._galley.kept
        if self._block is None and is_giant(self._source, self._tail):
            self._close_blocks()
            self._begin_giant()
        row = self._lengthen()
        if row is None:
            self._prose = False
            changed = min(changed, self._parse())
        else:
            changed = row
        self._shown = len(self._source)
        return changed

    def _forget_read(self) -> None:
        """Drop the source that nobody reads again: it is copied whenever some is added."""
        read = self._tail if self._block is None else self._block.needed
        if read > _KEPT:
            self._source = self._source[read:]
            self._tail, self._shut = max(0, self._tail - read), self._shut - read
            self._shown -= read
            if self._block is not None:
                self._block.moved(read)

    def _close_blocks(self) -> None:
        """Close what stands above the last blank line: it is as long as the last piece."""
        end = self._source.rfind("\n\n", self._tail) + 1
        if end > self._tail:
            self._close(end)

    def _close(self, end: int) -> None:
        """Close everything from the tail to `end`."""
        self._galley.cut()
        for block, _ in parse_placed(self._source[self._tail : end]):
            self._write(block, self._before)
            self._before = block
        self._galley.keep()
        self._tail = end

    def _lengthen(self) -> int | None:
        """Words behind words need no parser; the first row of their line."""
        if not self._prose or self._shown >= len(self._source):
            return None
        before, added = self._source[self._tail : self._shown], self._source[self._shown :]
        more = addition(before, added)
        sheet = lengthened(self.rows, before, more) if more is not None else None
        if sheet is None:
            return None
        first = self._galley.pop_line()
        self._galley.take(sheet)
        return first

    def _parse(self) -> int:
        """Read on, or parse from the tail; the first row that may have changed."""
        changed = self._galley.kept
        if self._block is None:
            self._open_fence()
        while (block := self._block) is not None:
            end = block.read_on(self._source)
            changed = min(changed, self._galley.kept)
            if end is None:
                return changed
            changed = min(changed, self._leave(block, end))
            if not block.stays:
                break
            self._open_fence()
        size = len(self._source) - self._tail
        if (
            self._listing
            and size > _LONG_LIST
            and "```" not in self._source[max(0, self._shown - 3) :]
        ):
            self._close_items()
        elif size > _LONGEST:
            self._close_blocks()
        self._parse_tail()
        return changed

    def _parse_tail(self) -> None:
        source = self._source[self._tail :]
        placed = parse_placed(source)
        self._galley.cut()
        # A block that begins on an unfinished line may turn out to belong to the one before it.
        starts = [0, *(found.end() for found in re.finditer("\n", source))]
        begun = placed and "\n" not in source[starts[min(placed[-1][1], len(starts) - 1)] :]
        closed = len(placed) - (2 if begun else 1)
        if closed > 0:
            for block, _ in placed[:closed]:
                self._write(block, self._before)
                self._before = block
            self._galley.keep()
            self._tail += starts[min(placed[closed][1], len(starts) - 1)]
        opened = [block for block, _ in placed[max(0, closed) :]]
        self._listing = False
        self._open(opened)
        self._prose = bool(opened) and is_prose(opened[-1])

    # -- the open block

    def _open(self, blocks: list[Block]) -> None:
        """Write what is not closed yet."""
        size = len(self._source) - self._tail
        match blocks:
            case [Table()] if size > LONG_TABLE:
                self._space(blocks[0])
                self._galley.keep()
                self._block = OpenTable(self._galley, self._source, self._tail)
                self._block.read_on(self._source)
            case [Listing()] if size > _LONG_LIST and self._open_nested():
                pass
            case _:
                self._listing = isinstance(blocks[-1], Listing) if blocks else False
                before = self._before
                for block in blocks:
                    self._write(block, before)
                    before = block

    def _close_items(self) -> None:
        """Keep the items but the last as rows: a long list is not parsed again for each token."""
        marks = list(_ITEM.finditer(self._source, self._tail))
        if len(marks) > 2:  # the last may turn out to be none ("2" of "2.5 is …")
            self._close(marks[-2].start())

    def _begin_giant(self) -> None:
        self._galley.cut()
        self._space(Paragraph(()))
        self._galley.keep()
        self._block, self._prose = OpenGiant(self._galley, self._source, self._tail), False

    def _open_nested(self) -> bool:
        """Read code in a list by its lines; whether there is such."""
        opening = open_inside(self._source, self._tail)
        if opening is None:
            return False
        self._close(opening.start())
        self._block = OpenFence(self._galley, opening, self._galley.kept)
        self._block.read_on(self._source)
        return True

    def _open_fence(self) -> None:
        """Read code by its lines if it begins here, unless it is known to have closed.

        Blank lines above a block are not of it: what is read by lines begins with its first one.
        """
        if (blank := BLANK.match(self._source, self._tail)) is not None:
            self._tail = blank.end()
        opening = OPENING.match(self._source, self._tail)
        if opening is not None and self._tail != self._shut:
            self._galley.cut()
            top = self._galley.kept
            self._space(Code(""))
            self._block = OpenFence(self._galley, opening, top)

    def _leave(self, block: OpenFence | OpenTable | OpenGiant, end: int) -> int:
        """A block that was read by its lines has ended; the first row that changes by that."""
        self._block = None
        match block:
            case OpenFence(stays=False):  # short: the whole is parsed
                self._galley.cut(block.top)
                if self._source[end - 1] == "\n":  # else its last line may turn out to be code
                    self._shut = self._tail
                return block.top
            case OpenFence():
                self._before = Code("")
                if (unlit := block.unlit(self._source)) is not None:
                    self.unlit.append(unlit)
            case OpenTable():
                self._before = Table((), (), ())
            case OpenGiant():
                self._before = Paragraph(())
            case _:
                assert_never(block)
        self._tail = end
        return self._galley.kept

    # -- writing

    def _space(self, block: Block) -> None:
        if self._before is not None and spaced(self._before, block):
            sheet = self._galley.sheet()
            sheet.blank()
            self._galley.take(sheet)

    def _write(self, block: Block, before: Block | None) -> None:
        sheet = self._galley.sheet()
        glued = isinstance(before, Listing) and isinstance(block, Listing) and before.tight
        if before is not None and not glued and spaced(before, block):
            sheet.blank()
        write_block(sheet, block)
        self._galley.take(sheet)
