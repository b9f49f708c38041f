"""A text area whose rows are drawn from their own characters only.

Textual draws each row of a wrapped line from the whole line: in one of 100,000 characters a key
takes a tenth of a second. A plain text has no highlights, gutter or brackets, so little is needed.
"""

from __future__ import annotations

from itertools import pairwise

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widgets import TextArea

_PLAIN = Style.null()


class PlainRows(TextArea):
    """For soft-wrapped text without a language, line numbers, suggestions or a cursor line."""

    def _render_line(self, y: int) -> Strip:
        theme, rows = self._theme, self.wrapped_document._offset_to_line_info
        base = theme.base_style if theme and theme.base_style is not None else self.rich_style
        y += self.scroll_offset.y
        if y >= len(rows):
            return Strip.blank(self.size.width, base)
        segments = self._segments(*rows[y])
        strip = Strip(segments, sum(cell_len(segment.text) for segment in segments))
        width = self.scrollable_content_region.size.width
        return strip.extend_cell_length(width, base).apply_style(base)

    def _segments(self, row: int, section: int) -> list[Segment]:
        line, offsets = self.document[row], self.wrapped_document.get_offsets(row)
        styles = self._styles(row, len(line))
        if not line and len(styles) == 1 and row != self.selection.end[0]:
            return [Segment("▌", Style(color=styles[0][2].bgcolor))]  # an empty line, selected
        start = offsets[section - 1] if section else 0
        end = offsets[section] if section < len(offsets) else len(line) + 1
        text = (line[start:end] + " ")[: end - start]  # the last cell is the cursor's
        widths = iter(self.wrapped_document.get_tab_widths(row)[line.count("\t", 0, start) :])
        edges = {start, end, *(edge for style in styles for edge in style[:2])}
        marks = sorted(edge for edge in edges if start <= edge <= end)
        found: list[Segment] = []
        for begin, stop in pairwise(marks):
            style = _PLAIN
            for first, last, over in styles:
                if first <= begin and stop <= last:
                    style += over
            piece = text[begin - start : stop - start]
            if "\t" in piece:
                piece = "".join(" " * next(widths) if char == "\t" else char for char in piece)
            found.append(Segment(piece, style))
        return found

    def _styles(self, row: int, length: int) -> list[tuple[int, int, Style]]:
        """What is drawn over the text of a line: from, to, how; the later over the earlier."""
        theme, found = self._theme, list[tuple[int, int, Style]]()
        if theme is None:
            return found
        first, last = sorted(self.selection)
        if theme.selection_style and first != last and first[0] <= row <= last[0]:
            begin = first[1] if row == first[0] else 0
            end = last[1] if row == last[0] else length
            found.append((begin, end, theme.selection_style))
        cursor_row, column = self.selection.end
        if row == cursor_row and self._draw_cursor and theme.cursor_style:
            found.append((column, column + 1, theme.cursor_style))
        return found
