"""The picture of the file that Tab would attach, beside the rows of the completion."""

from __future__ import annotations

from tui.pictures.fit import SQUARE, fitted
from tui.pictures.source import Source
from tui.pictures.view import PictureView

BOX = (24, 8)
"""Columns and rows, at most."""
_EDGE = 3
"""Columns that the prompt's own edge takes."""


class Preview(PictureView):
    """`look` at a file, or at none."""

    DEFAULT_CSS = """
    Preview { overlay: screen; display: none; background: $panel; }
    """

    def look(self, source: Source | None, left: int) -> None:
        """Over the prompt, `left` columns to the right of where it begins, if there is room."""
        if source is not None:
            pixels = source.size if all(source.size) else SQUARE
            box = BOX[0], max(1, min(BOX[1], self.app.size.height - 5))
            columns, rows = fitted(pixels, box, self.darkroom.terminal.cell)
            self.styles.width, self.styles.height = columns, rows
            self.styles.offset = (left, -rows)
            if self.darkroom.mode == "off" or left + columns + _EDGE > self.app.size.width:
                source = None
        self.display = source is not None
        self.show(source)
