"""The chat screen: where the widgets stand, which of them has the focus, who acts on what.

It lays out and delegates: its actions, asking, the shelf of conversations, choosing a model and
the pictures are files of their own. The first paint is the prompt, the welcome and the status;
the transcript and the services arrive after it (`ready`), and until then keys only type.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual import events, on
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from tui.actions import bindings
from tui.chat_actions import ChatActions
from tui.compositor import SparingCompositor
from tui.dragging import Dragging
from tui.notices import Notices, notice_row
from tui.prompt.prompt import Prompt
from tui.status import StatusLine
from tui.welcome import Welcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from chat.store.errors import StoreError
    from tui.conversations import ConversationList
    from tui.pictures.panel import PicturePanel
    from tui.prompt.queue_rows import QueueRows
    from tui.reading import Reader
    from tui.services import Services
    from tui.talk import Live
    from tui.terminal.value import Terminal

TINY = (40, 10)
_OF_A_LIST = ("page_up", "page_down", "top", "end", "copy_or_stop", "conversations")
"""Actions whose keys belong to the list while it has the focus."""


class ChatScreen(ChatActions, Notices, Dragging):
    """One conversation, its prompt, and the panes beside it."""

    BINDINGS = [
        Binding(key, action, title, priority=True, show=False)
        for key, action, title in bindings("anywhere")
    ] + [
        Binding("escape", "leave", "Stop the answer", show=False),
        Binding("tab", "read", "Read", show=False),
        Binding("shift+tab", "read_back", "Read", show=False),
        Binding("ctrl+z", "undo_delete", "Undo the last delete", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._compositor = SparingCompositor()
        self.awake = False
        """Whether the services are there."""
        self.early: list[Callable[[], None]] = []
        """What was sent before there was anybody to answer."""
        self.reader: Reader
        self.queue_rows: QueueRows
        self.welcome = Welcome()
        self.prompt = Prompt()
        self.notice_row = notice_row()
        self.status = StatusLine()

    def compose(self) -> ComposeResult:
        with Horizontal(id="columns"), Vertical(id="talk"):
            yield self.welcome
            yield self.prompt
            yield self.notice_row
            yield self.status
        yield Static("", id="tiny", markup=False)

    def on_mount(self) -> None:
        self.prompt.focus()
        self.call_after_refresh(self.app.wake_when_quiet, self)

    def on_screen_suspend(self) -> None:
        if self.awake:
            self.gallery.covered(covered=True)

    def on_screen_resume(self) -> None:
        """Typing goes on when an overlay has closed, unless a picture was looked at."""
        if self.awake:
            self.gallery.covered(covered=False)
        if not (self.awake and self.gallery.came_back()):
            self.prompt.focus()

    # -- the services are there

    def ready(self, services: Services) -> None:
        """Called after the first paint, on the loop; what is imported here is there already
        (`tui.services.prepare`)."""
        from tui.asking import Asking
        from tui.choosing import Choosing
        from tui.copying import Copying
        from tui.current import Current
        from tui.drawing import Drawing
        from tui.gallery import Gallery
        from tui.prompt.queue_rows import QueueRows
        from tui.reading import Reader
        from tui.retrying import Retrying
        from tui.shelf import Shelf
        from tui.transcript.hyperlink import has_hyperlinks
        from tui.undo import Undo

        self.undo = Undo()
        self.reader, self.queue_rows = Reader(self.app.palette), QueueRows()
        talk = self.query_one("#talk")
        talk.mount(self.reader, before=self.welcome)
        talk.mount(self.queue_rows, before=self.prompt)
        self.current = Current(services.store, system=self.app.settings.system)
        self.choosing = Choosing(self, services)
        self.drawing = Drawing(self, services)
        self.asking = Asking(self, services)
        self.retrying = Retrying(self)
        self.shelf = Shelf(self, services)
        self.gallery = Gallery(self, services)
        self.reader.load = services.store.messages
        self.reader.hyperlinks = has_hyperlinks(self.app.terminal, os.environ)
        self.prompt.attach, self.prompt.orders = self.gallery.attach, self.drawing
        if self.app.settings.pictures != "off":
            self.prompt.room = self.gallery.room
        self.prompt.set_history(self.asking.history)
        self.copying = Copying(self)
        self.awake = True
        self.shelf.start()
        for act in self.early:
            act()

    # -- layout

    def on_resize(self, event: events.Resize) -> None:
        columns, rows = event.size
        tiny = columns < TINY[0] or rows < TINY[1]
        if self.has_class("-tiny") and not tiny:
            self.call_after_refresh(self.prompt.focus)  # what is not shown loses the focus
        self.set_class(tiny, "-tiny")
        self.set_class(rows < 16, "-short")
        if tiny:
            text = f"palaver needs {TINY[0]}x{TINY[1]}; this is {columns}x{rows}."
            self.query_one("#tiny", Static).update(text)
        if self.awake:
            self.shelf.layout(columns)
            self.gallery.layout(columns)

    def refresh_status(self) -> None:
        from tui.situation import situation

        self.status.show(**situation(self))

    # -- Watch: what the answers tell

    def answer_begun(self, live: Live) -> None:
        self.asking.begun(live)

    def answer_ended(self, live: Live) -> None:
        self.asking.ended(live)

    def queue_changed(self, conversation: int) -> None:
        self.asking.queue_changed(conversation)

    def queue_held(self, conversation: int, sentence: str) -> None:
        self.asking.queue_held(conversation, sentence)

    def store_failed(self, error: StoreError | None) -> None:
        self.stand(f"{error.sentence} {error.next_step}" if error else "")
        if error is None:
            self.notice("Saving works again.")

    # -- the prompt and its queue

    def _when_awake(self, act: Callable[[], None]) -> None:
        """`act` now, or as soon as somebody is there to act on it."""
        if self.awake:
            act()
        else:
            self.early.append(act)
            self.app.wake(self)

    @on(Prompt.Sent)
    def _sent(self, event: Prompt.Sent) -> None:
        self.notice(self._standing, 0)
        self._when_awake(lambda: self.asking.send(event.text, event.attachments))

    @on(Prompt.DraftChanged)
    def _draft_changed(self, event: Prompt.DraftChanged) -> None:
        if self.awake:
            self.asking.draft_changed(event.draft, event.conversation)

    @on(Prompt.CameLate)
    def _came_late(self, event: Prompt.CameLate) -> None:
        self.asking.came_late(event.part, event.conversation, torn=event.torn)

    @on(Prompt.CommandGiven)
    def _command_given(self, event: Prompt.CommandGiven) -> None:
        self.notice(self._standing, 0)
        self._when_awake(lambda: self._run_command(event.name, event.argument))

    def _run_command(self, name: str, argument: str) -> None:
        from tui.commanding import run_command

        self.run_worker(run_command(self, name, argument), group="command")

    @on(Prompt.Released)
    def _released(self) -> None:
        if self.awake:
            self.asking.release()

    @on(Prompt.UndoAsked)
    def _undo_asked(self) -> None:
        self.action_undo_delete()

    @on(Prompt.Hinted)
    def _hinted(self, event: Prompt.Hinted) -> None:
        self.notice(event.sentence)

    @on(Prompt.TookBack)
    def _took_back(self) -> None:
        self.asking.take_back()

    @on(Prompt.Dropped)
    def _dropped(self) -> None:
        self.asking.drop()

    # Not one method for both: Textual calls no decorated method by its name.

    def on_queue_rows_took_back(self) -> None:
        self.asking.take_back()

    def on_queue_rows_dropped(self) -> None:
        self.asking.drop()

    # -- showing

    def show_path(self) -> None:
        """The current path in the transcript; ids that stay keep their rows."""
        self.refresh_welcome()
        self.reader.set_path(self.current.path)
        self.refresh_status()

    def refresh_welcome(self) -> None:
        """Three lines while there is nothing else to read."""
        self.welcome.display = self.current.empty
        if self.current.empty:
            self.welcome.show(**self.choosing.welcome())

    def leave(self) -> None:
        """Keep what is on the screen; the app is about to end."""
        if self.awake:
            self.shelf.leave()

    # -- keys

    def on_descendant_focus(self) -> None:
        """The status line names the keys of the place where the person is."""
        if self.awake:
            self.refresh_status()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self.awake and action in _OF_A_LIST and self.shelf.has_focus:
            return False
        return self.awake or action in ("quit", "copy_or_stop")

    # -- the list of conversations: by name, because it is imported after the first paint

    def on_conversation_list_opened(self, event: ConversationList.Opened) -> None:
        self.shelf.open(event.conversation)

    def on_conversation_list_renamed(self, event: ConversationList.Renamed) -> None:
        self.shelf.rename(event.conversation, event.title)

    def on_conversation_list_deleted(self, event: ConversationList.Deleted) -> None:
        self.shelf.delete(event.conversation)

    def on_conversation_list_closed(self) -> None:
        self.prompt.focus()

    # -- pictures

    def terminal_changed(self, terminal: Terminal) -> None:
        if self.awake:
            from tui.transcript.hyperlink import has_hyperlinks

            self.reader.hyperlinks = has_hyperlinks(terminal, os.environ)
            self.gallery.terminal_changed(terminal)

    def on_picture_panel_opened(self, event: PicturePanel.Opened) -> None:
        self.gallery.full(event.picture)
