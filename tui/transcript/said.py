"""Texts of an answer that have ended while something else of it goes on: each is written once."""

from __future__ import annotations

from chat.messages import TextPart
from tui.transcript.message_rows import write_part
from tui.transcript.rows import Sheet
from tui.transcript.shape import Blocks


class Said:
    """At one width, in the same colours; `write` puts the rows of a text on a sheet."""

    def __init__(self) -> None:
        self._sheets: dict[int, tuple[TextPart, Sheet]] = {}

    def write(self, sheet: Sheet, number: int, part: TextPart) -> None:
        """Below what stands on `sheet`, of answer `number`."""
        known, own = self._sheets.get(id(part), (None, sheet))
        if known is not part or own.first_line != sheet.next_line:
            own = self._written(sheet, number, part)
            self._sheets[id(part)] = part, own
        sheet.rows += own.rows
        sheet.lines += own.lines
        if sheet.blocks is not None and own.blocks is not None:
            sheet.blocks.placed += own.blocks.placed

    def _written(self, sheet: Sheet, number: int, part: TextPart) -> Sheet:
        above = sheet.blocks
        blocks = above and Blocks(number, above.shape, above=above.number, folds=above.folds)
        own = Sheet(sheet.width, sheet.styles, first_line=sheet.next_line, blocks=blocks)
        write_part(own, number, part, unfolded=False)
        return own
