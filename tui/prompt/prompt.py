"""The prompt: text, chips, completion and history behind one draft. What a person does comes out
as messages, and the app decides what they mean.

Nothing is lost by a key (undo; the draft is history's last entry), and nothing is sent that was
only pasted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from textual import events, on
from textual.app import ComposeResult
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets.text_area import Selection

from chat.messages import FilePart, Part
from chat.store.rows import Draft
from chat.text import clean
from tui.commands import given, named
from tui.prompt.attaching import Attach, Attaching
from tui.prompt.burst import GAP, TAIL
from tui.prompt.chips import PASTED, Chips
from tui.prompt.completer import Completer
from tui.prompt.completion import Completion
from tui.prompt.field import Field
from tui.prompt.history import Fetch, History
from tui.prompt.outside import Outside
from tui.prompt.secrets import looks_like_key
from tui.prompt.sizes import is_long

PLACEHOLDER = "Ask anything …"
SAVE_AFTER = 0.3
"""Seconds from the first unsaved key to `DraftChanged`."""
KEY_SEEN = "This looks like a key. ^P add key · Enter sends it anyway."


class Prompt(Widget):
    """One draft at a time. `queued` and `attach` are set by who knows them."""

    DEFAULT_CSS = """
    Prompt {
        height: auto;
        border-left: heavy $you;
        padding: 0 1;
        background: $ground;

        &.-chips Field { max-height: 36vh; }
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

    def __init__(self, *, gap: float = GAP, tail: float = TAIL, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.queued = 0
        """How many questions wait: ↑ and ^K act on them when the prompt is empty."""
        self.attach: Attach | None = None
        """Keeps a picture; None until the services are there."""
        self.conversation: int | None = None
        self.field = Field(self._claim, placeholder=PLACEHOLDER, gap=gap, tail=tail)
        self._chips, self._overlay = Chips(), Completion()
        self._completer = Completer(self, self.field, self._overlay)
        self._attaching = Attaching(self)
        self._outside = Outside(self)
        self._history = History()
        self._attachments: tuple[Part, ...] = ()
        self._before: list[tuple[Part, ...]] = []
        self._chip: int | None = None
        self._saved, self._timer = Draft(), None
        self._warned = ""

    _timer: Timer | None

    def compose(self) -> ComposeResult:
        yield self._overlay
        yield self._chips
        yield self.field

    # -- the draft

    @property
    def draft(self) -> Draft:
        """What is not sent; while an old question is looked at, what stood there before it."""
        text = self.field.text
        kept = self._history.draft if self._history.untouched(text) else text
        return Draft(kept, self._attachments)

    @draft.setter
    def draft(self, draft: Draft) -> None:
        self._show(draft)
        self._touch()

    def open(self, draft: Draft, conversation: int | None) -> None:
        """Show the stored draft of another conversation. `flush` the one before it first."""
        self._show(draft)
        self.conversation, self._saved = conversation, draft

    def flush(self) -> Draft | None:
        """What is not yet saved, now; None when everything is. Nothing is posted."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if (draft := self.draft) == self._saved:
            return None
        self._saved = draft
        return draft

    def _show(self, draft: Draft) -> None:
        self._history.forget()
        self._completer.leave(text := clean(draft.text))
        self.field.load_text(text)
        self.field.move_cursor(self.field.document.end)
        self._before.clear()
        self._attach_all(draft.attachments)

    def _touch(self) -> None:
        if self._timer is None:
            self._timer = self.set_timer(SAVE_AFTER, self._save)

    def _save(self) -> None:
        self._timer = None
        if (draft := self.flush()) is not None:
            self.post_message(self.DraftChanged(draft, self.conversation))

    # -- for the screen

    @property
    def empty(self) -> bool:
        return self.field.empty and not self._attachments

    @property
    def completing(self) -> bool:
        """Whether Esc, Tab and the arrows belong to a completion now."""
        return self._overlay.open

    @property
    def selected_text(self) -> str:
        return self.field.selected_text

    @property
    def attachments(self) -> tuple[Part, ...]:
        return self._attachments

    def focus(self, scroll_visible: bool = True) -> Self:
        self.field.focus(scroll_visible)
        return self

    def insert(self, text: str) -> None:
        """Type `text` at the cursor: `/` and `@` complete, as they do when they are typed."""
        self.field.write(clean(text))

    def paste(self, text: str) -> None:
        """Paste: at the cursor, or as a chip if it is long."""
        text = clean(text)
        if is_long(text):
            self.add(FilePart(PASTED, "text/plain", text))
        elif not self._attaching.dropped(text):
            self.write_quietly(text)

    def write_quietly(self, text: str) -> None:
        """At the cursor, without a completion."""
        self.field.write(text)
        self._completer.leave(self.field.text)

    def add(self, part: Part) -> None:
        """One more chip."""
        self._change((*self._attachments, part))

    def exchange(self, index: int, part: Part | None) -> None:
        """Another part in place of a chip; None removes it."""
        if index < len(self._attachments):
            new = () if part is None else (part,)
            self._change((*self._attachments[:index], *new, *self._attachments[index + 1 :]))

    def hint(self, sentence: str) -> None:
        self.post_message(self.Hinted(sentence))

    def set_history(self, fetch: Fetch) -> None:
        self._history = History(fetch)

    def edit_outside(self) -> None:
        """Open the text, or a chip that holds one, in the person's editor."""
        self._outside.open(self._chip)

    def attach_file(self, typed: str) -> None:
        """Read a file and add it as a chip; what goes wrong is hinted."""
        self._attaching.file(typed)

    def send(self) -> None:
        """What Enter does when no completion was moved to."""
        text = self.field.text.strip("\n").rstrip()
        if self._attaching.busy:
            self._attaching.then(self.send)
        elif not text.strip() and not self._attachments:
            self.post_message(self.Released())
        elif (command := given(text)) and named(command.name):
            self.run(command.name, command.argument)
        elif self._warned != text and (warning := _warning(text)):
            self._warned = text
            self.hint(warning)
        else:
            attachments, self._warned = self._attachments, ""
            self._clear()
            self._touch()
            self.post_message(self.Sent(text, attachments))

    def run(self, name: str, argument: str) -> None:
        """Give a command; one that lacks its argument says so and stays."""
        command = named(name)
        if command and command.needed and not argument:
            self.hint(f"/{name} needs {command.argument}.")
            return
        self.field.load_text("")
        self._history.forget()
        self._touch()
        if name == "attach":
            self.attach_file(argument)
        else:
            self.post_message(self.CommandGiven(name, argument))

    # -- keys

    def _claim(self, key: str) -> bool:
        """Whether the prompt takes this key before the field edits with it."""
        if self._completer.key(key):
            return True
        if self._chip is not None and self._chip_key(key):
            return True
        match key:
            case "enter":
                self.send()
            case "up":
                return self._up()
            case "down":
                return self._down()
            case "escape":
                return self._unselect()
            case "ctrl+v":
                self._attaching.clipboard()
            case "ctrl+z":
                return self._undo()
            case "ctrl+k" if self.empty and self.queued:
                self.post_message(self.Dropped())
            case "left" if self.field.at_start and self._attachments:
                self._select(len(self._attachments) - 1)
            case "backspace" if self.field.at_start and self._attachments:
                self.exchange(len(self._attachments) - 1, None)
            case _:
                return False
        return True

    def _chip_key(self, key: str) -> bool:
        assert self._chip is not None
        match key:
            case "left":
                self._select(max(0, self._chip - 1))
            case "right" | "escape" | "down":
                last = key != "right" or self._chip + 1 >= len(self._attachments)
                self._select(None if last else self._chip + 1)
            case "backspace" | "delete" | "ctrl+d":
                self.exchange(self._chip, None)
            case _:
                return False
        return True

    def _up(self) -> bool:
        if self.empty and self.queued and not self._history.browsing:
            self.post_message(self.TookBack())
            return True
        text = self.field.text
        if not (self._history.untouched(text) or self.field.on_first_row):
            return False
        found = self._history.older(text)
        return self._recall(found) or self._history.browsing

    def _down(self) -> bool:
        if not (self._history.untouched(self.field.text) or self.field.on_last_row):
            return False
        return self._recall(self._history.newer())

    def _recall(self, text: str | None) -> bool:
        if text is None:
            return False
        self._completer.leave(text := clean(text))
        self.field.exchange(text)
        return True

    def _unselect(self) -> bool:
        if self.field.selection.is_empty:
            return False
        self.field.selection = Selection.cursor(self.field.cursor_location)
        return True

    def _undo(self) -> bool:
        if self._before:
            self._attach_all(self._before.pop())
            self._touch()
            return True
        if self.empty and not self.field.history.undo_stack:
            self.post_message(self.UndoAsked())
            return True
        return False

    # -- chips

    def _change(self, attachments: tuple[Part, ...]) -> None:
        self._before.append(self._attachments)
        self._attach_all(attachments)
        self._touch()

    def _attach_all(self, attachments: tuple[Part, ...]) -> None:
        self._attachments = attachments
        self.set_class(bool(attachments), "-chips")
        self._select(None)

    def _select(self, index: int | None) -> None:
        self._chip = index
        self._chips.show(self._attachments, index)

    def _clear(self) -> None:
        self.field.load_text("")
        self._history.forget()
        self._before.clear()
        self._attach_all(())

    # -- what the pieces tell

    @on(Field.Changed)
    def _changed(self, event: Field.Changed) -> None:
        event.stop()
        self._completer.typed()
        if self.draft != self._saved:
            self._touch()
        if self.field.empty and not self._history.untouched(""):
            self._history.forget()
        if self._chip is not None:
            self._select(None)
        if not self.field.empty:
            self._before.clear()

    @on(Field.Pasted)
    def _pasted(self, event: Field.Pasted) -> None:
        event.stop()
        last = self._attachments[-1] if self._attachments else None
        if event.torn and isinstance(last, FilePart) and last.name == PASTED:
            self._attachments = (
                *self._attachments[:-1],
                replace(last, text=last.text + event.text),
            )
            self._select(None)
            self._touch()
        else:
            self.paste(event.text)

    @on(Field.Cut)
    def _cut(self, event: Field.Cut) -> None:
        event.stop()
        self._attaching.copy(event.text)

    @on(Chips.Clicked)
    def _chip_clicked(self, event: Chips.Clicked) -> None:
        event.stop()
        self.focus()
        self._select(event.index)
        if event.again:
            self.edit_outside()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        self._completer.leave(self.field.text)
        self._select(None)
        self.field.history.checkpoint()


def _warning(text: str) -> str:
    """Why this text is stopped once, or the empty string."""
    if command := given(text):
        return f"There is no command /{command.name[:20]}. Enter sends it as text."
    return KEY_SEEN if looks_like_key(text) else ""
