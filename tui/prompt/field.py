"""The text field: editing keys, and pastes kept together however they arrive.

Every key is first offered to the prompt (`claim`); what it leaves is edited here or bubbles up to
the screen. A paste comes out as one `Pasted`, whether the terminal brackets it or types it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.timer import Timer
from textual.widgets.text_area import Selection

from tui.own_keys import act_now
from tui.prompt.burst import GAP, TAIL, Burst
from tui.prompt.rows import PlainRows
from tui.terminal.input import TypedPaste

NEWLINE = ("ctrl+j", "shift+enter", "alt+enter")
_TYPES = {"enter": "\r", "tab": "\t"} | dict.fromkeys(NEWLINE, "\n")
UNDONE = 1_000
"""Steps of typing that can be undone."""
TORN = 1.5
"""Seconds between two pastes typed by a terminal that are pieces of one."""


def _bound(keys: str, action: str, title: str) -> Binding:
    return Binding(keys, action, title, show=False)


class PromptField(PlainRows, inherit_bindings=False):
    """Text with a cursor. Only keys that edit are bound: all others belong to the screen."""

    BINDINGS = [
        _bound("up", "cursor_up", "Up"),
        _bound("down", "cursor_down", "Down"),
        _bound("left", "cursor_left", "Left"),
        _bound("right", "cursor_right", "Right"),
        _bound("shift+up", "cursor_up(True)", "Select up"),
        _bound("shift+down", "cursor_down(True)", "Select down"),
        _bound("shift+left", "cursor_left(True)", "Select left"),
        _bound("shift+right", "cursor_right(True)", "Select right"),
        _bound("ctrl+left,alt+left,alt+b", "cursor_word_left", "A word left"),
        _bound("ctrl+right,alt+right,alt+f", "cursor_word_right", "A word right"),
        _bound("ctrl+shift+left", "cursor_word_left(True)", "Select a word left"),
        _bound("ctrl+shift+right", "cursor_word_right(True)", "Select a word right"),
        _bound("home,ctrl+a", "cursor_line_start", "Start of the line"),
        _bound("end,ctrl+e", "cursor_line_end", "End of the line"),
        _bound("shift+home", "cursor_line_start(True)", "Select to the start"),
        _bound("shift+end", "cursor_line_end(True)", "Select to the end"),
        _bound("backspace", "delete_left", "Delete to the left"),
        _bound("delete,ctrl+d", "delete_right", "Delete to the right"),
        _bound("ctrl+w,ctrl+backspace,alt+backspace", "delete_word_left", "Delete a word"),
        _bound("alt+d,alt+delete,ctrl+delete", "delete_word_right", "Delete the next word"),
        _bound("ctrl+u", "delete_to_start_of_line", "Delete to the start"),
        _bound("ctrl+k", "delete_to_end_of_line_or_delete_line", "Delete to the end"),
        _bound("ctrl+x", "cut", "Cut"),
        _bound("ctrl+z", "undo", "Undo typing"),
        _bound("ctrl+y", "redo", "Redo"),
    ]

    DEFAULT_CSS = """
    PromptField, PromptField:focus {
        height: auto;
        max-height: 40vh;
        border: none;
        padding: 0;
        background: $ground;
        color: $text;
        scrollbar-size-vertical: 1;
        scrollbar-color: $faint;
        scrollbar-color-hover: $muted;
        scrollbar-color-active: $muted;
        scrollbar-background: $ground;
        scrollbar-background-hover: $ground;
        scrollbar-background-active: $ground;

        & .text-area--placeholder { color: $muted; }
        & .text-area--cursor { color: $ground; background: $text; text-style: none; }
        & .text-area--selection { background: $selected; color: $selected-text; }
        & .text-area--cursor-line { background: $ground; }
        & .text-area--matching-bracket { background: $ground; text-style: none; }
    }
    """

    @dataclass
    class Pasted(Message):
        """A paste as it came; nothing of it stands in the field yet."""

        text: str
        torn: bool = False
        """It follows so closely on the paste before that it is the rest of it."""

    @dataclass
    class Cut(Message):
        """Text was cut and belongs on the clipboard."""

        text: str

    def __init__(
        self,
        claim: Callable[[str], bool],
        *,
        placeholder: str,
        gap: float = GAP,
        tail: float = TAIL,
    ) -> None:
        super().__init__(
            placeholder=placeholder, highlight_cursor_line=False, max_checkpoints=UNDONE
        )
        self.cursor_blink = False
        self.match_cursor_bracket = False
        self._claim = claim
        self._burst = Burst(gap, tail)
        self._alarm: Timer | None = None
        self._let_through: set[int] = set()
        self._pasted_at = float("-inf")

    @property
    def empty(self) -> bool:
        return self.document.line_count == 1 and not self.document[0]

    @property
    def at_start(self) -> bool:
        """Whether the cursor stands before everything, and nothing is selected."""
        return self.selection == Selection.cursor((0, 0))

    @property
    def on_first_row(self) -> bool:
        return self.navigator.is_first_wrapped_line(self.cursor_location)

    @property
    def on_last_row(self) -> bool:
        return self.navigator.is_last_wrapped_line(self.cursor_location)

    def write(self, text: str) -> None:
        """Put `text` in place of the selection, the cursor after it; one step of undo."""
        self.history.checkpoint()
        self.replace(text, *self.selection, maintain_selection_offset=False)
        self.history.checkpoint()

    def exchange(self, text: str) -> None:
        """Put `text` in place of everything, so that undo brings it back."""
        self.history.checkpoint()
        self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)
        self.history.checkpoint()

    def take_back(self) -> None:
        """Undo the last step for good: it was half of a step that is not redone alone."""
        self.undo()
        self.history._redo_stack.clear()

    def before_cursor(self) -> str:
        """The cursor's line up to the cursor."""
        row, column = self.cursor_location
        return self.document[row][:column]

    # -- keys

    async def _on_key(self, event: events.Key) -> None:
        if id(event) in self._let_through:
            self._let_through.discard(id(event))
            return
        if self._burst.wait(event.time) == 0:
            self._end_run()
        typed = _TYPES.get(event.key) or (event.character if event.is_printable else None)
        if typed is None:
            self._end_run()
            if self._claim(event.key):
                _taken(event)
            else:
                await act_now(self, event)
        elif not self._burst.key(typed, event.time):
            _taken(event)
            self._arm()
        elif typed == "\n":
            _taken(event)
            self._type("\n")

    async def _on_paste(self, event: events.Paste) -> None:
        _taken(event)
        if isinstance(event, TypedPaste):
            if self._burst.wait(event.time) == 0:
                self._end_run()
            self._burst.lump(event.text, event.time)
            self._arm()
        else:
            self._end_run()
            self._paste(event.text)

    def _arm(self) -> None:
        if self._alarm is None:
            wait = self._burst.wait(time.monotonic())
            self._alarm = self.set_timer(max(wait, 0.001), self._ring)

    def _ring(self) -> None:
        """Is the run over? Not while keys that came in time are still on their way here."""
        self._alarm = None
        waiting = self.app.message_queue_size + self.message_queue_size
        if waiting or self._burst.wait(time.monotonic()) > 0:
            self._arm()
        else:
            self._end_run()

    def _end_run(self) -> None:
        if self._alarm is not None:
            self._alarm.stop()
            self._alarm = None
        run = self._burst.end()
        if run.paste and run.held:
            self._take_back(run.typed)
            self._paste(run.text, typed=True)
        else:
            for char in run.held:
                self._act(char)

    def _act(self, char: str) -> None:
        """What was held back was typed after all."""
        match char:
            case "\r":
                self._claim("enter")
            case "\t":
                if not self._claim("tab"):
                    self._bubble("tab")
            case _:
                self._type(char)

    def _type(self, text: str) -> None:
        self.replace(text, *self.selection, maintain_selection_offset=False)

    def _bubble(self, key: str) -> None:
        event = events.Key(key, None)
        self._let_through.add(id(event))
        self._forward_event(event)  # posted, the app would take it for a new key

    def _take_back(self, typed: str) -> None:
        """Remove the beginning of a paste that was taken for typing."""
        before = self.get_text_range((0, 0), self.cursor_location)
        if typed and before.endswith(typed):
            start = self.document.get_location_from_index(len(before) - len(typed))
            self.delete(start, self.cursor_location, maintain_selection_offset=False)

    def _paste(self, text: str, *, typed: bool = False) -> None:
        now = time.monotonic()
        torn = typed and now - self._pasted_at < TORN
        self._pasted_at = now if typed else float("-inf")
        if text:
            self.post_message(self.Pasted(text, torn))

    def action_cut(self) -> None:
        if text := self.selected_text:
            self.write("")
            self.post_message(self.Cut(text))


def _taken(event: events.Event) -> None:
    event.stop()
    event.prevent_default()
