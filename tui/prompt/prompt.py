"""The prompt: text, chips, completion and history behind one draft. What a person does comes out
as messages, and the app decides what they mean.

Nothing is lost by a key (undo; the draft is history's last entry), and nothing is sent that was
only pasted. Of the first paint: what typing does not need is imported when it is first used.
Long because every key of the one place where people type is decided here; the pieces that decide
nothing (chips, completion, editor, history, attaching) are files of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

from textual import events, on
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget
from textual.widgets.text_area import Selection

from chat.text import clean
from tui.prompt.burst import GAP, TAIL
from tui.prompt.completer import Completer
from tui.prompt.field import PromptField
from tui.prompt.recall import Recall
from tui.prompt.saving import Saving
from tui.prompt.sizes import is_long
from tui.prompt.tray import Tray

if TYPE_CHECKING:
    from chat.messages import Part
    from chat.store.rows import Draft
    from tui.prompt.attaching import Attach, Attaching
    from tui.prompt.chips import Chips
    from tui.prompt.completion import Completion
    from tui.prompt.history import Fetch
    from tui.prompt.outside import Outside

PLACEHOLDER = "Ask anything …"
KEY_SEEN = "This looks like a key. ^P add key · Enter sends it anyway."


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

    @dataclass
    class Sent(Message):
        """Enter: the prompt is empty again. Both are never empty at once."""

        text: str
        attachments: tuple[Part, ...]

    @dataclass
    class DraftChanged(Message):
        """At most 0.4 s after a key; `conversation` is the one it was opened for."""

        draft: Draft
        conversation: int | None

    @dataclass
    class CommandGiven(Message):
        """A known command; `/attach` is done here and never posted."""

        name: str
        argument: str

    class TookBack(Message):
        """↑ on an empty prompt while something is queued."""

    class Dropped(Message):
        """^K on an empty prompt while something is queued."""

    class Released(Message):
        """Enter on an empty prompt: what is held goes on."""

    class UndoAsked(Message):
        """^Z with nothing typed to undo: undo the last delete."""

    @dataclass
    class Hinted(Message):
        """A sentence for the person, about the prompt."""

        sentence: str

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
        self.conversation: int | None = None
        """Whose draft this is."""
        self.field = PromptField(self._claim, placeholder=PLACEHOLDER, gap=gap, tail=tail)
        self._tray = Tray(self, self._attachments_changed)
        self._completer = Completer(self, self.field)
        self._recall = Recall(self.field, self._completer)
        self._saving = Saving(self, lambda: self.draft, self._tell)
        self._warned = ""

    @cached_property
    def _attaching(self) -> Attaching:
        from tui.prompt.attaching import Attaching

        return Attaching(self)

    @cached_property
    def _outside(self) -> Outside:
        from tui.prompt.outside import Outside

        return Outside(self)

    def compose(self) -> ComposeResult:
        yield self.field

    def show_over_field(self, widget: Widget) -> None:
        """Mount what comes when it is first used: the chips, the completion."""
        self.mount(widget, before=self.field)

    # -- the draft

    @property
    def draft(self) -> Draft:
        """What is not sent; while an old question is looked at, what stood there before it."""
        from chat.store.rows import Draft

        return Draft(self._recall.draft, self._tray.parts)

    @draft.setter
    def draft(self, draft: Draft) -> None:
        self._show(draft.text, draft.attachments)
        self._saving.touch()

    def open(self, draft: Draft, conversation: int | None) -> None:
        """Show the stored draft of another conversation. `flush` the one before it first."""
        self._show(draft.text, draft.attachments)
        self.conversation = conversation
        self._saving.loaded(self.draft)

    def join(self, draft: Draft, conversation: int | None) -> None:
        """`open` for the first time: what was typed before the store was there stays as it is,
        behind the stored draft."""
        if self.empty:
            self.open(draft, conversation)
            return
        if draft.text:
            self.field.insert(clean(draft.text), (0, 0))
        if draft.attachments:
            self._tray.load((*draft.attachments, *self._tray.parts))
            self.set_class(True, "-chips")
        self.conversation = conversation
        self._saving.loaded(draft)
        self._saving.touch()

    def flush(self) -> Draft | None:
        """What is not yet saved, now; None when everything is. Nothing is posted."""
        return self._saving.flush()

    def _show(self, text: str, attachments: tuple[Part, ...] = ()) -> None:
        self._recall.forget()
        self._completer.leave(text := clean(text))
        self.field.load_text(text)
        self.field.move_cursor(self.field.document.end)
        self._tray.load(attachments)
        self.set_class(bool(attachments), "-chips")
        self._warned = ""

    def _tell(self, draft: Draft) -> None:
        self.post_message(self.DraftChanged(draft, self.conversation))

    # -- for the screen

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

    def paste(self, text: str) -> None:
        """At the cursor, or as a chip if it is long."""
        text = clean(text)
        if is_long(text):
            from chat.messages import FilePart
            from tui.prompt.chips import PASTED

            self.add(FilePart(PASTED, "text/plain", text))
        elif not self._attaching.dropped(text):
            self.insert_quietly(text)

    def paste_clipboard(self) -> None:
        """What the system's clipboard holds: text is pasted, a picture becomes a chip."""
        self._attaching.clipboard()

    def insert_quietly(self, text: str) -> None:
        """At the cursor, without a completion."""
        self.field.write(text)
        self._completer.leave(self.field.text)

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

    # -- Enter

    def send(self) -> None:
        """What Enter does when no completion was moved to."""
        from tui.commands import given, named

        text = self.field.text.strip("\n").rstrip()
        if self._attaching.busy:
            self._attaching.then(self.send)
        elif not text.strip() and not self._tray.parts:
            self.post_message(self.Released())
        elif (command := given(text)) and named(command.name):
            self.run(command.name, command.argument)
        elif self._warned != text and (warning := _warning(text)):
            self._warned = text
            self.hint(warning)
        else:
            attachments = self._tray.parts
            self._show("")
            self._saving.touch()
            self.post_message(self.Sent(text, attachments))

    def run(self, name: str, argument: str) -> None:
        """Give a command; one that lacks its argument says so and stays."""
        from tui.commands import named

        command = named(name)
        if command and command.needed and not argument:
            self.hint(f"/{name} needs {command.argument}")
            return
        self._show("", self._tray.parts)
        self._saving.touch()
        if name == "attach":
            self.attach_file(argument)
        else:
            self.post_message(self.CommandGiven(name, argument))

    # -- other keys

    def _claim(self, key: str) -> bool:
        """Whether the prompt takes this key before the field edits with it."""
        if self._completer.key(key) or self._tray.key(key, at_start=self.field.at_start):
            return True
        match key:
            case "enter":
                self.send()
            case "up" if self.empty and self.queued and not self._recall.browsing:
                self.post_message(self.TookBack())
            case "up":
                return self._recall.up()
            case "down":
                return self._recall.down()
            case "escape":
                return self._unselect()
            case "ctrl+v":
                self.paste_clipboard()
            case "ctrl+z":
                return self._undo()
            case "ctrl+k" if self.empty and self.queued:
                self.post_message(self.Dropped())
            case _:
                return False
        return True

    def _unselect(self) -> bool:
        if self.field.selection.is_empty:
            return False
        self.field.selection = Selection.cursor(self.field.cursor_location)
        return True

    def _undo(self) -> bool:
        if self._tray.undo():
            return True
        if self.empty and not self.field.history.undo_stack:
            self.post_message(self.UndoAsked())
            return True
        return False

    # -- what the pieces tell

    def _attachments_changed(self) -> None:
        self.set_class(bool(self._tray.parts), "-chips")
        self._saving.touch()

    @on(PromptField.Changed)
    def _changed(self, event: PromptField.Changed) -> None:
        event.stop()
        self._completer.typed()
        self._recall.typed()
        self._saving.touch()
        if self._tray.selected is not None:
            self._tray.select(None)
        if not self.field.empty:
            self._tray.settle()

    @on(PromptField.Pasted)
    def _pasted(self, event: PromptField.Pasted) -> None:
        event.stop()
        if not (event.torn and self._tray.extend(event.text)):
            self.paste(event.text)

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


def _warning(text: str) -> str:
    """Why this text is stopped once, or the empty string."""
    from tui.commands import given
    from tui.prompt.secrets import looks_like_key

    if command := given(text):
        return f"There is no command /{command.name[:20]}. Enter sends it as text."
    return KEY_SEEN if looks_like_key(text) else ""
