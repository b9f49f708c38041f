"""What is being drawn, told to the panel as it comes: previews, and a slot for each of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chat.drawing import prompt_of
from chat.messages import PicturePart
from tui.pictures.fit import SQUARE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.chat_screen import ChatScreen
    from tui.gallery import Gallery
    from tui.pictures.slots import Slot
    from tui.talk import Live


class Following:
    """One answer at a time, of the conversation on `screen`."""

    def __init__(self, screen: ChatScreen, gallery: Gallery) -> None:
        self.drawing = False
        """Whether there is something to show that is no picture yet."""
        self._screen, self._gallery = screen, gallery
        self._live: Live | None = None

    def begin(self, live: Live) -> None:
        """Until it ends or another is followed."""
        self.leave()
        self._live = live
        self._screen.run_worker(self._follow(live), group="following", exclusive=True)

    def leave(self) -> None:
        """What was drawn last is of another answer, or of another conversation."""
        self._ended()
        if self._gallery.panel is not None:
            self._gallery.panel.several(())

    def tell(self) -> None:
        """What is being drawn now: the panel may have been made in the midst of it."""
        live, panel = self._live, self._gallery.panel
        if live is None or panel is None:
            return
        question = self._screen.asking.message(live.question)
        panel.preview(live.turn.answer.preview, prompt_of(question.text) if question else "")
        if live.count > 1:
            panel.several(_slots(live), self._screen.asking.draws(live) or SQUARE)

    async def _follow(self, live: Live) -> None:
        shown: Sequence[Slot] = (None,) if live.count == 1 else ()
        async for _ in live.turn.follow():
            if self._live is not live:
                return
            now = _slots(live)
            if now != shown:
                shown, self.drawing = now, live.count > 1 or now[-1] is not None
                self._gallery.arrange()
                self.tell()
        if self._live is live:
            self._ended()
            self._gallery.refresh()

    def _ended(self) -> None:
        self._live, self.drawing = None, False
        self._gallery.inline.drawn()
        if self._gallery.panel is not None:
            self._gallery.panel.preview(None)


def _slots(live: Live) -> tuple[Slot, ...]:
    """Of each picture that was asked for: itself, what is seen of it, or why there is none."""
    answer = live.turn.answer
    if live.count == 1:
        return (answer.preview,)
    found: list[Slot] = [
        part.picture or part.failed for part in answer.parts() if isinstance(part, PicturePart)
    ]
    if len(found) < live.count:
        found.append(answer.preview)
    return (*found, *[None] * (live.count - len(found)))
