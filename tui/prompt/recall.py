"""↑ and ↓ in the field: through its rows first, then through the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chat.text import clean
from tui.prompt.history import Fetch, History
from tui.prompt.sizes import fitted

if TYPE_CHECKING:
    from chat.messages import FilePart, Part
    from tui.prompt.completer import Completer
    from tui.prompt.field import PromptField
    from tui.prompt.tray import Tray


class Recall:
    """Belongs to one field. An old question that is not edited lets every ↑ and ↓ through."""

    def __init__(self, field: PromptField, tray: Tray, completer: Completer) -> None:
        self._field, self._tray, self._completer = field, tray, completer
        self._history = History()
        self._chip: FilePart | None = None
        """The old question that is shown, if it is too long for the field."""

    def fetch_with(self, fetch: Fetch) -> None:
        def shown(offset: int) -> str | None:
            return None if (found := fetch(offset)) is None else clean(found)

        self._history = History(shown)

    @property
    def browsing(self) -> bool:
        return self._history.browsing

    @property
    def draft(self) -> str:
        """The text that is not sent: while an old question is looked at, what stood there."""
        return self._history.draft if self._untouched else self._field.text

    @property
    def attachments(self) -> tuple[Part, ...]:
        """The parts that are not sent, as `draft`."""
        return self._others if self._untouched else self._tray.parts

    def forget(self) -> None:
        """What stands in the prompt is the draft."""
        self._history.forget()
        self._chip = None

    def typed(self) -> None:
        """The text changed: emptied by hand it is a new draft."""
        if self._field.empty and not self._untouched:
            self.forget()

    def up(self) -> bool:
        """Whether there was something older, or nothing is left to do."""
        if not (self._untouched or self._field.on_first_row):
            return False
        return self._show(self._history.older(self._standing)) or self._history.browsing

    def down(self) -> bool:
        if not (self._untouched or self._field.on_last_row):
            return False
        return self._show(self._history.newer())

    def _show(self, text: str | None) -> bool:
        if text is None:
            return False
        shown, chips = fitted(text)
        parts = (*self._others, *chips)
        self._chip = chips[0] if chips and self._history.browsing else None
        self._completer.leave(shown)
        if chips or len(parts) < len(self._tray.parts):
            self._tray.step(parts, shown)
        else:
            self._field.exchange(shown)
        return True

    @property
    def _others(self) -> tuple[Part, ...]:
        return tuple(part for part in self._tray.parts if part is not self._chip)

    @property
    def _standing(self) -> str:
        """The text that is shown: what its chip holds if it is one and nothing was added."""
        alone = self._field.empty and len(self._others) < len(self._tray.parts)
        return self._chip.text if alone and self._chip is not None else self._field.text

    @property
    def _untouched(self) -> bool:
        return self._history.untouched(self._standing)
