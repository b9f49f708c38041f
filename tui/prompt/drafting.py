"""The draft of one prompt: what stands there and is not sent, shown, joined and saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chat.text import clean
from tui.prompt.home import Home
from tui.prompt.saving import Saving
from tui.prompt.sizes import fits, fitted
from tui.prompt.told import DraftChanged

if TYPE_CHECKING:
    from chat.store.rows import Draft
    from tui.prompt.completer import Completer
    from tui.prompt.overflow import Overflow
    from tui.prompt.prompt import Prompt
    from tui.prompt.recall import Recall
    from tui.prompt.tray import Tray


class Drafting:
    """Belongs to one prompt; while an old question is looked at, the draft is what stood there."""

    def __init__(
        self,
        prompt: Prompt,
        tray: Tray,
        completer: Completer,
        recall: Recall,
        overflow: Overflow,
    ) -> None:
        self._prompt, self._tray, self._overflow = prompt, tray, overflow
        self._recall, self._completer = recall, completer
        self.home = Home()
        self._saving = Saving(prompt, lambda: self.current, self._tell)

    @property
    def current(self) -> Draft:
        from chat.store.rows import Draft

        return Draft(self._recall.draft, self._recall.attachments)

    def put(self, draft: Draft) -> None:
        """Another draft of the same conversation, which is to be saved."""
        self._show(draft)
        self.touch()

    def open(self, draft: Draft, conversation: int | None) -> None:
        """The stored draft of another conversation."""
        self.home = Home(conversation)
        self._load(draft)

    def join(self, draft: Draft, conversation: int | None) -> None:
        """`open`, but what was typed already stays as it is, behind the stored draft."""
        prompt = self._prompt
        self.home.conversation = conversation  # where a paste that is being read belongs, too
        if prompt.empty:
            self._load(draft)
            return
        text, chips = fitted(clean(draft.text))
        if not fits(text + prompt.field.text):
            from tui.prompt.chips import pasted

            text, chips = "", (pasted(text),)
        prompt.field.insert(text, (0, 0))
        if attachments := (*chips, *draft.attachments):
            self._tray.load((*attachments, *self._tray.parts))
            prompt.set_class(True, "-chips")
        self._saving.loaded(draft)
        self.touch()

    def touch(self) -> None:
        """Something changed, perhaps."""
        self._saving.touch()

    def flush(self) -> Draft | None:
        """What is not yet saved, now; None when everything is. Nothing is posted."""
        return self._saving.flush()

    def _load(self, draft: Draft) -> None:
        self._show(draft)
        self._saving.loaded(self.current)

    def _show(self, draft: Draft) -> None:
        text, chips = fitted(clean(draft.text))
        self._recall.forget()
        self._overflow.forget()
        self._completer.leave(text)
        field = self._prompt.field
        field.load_text(text)
        field.move_cursor(field.document.end)
        self._tray.load((*chips, *draft.attachments))
        self._prompt.set_class(bool(self._tray.parts), "-chips")

    def _tell(self, draft: Draft) -> None:
        self._prompt.post_message(DraftChanged(draft, self.home.conversation))
