"""When a draft is told: soon after the first key, not after each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.widget import Widget

    from chat.store.rows import Draft

SAVE_AFTER = 0.3
"""Seconds from the first unsaved key to the save."""


class Saving:
    """Belongs to one widget; `current` is the draft as it stands, `tell` is given a new one."""

    def __init__(
        self, widget: Widget, current: Callable[[], Draft], tell: Callable[[Draft], object]
    ) -> None:
        self._widget, self._current, self._tell = widget, current, tell
        self._saved: Draft | None = None
        """None until there was one: empty is as good as saved."""
        self._timer: Timer | None = None

    def loaded(self, draft: Draft) -> None:
        """`draft` came from the store."""
        self._saved = draft

    def touch(self) -> None:
        """Something changed, perhaps: what is worth saving shows when the timer rings."""
        if self._timer is None:
            self._timer = self._widget.set_timer(SAVE_AFTER, self._ring)

    def flush(self) -> Draft | None:
        """What is not saved, which counts as saved from now on; None when everything is."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        draft = self._current()
        if draft == self._saved or (self._saved is None and not (draft.text or draft.attachments)):
            return None
        self._saved = draft
        return draft

    def _ring(self) -> None:
        self._timer = None
        if (draft := self.flush()) is not None:
            self._tell(draft)
