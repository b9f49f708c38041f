"""The prompt: text, chips, completion and history behind one draft. What a person does comes out
as messages, and the app decides what they mean.

Nothing is lost by a key (undo; the draft is history's last entry), and nothing is sent that was
only pasted. Of the first paint: what typing does not need is imported when it is first used.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Self

from textual import events, on
from textual.app import ComposeResult
from textual.widget import Widget

from chat.text import clean
from tui.prompt import told
from tui.prompt.burst import GAP, TAIL
from tui.prompt.completer import Completer
from tui.prompt.drafting import Drafting
from tui.prompt.field import PromptField
from tui.prompt.keys import PromptKeys
from tui.prompt.large import AT_ONCE
from tui.prompt.overflow import Overflow
from tui.prompt.recall import Recall
from tui.prompt.sizes import fitted, is_long
from tui.prompt.tray import Tray

if TYPE_CHECKING:
    from collections.abc import Callable

    from chat.messages import Part
    from chat.store.rows import Draft
    from tui.pictures.darkroom import Darkroom
    from tui.prompt.attaching import Attach, Attaching
    from tui.prompt.chips import Chips
    from tui.prompt.completion import Completion
    from tui.prompt.history import Fetch
    from tui.prompt.home import Home
    from tui.prompt.outside import Outside
    from tui.prompt.parameters import Orders
    from tui.prompt.sending import Sending

PLACEHOLDER = "Ask anything …"


class Prompt(Widget):
    """One draft at a time. `queued` and `attach` are set by who knows them."""

    DEFAULT_CSS = """
    Prompt {
        height: auto;
        border-left: heavy $you;
        padding: 0 1;
        background: $ground;

        &.-chips PromptField { max-height: 36vh; }
    }
    """

    Sent = told.Sent
    DraftChanged = told.DraftChanged
    CameLate = told.CameLate
    CommandGiven = told.CommandGiven
    TookBack = told.TookBack
    Dropped = told.Dropped
    Released = told.Released
    UndoAsked = told.UndoAsked
    Hinted = told.Hinted

    def __init__(
        self,
        *,
        gap: float = GAP,
        tail: float = TAIL,
        id: str | None = None,  # noqa: A002 - Textual's own word
    ) -> None:
        super().__init__(id=id)
        self.queued = 0
        """How many questions wait: ↑ and ^K act on them when the prompt is empty."""
        self.attach: Attach | None = None
        """Keeps a picture; None until the services are there."""
        self.orders: Orders | None = None
        """Who draws what `/image` orders; None until the services are there."""
        self.room: Callable[[], Darkroom] | None = None
        """Where pictures of files are drawn; None where they are not shown."""
        self.field = PromptField(
            lambda key: self._keys.claim(key), placeholder=PLACEHOLDER, gap=gap, tail=tail
        )
        self._tray = Tray(self, self._attachments_changed)
        self._completer = Completer(self, self.field)
        self._recall = Recall(self.field, self._tray, self._completer)
        self._overflow = Overflow(self, self._tray)
        parts = self._tray, self._completer, self._recall, self._overflow
        self._keys = PromptKeys(self, *parts)
        self._drafting = Drafting(self, *parts)

    @cached_property
    def _attaching(self) -> Attaching:
        from tui.prompt.attaching import Attaching

        return Attaching(self)

    @cached_property
    def _outside(self) -> Outside:
        from tui.prompt.outside import Outside

        return Outside(self)

    @cached_property
    def _sending(self) -> Sending:
        from tui.prompt.sending import Sending

        return Sending(self, self._attaching)

    def compose(self) -> ComposeResult:
        yield self.field

    # -- the draft

    @property
    def draft(self) -> Draft:
        """What is not sent; while an old question is looked at, what stood there before it."""
        return self._drafting.current

    @draft.setter
    def draft(self, draft: Draft) -> None:
        self._drafting.put(draft)

    @property
    def home(self) -> Home:
        """Where the draft belongs that is shown."""
        return self._drafting.home

    @property
    def conversation(self) -> int | None:
        """Whose draft this is."""
        return self.home.conversation

    @conversation.setter
    def conversation(self, conversation: int) -> None:
        """The conversation of this draft has begun."""
        self.home.conversation = conversation

    def open(self, draft: Draft, conversation: int | None) -> None:
        """Show the stored draft of another conversation. `flush` the one before it first."""
        self._drafting.open(draft, conversation)

    def join(self, draft: Draft, conversation: int | None) -> None:
        """`open` for the first time: what was typed before the store was there stays as it is,
        behind the stored draft."""
        self._drafting.join(draft, conversation)

    def flush(self) -> Draft | None:
        """What is not yet saved, now; None when everything is. Nothing is posted."""
        return self._drafting.flush()

    @property
    def empty(self) -> bool:
        return self.field.empty and not self._tray.parts

    @property
    def completing(self) -> bool:
        """Whether Esc, Tab and the arrows belong to a completion now."""
        return self._completer.open

    @property
    def selected_text(self) -> str:
        return self.field.selected_text

    @property
    def attachments(self) -> tuple[Part, ...]:
        return self._tray.parts

    def focus(self, scroll_visible: bool = True) -> Self:
        self.field.focus(scroll_visible)
        return self

    def insert(self, text: str) -> None:
        """Type `text` at the cursor: `/` and `@` complete, as they do when they are typed."""
        self.field.write(clean(text))

    def paste(self, text: str, *, torn: bool = False) -> None:
        """At the cursor, or as a chip if it is long; `torn`: the rest of the paste before."""
        if len(text) > AT_ONCE or self._attaching.pasting:
            self._attaching.paste(text, torn=torn)
        else:
            self.pasted(clean(text), torn=torn)

    def pasted(self, text: str, *, torn: bool, label: str = "") -> None:
        """`paste`, cleaned; `label` is for its chip."""
        if torn and self._tray.extend(text):
            return
        if is_long(text):
            from tui.prompt.chips import pasted

            self._tray.add(pasted(text), label)
        elif not self._attaching.dropped(text):
            self.insert_quietly(text)

    def paste_clipboard(self) -> None:
        """What the system's clipboard holds: text is pasted, a picture becomes a chip."""
        self._attaching.clipboard()

    def insert_quietly(self, text: str) -> None:
        """At the cursor, without a completion."""
        self.field.write(text)
        self._completer.leave(self.field.text)

    def rewrite(self, text: str) -> None:
        """Another text, cleaned, in place of the one in the field; a chip if it is too long."""
        shown, chips = fitted(text)
        self._tray.step((*self._tray.parts, *chips), shown)

    def add(self, part: Part) -> None:
        """One more chip."""
        self._tray.add(part)

    def exchange(self, index: int, part: Part | None) -> None:
        """Another part in place of a chip; None removes it."""
        self._tray.exchange(index, part)

    def hint(self, sentence: str) -> None:
        self.post_message(self.Hinted(sentence))

    def set_history(self, fetch: Fetch) -> None:
        self._recall.fetch_with(fetch)

    def edit_outside(self) -> None:
        """Open the text, or a chip that holds one, in the person's editor."""
        self._outside.open(self._tray.selected)

    def attach_file(self, typed: str) -> None:
        """Read a file and add it as a chip; what goes wrong is hinted."""
        self._attaching.file(typed)

    def send(self) -> None:
        """What Enter does when no completion was moved to."""
        self._sending.send()

    def run(self, name: str, argument: str) -> None:
        """Give a command; one that lacks its argument says so and stays."""
        self._sending.run(name, argument)

    def _attachments_changed(self) -> None:
        self.set_class(bool(self._tray.parts), "-chips")
        self._recall.typed()
        self._drafting.touch()

    @on(PromptField.Changed)
    def _changed(self, event: PromptField.Changed) -> None:
        event.stop()
        self._overflow.typed()
        self._completer.typed()
        self._recall.typed()
        self._drafting.touch()
        if self._tray.selected is not None:
            self._tray.select(None)

    @on(PromptField.Pasted)
    def _pasted(self, event: PromptField.Pasted) -> None:
        event.stop()
        self.paste(event.text, torn=event.torn)

    @on(PromptField.Cut)
    def _cut(self, event: PromptField.Cut) -> None:
        event.stop()
        self._attaching.copy(event.text)

    def on_chips_clicked(self, event: Chips.Clicked) -> None:
        event.stop()
        self.focus()
        self._tray.select(event.index)
        if event.again:
            self.edit_outside()

    def on_completion_clicked(self, event: Completion.Clicked) -> None:
        event.stop()
        self.focus()
        self._completer.take(event.candidate)

    def on_paste(self, event: events.Paste) -> None:
        """A paste that came while something else had the focus."""
        event.stop()
        self.paste(event.text)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        self._completer.leave(self.field.text)
        self._tray.select(None)
