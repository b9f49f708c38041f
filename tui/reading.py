"""Reading: the transcript with the focus on one message, and the letters that act on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.binding import Binding

from tui.actions import bindings
from tui.offering import Offering
from tui.transcript.panning import STEP

if TYPE_CHECKING:
    from tui.chat_screen import ChatScreen


class Reader(Offering):
    """Takes the focus on purpose only (Tab, or a click on a label); letters that are not bound
    do nothing but say where typing goes."""

    can_focus = True
    FOCUS_ON_CLICK = False

    BINDINGS = [
        Binding(key, action, title, show=False) for key, action, title in bindings("reading")
    ]

    screen: ChatScreen

    def on_focus(self) -> None:
        if self.focused_id is None:
            self.focus_in_sight()
        self.screen.refresh_status()

    def read(self, message: int) -> None:
        """Take the focus, with it on `message`."""
        self.focus()
        self.focus_message(message)

    def on_blur(self) -> None:
        self._offer, self._address = None, ""
        self._withdraw()
        self.focus_message(None)
        self.screen.refresh_status()

    def on_key(self, event: events.Key) -> None:
        if self.passed_on(event):
            return
        offer, self._offer = self._offer, None
        if event.key != "enter":
            self._address = ""
        if event.key != "enter" or offer is not None:
            self._withdraw()
        if offer is not None and offer.taken(event.character):
            event.stop()
            event.prevent_default()
        elif event.character == "?":
            event.stop()
            self.screen.action_help()
        elif event.is_printable and event.key not in self._bindings.key_to_bindings:
            self.screen.notice("i to type")

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.screen.prompt.focus()
        self.screen.prompt.post_message(events.Paste(event.text))

    def keep_focus(self, message: int) -> None:
        """While reading some message has the focus: this one, if the old one has gone."""
        if self.has_focus and self.focused_id is None:
            self.focus_message(message)
            self.screen.refresh_status()

    # -- moving: also from the prompt, by the screen

    def action_half_up(self) -> None:
        self.half_page(-1)

    def action_half_down(self) -> None:
        self.half_page(1)

    def action_message_down(self) -> None:
        self.focus_step(1)

    def action_message_up(self) -> None:
        self.focus_step(-1)

    def action_question_after(self) -> None:
        self.focus_question(1)

    def action_question_before(self) -> None:
        self.focus_question(-1)

    def action_top(self) -> None:
        self.focus_message(self.first_id)

    def action_end(self) -> None:
        self.focus_message(self.last_id)
        self.go_end()

    def action_write(self) -> None:
        self.leave()

    def action_stop_reading(self) -> None:
        """Esc: a selection, then the answer that streams, then reading itself."""
        if not self.screen.peel():
            self.screen.prompt.focus()

    def action_paste(self) -> None:
        self.screen.prompt.focus()
        self.screen.prompt.paste_clipboard()

    # -- acting on the focused message

    def action_open(self) -> None:
        """Enter: what the message has to open."""
        number, index = self.focused_id, self.book.index(self.focused_id)
        if number is None or index is None:
            return
        block = self.focused_block
        if not self.book.is_ready(index):
            self._act(self._open_later)
        elif block is not None and block.long:
            self.toggle_block(number, block.number)
            self.screen.refresh_status()
        elif self.focused_failure:
            self._act(self.screen.retrying.retry)
        elif self.has_reasoning(number) and self.sees_reasoning(number):
            self.toggle_fold(number)
        elif self.toggle_seen(number):
            pass
        elif self.has_reasoning(number):
            self.toggle_fold(number)
        elif pictures := self.pictures_of(number):
            self.screen.gallery.full(pictures[0])
        elif links := self.links_of(number):
            self._offer_links(links)

    async def _open_later(self, number: int) -> None:
        """What a long message has is known when a thread has laid it out."""
        await self.lay_out(number)
        if number == self.focused_id:
            self.action_open()

    def action_sibling_before(self) -> None:
        """←: the answer before; where a block that is too wide has the focus, to its left."""
        if not self.pan(-STEP):
            self._act(self.screen.asking.turn_over, -1)

    def action_sibling_after(self) -> None:
        if not self.pan(STEP):
            self._act(self.screen.asking.turn_over, 1)

    def action_block(self) -> None:
        """The next block of the message: it is copied, folded, panned."""
        self._act(self._step_block)

    async def _step_block(self, number: int) -> None:
        await self.lay_out(number)
        if not self.has_focus:  # from the palette
            self.read(number)
        if number != self.focused_id:
            return
        self.step_block()
        if not self.blocks_of(number):
            ended = number not in self.book.live
            self.screen.notice(f"It has no code and no tables{'' if ended else ' yet'}.")
        self.screen.refresh_status()

    def was_laid_out(self, number: int) -> None:
        if self.has_focus and number == self.focused_id:
            self.screen.refresh_status()

    def focus_message(self, id: int | None) -> None:  # noqa: A002
        super().focus_message(id)
        if self.has_focus:
            self.screen.refresh_status()

    def action_next_hit(self) -> None:
        self.screen.finder.again(1)

    def action_hit_before(self) -> None:
        self.screen.finder.again(-1)

    def action_copy_message(self) -> None:
        self._act(self.screen.copying.message)

    def action_copy_shown(self) -> None:
        self._act(self.screen.copying.message_shown)

    def action_formulas(self) -> None:
        """The message's formulas as they were written, or readable again."""
        number = self.focused_id
        if number is None:
            return
        if not self.has_formulas(number):
            self.screen.notice("There are no formulas in this message.")
        elif not self.turn_formulas(number):
            self.screen.notice("Its formulas turn when the answer has ended.")

    def action_edit(self) -> None:
        self._act(self.screen.asking.edit)

    def action_retry(self) -> None:
        self._act(self.screen.retrying.retry)

    def action_retry_other(self) -> None:
        self._act(self.screen.retrying.retry_other)

    def action_fork(self) -> None:
        """`f`: a picture that is not here is fetched again; else go on in a new conversation."""
        number, fetching = self.focused_id, self.screen.gallery.fetching
        lost = number is not None and fetching.lost(number)
        self._act(fetching.again if lost else self.screen.shelf.fork)

    def action_shorten(self) -> None:
        self._act(self.screen.retrying.retry_shorter)

    def action_details(self) -> None:
        self._act(self.screen.retrying.details)

    def action_key(self) -> None:
        self._act(self.screen.retrying.key_and_retry)
