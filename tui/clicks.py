"""What a click in the transcript does: the messages it posts, turned into acts of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on

from tui.transcript import events as posted
from tui.transcript.view import Transcript

if TYPE_CHECKING:
    from tui.chat_screen import ChatScreen


class Clicks(Transcript):
    """A transcript whose marks work. A click that hits none of them, nor code or a table that is
    too wide, goes to the prompt."""

    screen: ChatScreen

    def on_click(self, event: events.Click) -> None:
        """After Textual's and the transcript's own handlers of a click."""
        if self.text_selection is not None or self.hit_at(event.x, event.y) is not None:
            return
        if event.shift or self.wide_at(event.y) is None:
            self.screen.prompt.focus()

    @on(posted.BlockClicked)
    def _block_clicked(self, event: posted.BlockClicked) -> None:
        event.stop()
        self.focus()
        self.focus_block(event.id, event.number)
        self.screen.refresh_status()

    @on(posted.LabelClicked)
    def _label_clicked(self, event: posted.LabelClicked) -> None:
        event.stop()
        self.focus()
        self.focus_message(event.id)

    @on(posted.CodeCopied)
    def _code_copied(self, event: posted.CodeCopied) -> None:
        event.stop()
        self._run(self.screen.copying.text(event.text, "code"))

    @on(posted.LinkOpened)
    def _link_opened(self, event: posted.LinkOpened) -> None:
        event.stop()
        self.open_link(event.url)

    @on(posted.SiblingTurned)
    def _sibling_turned(self, event: posted.SiblingTurned) -> None:
        event.stop()
        self._run(self.screen.asking.turn_over(event.id, event.step))

    @on(posted.PictureOpened)
    def _picture_opened(self, event: posted.PictureOpened) -> None:
        event.stop()
        self.screen.gallery.full(event.picture)

    @on(posted.FetchAsked)
    def _fetch_asked(self, event: posted.FetchAsked) -> None:
        event.stop()
        self._run(self.screen.gallery.fetching.again(event.id, [event.slot]))

    @on(posted.FailureKey)
    def _failure_key(self, event: posted.FailureKey) -> None:
        event.stop()
        retrying = self.screen.retrying
        match event.action:
            case "retry":
                self._run(retrying.retry(event.id))
            case "retry_other":
                self._run(retrying.retry_other(event.id))
            case "shorten":
                self._run(retrying.retry_shorter(event.id))
            case "key":
                self._run(retrying.key_and_retry(event.id))
            case "fork":
                self.screen.shelf.fork(event.id)
            case "edit":
                self.screen.asking.edit(event.id)
            case _:
                retrying.details(event.id)

    _pointed = ""
    """The address of the link below the mouse."""

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Where a link leads is shown before it is clicked."""
        hit = self.hit_at(event.x, event.y)
        self._point(str(hit.value) if hit is not None and hit.kind == "link" else "")

    def on_leave(self) -> None:
        self._point("")

    def _point(self, url: str) -> None:
        if url == self._pointed or self.screen.has_class("-short"):  # there the rows would jump
            return
        self._pointed = url
        self.screen.point(self.shown_link(url) if url else "")

    def shown_link(self, url: str, used: int = 4) -> str:
        """An address in one row of which `used` cells are taken."""
        from tui.links import in_a_row

        return in_a_row(url, max(24, self.size.width - used))

    def open_link(self, url: str) -> None:
        """With the system's opener; where it leads is said first."""
        self._run(self._open_link(url))

    async def _open_link(self, url: str) -> None:
        from tui.links import LinkError, open_link, shown

        self.screen.notice(f"Opening {shown(url)}")
        try:
            await open_link(url)
        except LinkError as error:
            self.screen.notice(str(error), 0)

    def _run(self, work: object) -> None:
        self.screen.run_worker(work, group="reading")  # type: ignore[arg-type]
