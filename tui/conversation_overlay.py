"""The conversations over the transcript, where there is no room for them beside it."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message_pump import MessagePump
from textual.screen import ModalScreen

from tui.conversations import ConversationList

List = ConversationList


class ConversationOverlay(ModalScreen[None]):
    """Holds `list` at the left; `select` is selected, else the open conversation.

    What the list posts is handed to `to`, the screen below: a modal's messages do not get there by
    themselves. It closes on what leaves the list, not on a rename or a delete.
    """

    DEFAULT_CSS = """
    ConversationOverlay {
        align: left top;
        background: $ground 55%;
        ConversationList { width: 40; max-width: 100%; height: 100%; background: $panel;
                           padding: 1 2; }
    }
    """
    BINDINGS = [
        Binding("tab,shift+tab", "nothing", "", priority=True, show=False),
        Binding("f1,question_mark", "app.chat('help')", "Help", priority=True, show=False),
        Binding("ctrl+z", "app.chat('undo_delete')", "Undo the last delete", show=False),
    ]

    def __init__(self, to: MessagePump, *, select: int | None = None) -> None:
        super().__init__()
        self.list = ConversationList()
        self.list.left = self._close
        self._to, self._select = to, select

    def compose(self) -> ComposeResult:
        yield self.list

    def on_mount(self) -> None:
        self.list.take_focus(self._select)

    @on(List.Opened)
    def _opened(self, event: List.Opened) -> None:
        event.stop()
        self._to.post_message(List.Opened(event.conversation))
        self.dismiss(None)

    @on(List.Renamed)
    def _renamed(self, event: List.Renamed) -> None:
        event.stop()
        self._to.post_message(List.Renamed(event.conversation, event.title))

    @on(List.Deleted)
    def _deleted(self, event: List.Deleted) -> None:
        event.stop()
        self._to.post_message(List.Deleted(event.conversation))

    def _close(self) -> None:
        self.dismiss(None)
        self._to.post_message(List.Closed())

    def on_click(self, event: events.Click) -> None:
        outside = not self.list.region.contains(event.screen_x, event.screen_y)
        if self.is_current and outside:
            self._close()

    def action_nothing(self) -> None:
        """Tab has nowhere to go."""
