"""Walking through earlier questions; the draft is the last entry and is never lost on the way."""

from __future__ import annotations

from collections.abc import Callable

Fetch = Callable[[int], str | None]
"""`fetch(0)` is the newest question, None is beyond the oldest."""


class History:
    """A place in the history: -1 is the draft."""

    def __init__(self, fetch: Fetch | None = None) -> None:
        self._fetch = fetch or (lambda offset: None)
        self._place = -1
        self._draft = ""
        self._shown = ""

    @property
    def browsing(self) -> bool:
        """Whether another entry than the draft is shown, edited or not."""
        return self._place >= 0

    def untouched(self, text: str) -> bool:
        """Whether an entry is shown and `text`, which stands there, is still that entry."""
        return self.browsing and text == self._shown

    @property
    def draft(self) -> str:
        """What stood in the prompt when the walk began."""
        return self._draft

    def older(self, text: str) -> str | None:
        """The question before the one shown; None at the oldest. `text` is what stands there."""
        if not self.browsing:
            self._draft, self._shown = text, text
        place = self._place + 1
        while (found := self._fetch(place)) is not None:
            if found != self._shown:
                self._place, self._shown = place, found
                return found
            place += 1
        return None

    def newer(self) -> str | None:
        """The question after the one shown, at last the draft; None when the draft is shown."""
        while self.browsing:
            self._place -= 1
            found = self._draft if self._place < 0 else self._fetch(self._place)
            if found is not None and (found != self._shown or self._place < 0):
                self._shown = found
                return found
        return None

    def forget(self) -> None:
        """What stands in the prompt now is the draft."""
        self._place, self._draft, self._shown = -1, "", ""
