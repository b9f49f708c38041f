"""The chat screen's actions: a line each, the work is done where it belongs.

Those of one message are the reader's; `do` runs either kind, for the palette and the status line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tui.actions import ACTIONS, Action

if TYPE_CHECKING:
    from tui.app import PalaverApp
    from tui.asking import Asking
    from tui.choosing import Choosing
    from tui.copying import Copying
    from tui.current import Current
    from tui.drawing import Drawing
    from tui.find.bar import FindBar
    from tui.find.finder import Finder
    from tui.gallery import Gallery
    from tui.prompt.prompt import Prompt
    from tui.reading import Reader
    from tui.shelf import Shelf
    from tui.undo import Undo


class ChatActions:
    """Mixed into the chat screen."""

    app: PalaverApp
    current: Current
    asking: Asking
    shelf: Shelf
    choosing: Choosing
    copying: Copying
    drawing: Drawing
    gallery: Gallery
    prompt: Prompt
    reader: Reader
    undo: Undo
    awake: bool
    notice: Any
    run_worker: Any
    get_selected_text: Any
    clear_selection: Any

    _finder: Finder | None = None

    @property
    def finder(self) -> Finder:
        """Made when something is first looked for."""
        if self._finder is None:
            from tui.find.finder import Finder

            self._finder = Finder(self, self.asking.store)  # type: ignore[arg-type]
        return self._finder

    # -- actions by their names

    async def action_do(self, name: str, message: int | None = None) -> None:
        """Run the action `name`; one of a message acts on `message`, else on the focused or the
        last one."""
        if hasattr(self, f"action_{name}"):
            await self.run_action(name)  # type: ignore[attr-defined]
            return
        reader = self.reader
        target = message if message is not None else reader.focused_id or reader.last_id
        reader.focus_message(target)
        await reader.run_action(name)
        if not reader.has_focus:
            reader.focus_message(None)

    def action_palette(self) -> None:
        from tui.palette import Entry, Palette

        focused = self.reader.focused_id
        entries = [Entry(a.name, a.title, a.shown) for a in ACTIONS if self._offered(a)]

        async def run(name: str | None) -> None:
            if name is not None:
                await self.action_do(name, focused)

        self.app.push_screen(Palette(entries), run)

    def _offered(self, action: Action) -> bool:
        """Stopping stands first, and only while there is something to stop."""
        streaming = self.current.id in self.asking.talk.live
        return action.listed and (action.name != "stop" or streaming)

    def action_help(self) -> None:
        from tui.commands import COMMANDS
        from tui.help import Help, sections

        commands = [(f"/{command.name}", command.help) for command in COMMANDS]
        self.app.push_screen(Help(sections(ACTIONS, commands)))

    def action_doctor(self) -> None:
        from tui.doctor.screen import open_doctor

        open_doctor(self.app)

    # -- leaving, stopping

    def action_copy_or_stop(self) -> None:
        """^C: what is selected is copied; else the answer is stopped; else how to quit is said."""
        if not (self.awake and (self.copying.selection() or self._stop())):
            self.notice("^Q quits.")

    def action_stop(self) -> None:
        self._stop()

    def _stop(self) -> bool:
        return self.current.id is not None and self.asking.talk.stop(self.current.id)

    def _key_escape(self) -> None:
        """Instead of Textual's, which takes a selection away and lets Esc go on to stop."""

    def peel(self) -> bool:
        """What Esc takes away below the focus: what is looked for, a selection, then the answer
        that streams."""
        if self.stop_finding():
            return True
        if self.copying.selects or self.get_selected_text():
            self.clear_selection()
            return True
        return self._stop()

    def action_leave(self) -> None:
        """One Esc, one layer: from the pictures to the prompt, in the prompt the next below it."""
        if any(place.has_focus_within for place in self.gallery.places):
            self.prompt.focus()
        else:
            self.peel()

    async def action_quit(self) -> None:
        await self.app.action_quit()

    # -- where the focus goes

    def action_read(self) -> None:
        self._focus_step(1)

    def action_read_back(self) -> None:
        self._focus_step(-1)

    def _focus_step(self, step: int) -> None:
        reading = [self.reader] if self.current.path else []
        places = [self.prompt, *reading, *self.gallery.places]
        now = next((i for i, place in enumerate(places) if place.has_focus_within), 0)
        places[(now + step) % len(places)].focus()

    def action_write(self) -> None:
        self.prompt.focus()

    # -- moving in the transcript

    def action_page_up(self) -> None:
        self.reader.page(-1)

    def action_page_down(self) -> None:
        self.reader.page(1)

    def action_half_up(self) -> None:
        self.reader.half_page(-1)

    def action_half_down(self) -> None:
        self.reader.half_page(1)

    def action_top(self) -> None:
        self.reader.go_top()

    def action_end(self) -> None:
        self.reader.go_end()

    def action_question_before(self) -> None:
        self._question_step(-1)

    def action_question_after(self) -> None:
        self._question_step(1)

    def _question_step(self, step: int) -> None:
        if self.reader.has_focus:
            self.reader.focus_question(step)
        else:
            self.reader.scroll_question(step)

    def action_find(self) -> None:
        self.run_worker(self.finder.open(), group="finding")

    def stop_finding(self) -> bool:
        """Close the bar and take the marks away; False if there were none."""
        return self._finder is not None and self._finder.close()

    def on_find_bar_asked(self, event: FindBar.Asked) -> None:
        self.finder.look(event.query)

    def on_find_bar_stepped(self, event: FindBar.Stepped) -> None:
        self.finder.step(event.step)

    def on_find_bar_closed(self, event: FindBar.Closed) -> None:
        self.finder.leave(read=event.read)

    def action_fold_reasoning(self) -> None:
        self.reader.fold_reasoning()

    # -- the queue

    def action_send_queue(self) -> None:
        self.asking.release()

    def action_take_back(self) -> None:
        self.asking.take_back()

    # -- models and conversations

    def action_pick_model(self) -> None:
        self.choosing.pick()

    def action_enter_key(self) -> None:
        if self.current.model is not None:
            self.run_worker(self.retrying.new_key(self.current.model.endpoint), group="key")

    def action_new(self) -> None:
        self.shelf.new()

    def action_conversations(self) -> None:
        self.shelf.browse()

    def action_toggle_list(self) -> None:
        self.shelf.toggle()

    def action_rename(self) -> None:
        self.shelf.ask_title()

    def action_delete(self) -> None:
        self.shelf.delete(self.current.id)

    def action_undo_delete(self) -> None:
        self.run_worker(self.undo.last(), group="shelf")

    def action_system(self) -> None:
        self.shelf.ask_system()

    # -- the rest

    def action_export(self) -> None:
        from tui.exporting import export

        self.run_worker(export(self, ""), group="export")

    def action_pictures(self) -> None:
        self.gallery.toggle()

    def action_library(self) -> None:
        self.gallery.toggle_all()

    async def action_of_picture(self, action: str) -> None:
        """Run an action of the picture panel."""
        for panel in self.gallery.places:
            await panel.run_action(action)

    def action_edit_outside(self) -> None:
        self.prompt.edit_outside()

    def action_theme(self) -> None:
        self.notice(f"Theme: {self.app.next_theme()}")

    def set_theme(self, name: str) -> None:
        """The theme of that name, or why there is none."""
        problems = self.app.use_theme(name)
        self.notice(problems[0].sentence if problems else f"Theme: {name}")
