"""The line above the status: what is said for a while, what stands, what is below the mouse."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen
from textual.widgets import Static

NOTICE_SECONDS = 6.0
LONGEST = 400
"""Characters: three rows, more are not shown."""


def notice_row() -> Static:
    return Static("", id="notice", classes="-empty", markup=False)


class Notices(Screen[None]):
    """Mixed into the chat screen."""

    notice_row: Static
    _notice_timer: Any = None
    _standing = ""
    _said = ""
    _pointed = ""

    def notice(self, text: str, seconds: float = NOTICE_SECONDS) -> None:
        """One line above the status, gone after `seconds`, with the next, or at the next send."""
        from chat.text import clean_line

        if self._notice_timer is not None:
            self._notice_timer.stop()
            self._notice_timer = None
        self._said = text
        self.notice_row.update(clean_line(text, LONGEST))
        self.notice_row.set_class(not text, "-empty")
        if text and seconds:
            self._notice_timer = self.set_timer(seconds, lambda: self.notice(self._standing, 0))

    def point(self, text: str) -> None:
        """Say `text` while something is below the mouse; empty: it is not any more, and what was
        said of it goes, unless something else has been said meanwhile."""
        if text:
            self.notice(text, 0)
        else:
            self.unsay(self._pointed)
        self._pointed = text

    def unsay(self, text: str) -> None:
        """`text` holds no more: it goes, unless something else has been said meanwhile."""
        if self._said == text:
            self.notice(self._standing, 0)

    def stand(self, text: str) -> None:
        """Say `text` for as long as it is so, behind what is said meanwhile; empty: it is over."""
        self._standing = text
        self.notice(text, 0)
