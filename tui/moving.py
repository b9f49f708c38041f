"""Moving in the transcript: what is scrolled away loses the focus."""

from __future__ import annotations

from tui.clicks import Clicks


class Moving(Clicks):
    """A transcript whose focused message is always in sight."""

    def half_page(self, step: int) -> None:
        """Half a page up (-1) or down (1)."""
        self.scrolled(step * max(1, self.view_height // 2))

    def scrolled(self, rows: int) -> None:
        super().scrolled(rows)
        self._focus_seen()

    def go_top(self) -> None:
        super().go_top()
        self._focus_seen()

    def go_end(self) -> None:
        super().go_end()
        self._focus_seen()

    def _focus_seen(self) -> None:
        """The letters act on a message that is seen: one that was scrolled away loses the focus to
        its nearest neighbour in sight."""
        old = self.book.index(self.focused_id)
        if not self.has_focus or old is None:
            return
        seen = {
            index
            for index, row in self._rows()
            if row is not None and row.line >= self.book.shown(index).head
        }
        if seen and old not in seen:
            self._focused = self.book.path[min(max(old, min(seen)), max(seen))].id
            self._painted = []
            self.refresh()
            self.screen.refresh_status()
