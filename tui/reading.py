"""Reading: the transcript with the focus on one message, and the letters that act on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events
from textual.binding import Binding

from tui.actions import bindings
from tui.leaving import Leaving
from tui.offer import Offer
from tui.transcript.panning import STEP

if TYPE_CHECKING:
    from tui.chat_screen import ChatScreen
    from tui.transcript.shape import Placed


class Reader(Leaving):
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

    _offer: Offer | None = None
    """What a digit takes; any other key takes it away."""
    _address: str = ""
    """The one that was shown: Enter again opens it."""
    _offered: str = ""
    """What was said of them: it goes with them."""

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

    def _act(self, method: Any, *arguments: Any) -> None:
        """Call `method(focused message, …)`, in a worker if it has to wait."""
        if self.focused_id is None:
            return
        work = method(self.focused_id, *arguments)
        if work is not None:
            self.screen.run_worker(work, group="reading")

    def action_open(self) -> None:
        """Enter: what the message has to open."""
        number = self.focused_id
        if number is None:
            return
        block = self.focused_block
        if block is not None and block.long:
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

    def _offer_links(self, links: list[str]) -> None:
        """Where it leads is shown first; of several a digit opens one."""
        if len(links) > 1:
            from tui.links import in_a_row

            self._say(
                Offer(links, lambda n: self.open_link(links[n]), self.size.width, in_a_row),
                "opens",
                "click them",
            )
        elif self._address == links[0]:
            self._address = ""
            self.open_link(links[0])
        else:
            self._address = links[0]
            self._offering(f"Enter again opens {self.shown_link(links[0], 24)}")

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
            told = "It has no code and no tables." if ended else "It can when the answer has ended."
            self.screen.notice(told)
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

    def action_copy_code(self) -> None:
        """The focused block, or the only one; of several a digit takes one, from the palette it is
        the last."""
        if (block := self.focused_block) is not None:
            self._act(self._copy_block, block)
            return
        blocks = self.code_blocks(self.focused_id) if self.focused_id is not None else []
        if len(blocks) < 2 or not self.has_focus:
            self._act(self.screen.copying.code)
            return
        labels = [f"{block.language} {block.text.strip()[:80]}".strip() for block in blocks]

        def take(number: int) -> None:
            copy = self.screen.copying.text(blocks[number].text, "code")
            self.screen.run_worker(copy, group="reading")

        self._say(Offer(labels, take, self.size.width), "copies", "click ❐")

    def _copy_block(self, number: int, block: Placed) -> object:
        if block.text:
            return self.screen.copying.text(block.text, "block")
        return self.screen.copying.text(self.table_source(number, block), "table")

    def _say(self, offer: Offer, verb: str, rest: str) -> None:
        self._offer = offer
        self._offering(offer.sentence(verb, rest))

    def _offering(self, sentence: str) -> None:
        self._offered = sentence
        self.screen.notice(sentence, 0)

    def _withdraw(self) -> None:
        """What a digit or Enter would have taken is not offered any more."""
        offered, self._offered = self._offered, ""
        if offered:
            self.screen.unsay(offered)

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
