"""The keys that the prompt takes before its field edits with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets.text_area import Selection

from tui.prompt.told import Dropped, TookBack, UndoAsked

if TYPE_CHECKING:
    from tui.prompt.completer import Completer
    from tui.prompt.overflow import Overflow
    from tui.prompt.prompt import Prompt
    from tui.prompt.recall import Recall
    from tui.prompt.tray import Tray


class PromptKeys:
    """Belongs to one prompt; the completion is asked first, then the chips."""

    def __init__(
        self,
        prompt: Prompt,
        tray: Tray,
        completer: Completer,
        recall: Recall,
        overflow: Overflow,
    ) -> None:
        self._prompt, self._tray, self._overflow = prompt, tray, overflow
        self._completer, self._recall = completer, recall

    def claim(self, key: str) -> bool:
        """Whether the prompt takes this key."""
        prompt = self._prompt
        if self._completer.key(key) or self._tray.key(key, at_start=prompt.field.at_start):
            return True
        queued = bool(prompt.queued) and prompt.empty
        match key:
            case "enter":
                prompt.send()
            case "up" if queued and not self._recall.browsing:
                prompt.post_message(TookBack())
            case "up":
                return self._recall.up()
            case "down":
                return self._recall.down()
            case "escape":
                return self._unselect()
            case "ctrl+v":
                prompt.paste_clipboard()
            case "ctrl+z":
                return self._undo()
            case "ctrl+k" if queued:
                prompt.post_message(Dropped())
            case _:
                return False
        return True

    def _unselect(self) -> bool:
        field = self._prompt.field
        if field.selection.is_empty:
            return False
        field.selection = Selection.cursor(field.cursor_location)
        return True

    def _undo(self) -> bool:
        if self._tray.undo():
            self._overflow.undone()
            return True
        if self._prompt.empty and not self._prompt.field.history.undo_stack:
            self._prompt.post_message(UndoAsked())
            return True
        return False
