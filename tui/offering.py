"""What of a message a digit or Enter takes: one of its blocks of code, one of its links."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tui.leaving import Leaving
from tui.offer import Offer

if TYPE_CHECKING:
    from tui.chat_screen import ChatScreen
    from tui.transcript.reading import CodeBlock
    from tui.transcript.shape import Placed


class Offering(Leaving):
    """Mixed into the reader."""

    screen: ChatScreen

    _offer: Offer | None = None
    """What a digit takes; any other key takes it away."""
    _address: str = ""
    """The one that was shown: Enter again opens it."""
    _offered: str = ""
    """What was said of them: it goes with them."""

    def _act(self, method: Any, *arguments: Any) -> None:
        """Call `method(focused message, …)`, in a worker if it has to wait."""
        if self.focused_id is None:
            return
        work = method(self.focused_id, *arguments)
        if work is not None:
            self.screen.run_worker(work, group="reading")

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

    def action_copy_code(self) -> None:
        """The focused block, or the only one; of several a digit takes one, from the palette it is
        the last."""
        number, block = self.focused_id, self.focused_block
        if block is not None:
            self._act(self._copy_block, block)
        elif number is not None and (read := self.reading_code(number)) is not None:
            self._act(self._find_code, read)
        elif number is not None:
            self._offer_code(self.code_blocks(number))

    async def _find_code(self, number: int, read: Callable[[], list[CodeBlock]]) -> None:
        blocks = await asyncio.to_thread(read)
        if number == self.focused_id:
            self._offer_code(blocks)

    def _offer_code(self, blocks: list[CodeBlock]) -> None:
        def take(number: int) -> None:
            copy = self.screen.copying.text(blocks[number].text if blocks else "", "code")
            self.screen.run_worker(copy, group="reading")

        if len(blocks) < 2 or not self.has_focus:
            take(-1)
            return
        labels = [f"{block.language} {block.text.strip()[:80]}".strip() for block in blocks]
        self._say(Offer(labels, take, self.size.width), "copies", "click ❐")

    async def _copy_block(self, number: int, block: Placed) -> None:
        copying = self.screen.copying
        if block.said is not None:
            await copying.text(block.text, "block")
        else:
            await copying.text(await self.table_source(number, block), "table")

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
