"""↑ and ↓ in the field: through its rows first, then through the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chat.text import clean
from tui.prompt.history import Fetch, History

if TYPE_CHECKING:
    from tui.prompt.completer import Completer
    from tui.prompt.field import PromptField


class Recall:
    """Belongs to one field. An old question that is not edited lets every ↑ and ↓ through."""

    def __init__(self, field: PromptField, completer: Completer) -> None:
        self._field, self._completer = field, completer
        self._history = History()

    def fetch_with(self, fetch: Fetch) -> None:
        self._history = History(fetch)

    @property
    def browsing(self) -> bool:
        return self._history.browsing

    @property
    def draft(self) -> str:
        """The text that is not sent: while an old question is looked at, what stood there."""
        text = self._field.text
        return self._history.draft if self._history.untouched(text) else text

    def forget(self) -> None:
        """What stands in the field is the draft."""
        self._history.forget()

    def typed(self) -> None:
        """The text changed: emptied by hand it is a new draft."""
        if self._field.empty and not self._history.untouched(""):
            self._history.forget()

    def up(self) -> bool:
        """Whether there was something older, or nothing is left to do."""
        text = self._field.text
        if not (self._history.untouched(text) or self._field.on_first_row):
            return False
        return self._show(self._history.older(text)) or self._history.browsing

    def down(self) -> bool:
        if not (self._history.untouched(self._field.text) or self._field.on_last_row):
            return False
        return self._show(self._history.newer())

    def _show(self, text: str | None) -> bool:
        if text is None:
            return False
        self._completer.leave(shown := clean(text))
        self._field.exchange(shown)
        return True
