"""Typing that outgrows the field: what is written becomes a chip, so that a key costs no more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tui.prompt.sizes import fits

if TYPE_CHECKING:
    from tui.prompt.prompt import Prompt
    from tui.prompt.tray import Tray

SENTENCE = "The text was long and is a chip now. ^Z takes it back."
_MORE = 1_000
"""Characters that are typed on in a text that was taken back before it becomes a chip again."""
_WORD = re.compile(r"\S{1,200}\Z")


class Overflow:
    """Belongs to one prompt."""

    def __init__(self, prompt: Prompt, tray: Tray) -> None:
        self._prompt, self._tray = prompt, tray
        self._room = 0
        """Characters that the person wants in the field all the same."""

    def forget(self) -> None:
        """Another draft is shown."""
        self._room = 0

    def undone(self) -> None:
        """What stands in the field was taken back."""
        self._room = max(self._room, len(self._prompt.field.text) + _MORE)

    def typed(self) -> None:
        """The text changed: is it too long? The word at its end is still being typed."""
        text = self._prompt.field.text
        if fits(text) or len(text) <= self._room:
            return
        from tui.prompt.chips import pasted

        field = self._prompt.field
        word = _WORD.search(text) if field.cursor_location == field.document.end else None
        kept = word.group() if word else ""
        self._tray.step((*self._tray.parts, pasted(text[: len(text) - len(kept)])), kept)
        self._prompt.hint(SENTENCE)
