"""One picture over the whole terminal: browse, zoom, pan, save. Opaque, because pixels do not
mix with a tint. Its result is the picture it ended on.

What is zoomed to is what the pointer is on, once it has moved here; else the middle.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from chat.messages import Picture
from chat.text import clean_line
from tui.pictures import caption
from tui.pictures.darkroom import Darkroom
from tui.pictures.doings import BROWSE, Doings
from tui.pictures.encode.value import Crop
from tui.pictures.film import place
from tui.pictures.source import Load, of_picture
from tui.pictures.view import PictureView
from tui.pictures.zoom import MIDDLE, Look

_STEP, _NOTCH = 1.5, 1.2
"""How much larger by a key, and by a notch of the wheel, which come in numbers."""
_PAN = 0.25
"""Of what is seen."""
_BACK = "Esc back"
_KEYS = f"s save   o open   i info   + zoom   {_BACK}"
_SHORT = 16
"""Rows below which all about a picture takes the place of the picture."""


class FullScreen(Screen[Picture], Doings):
    """`pictures[current]`, with the others to browse."""

    DEFAULT_CSS = """
    FullScreen {
        background: $ground; layout: vertical; overflow: hidden;
        & #full-words { height: 1; color: $muted; padding: 0 2; }
        & #full-words.-whole { height: auto; max-height: 50%; }
        & #full-words.-failed { color: $error; }
        & #full-info { height: auto; color: $muted; padding: 1 2; display: none; }
        & #full-info.-shown { display: block; }
        &.-told PictureView { display: none; }
        &.-told #full-info { height: 1fr; }
    }
    """
    AUTO_FOCUS = None
    ALLOW_SELECT = False  # dragging pans
    BINDINGS = [
        *(key for key in BROWSE if not key.key.startswith(("left", "right"))),
        Binding("n", "browse(1)", "next picture"),
        Binding("p", "browse(-1)", "previous picture"),
        Binding("right", "side(1)", "next; zoomed: pan", show=False),
        Binding("left", "side(-1)", "previous; zoomed: pan", show=False),
        Binding("up", "pan(0,-1)", "pan", show=False),
        Binding("down", "pan(0,1)", "pan", show=False),
        Binding("plus,equals_sign", "zoom(1)", "zoom in", key_display="+"),
        Binding("minus", "zoom(-1)", "zoom out", key_display="−"),
        Binding("0", "fit", "whole picture"),
        Binding("1", "true_size", "a pixel a pixel"),
        Binding("enter,escape,ctrl+c", "back", "back", key_display="Esc"),
        Binding("ctrl+g", "leave_for('library')", "all pictures", show=False),
        Binding("ctrl+n", "leave_for('new')", "new conversation", show=False),
        Binding("ctrl+l", "leave_for('pick_model')", "model", show=False),
        Binding("ctrl+s", "leave_for('conversations')", "conversations", show=False),
        Binding("ctrl+p", "leave_for('palette')", "all actions", show=False),
        Binding("ctrl+z", "app.chat('undo_delete')", "undo the last delete", show=False),
        Binding("f1,question_mark", "app.chat('help')", "help", show=False),
    ]

    def __init__(
        self,
        pictures: Sequence[Picture],
        current: Picture,
        darkroom: Darkroom,
        load: Load,
        *,
        at: int | None = None,
    ) -> None:
        """`at` is the place of `current` where that is known: thousands are not looked through."""
        super().__init__()
        self.pictures = pictures or (current,)
        if at is None:
            same = (n for n, each in enumerate(pictures) if each.hash == current.hash)
            at = next(same, 0)
        self.current = at
        self.darkroom, self.load = darkroom, load
        self._look = Look((0, 0), (0, 0))
        self._pointer: tuple[int, int] | None = None
        """The cell of the screen that the pointer was last moved to."""
        self._held: tuple[int, int] | None = None
        """The cell that is being dragged."""
        self._ready = ""
        """The hash of the picture that was made ready to zoom into."""
        self._said = ""
        self._fetched: dict[str, Picture] = {}
        """What came in place of others, by their hashes."""

    def compose(self) -> ComposeResult:
        yield PictureView(self.darkroom, middle=True)
        yield Static(id="full-info", markup=False)
        yield Static(id="full-words", markup=False)

    @property
    def picture(self) -> Picture:
        found = self.pictures[self.current]
        return self._fetched.get(found.hash, found)

    @property
    def crop(self) -> Crop:
        """What is seen of it."""
        return self.look.crop

    @property
    def look(self) -> Look:
        """How it is seen now."""
        return self._look.through(self._window)

    @property
    def _window(self) -> tuple[int, int]:
        """Pixels of the screen that there are for it."""
        size, cell = self.query_one(PictureView).size, self.darkroom.terminal.cell
        return max(1, size.width) * cell[0], max(1, size.height) * cell[1]

    @property
    def _at(self) -> tuple[float, float]:
        """Where in the window the pointer is, from 0 to 1; its middle where that is not known."""
        region = self.query_one(PictureView).region
        if self._pointer is None or not region.contains(*self._pointer):
            return MIDDLE
        x, y = self._pointer
        return (x - region.x + 0.5) / region.width, (y - region.y + 0.5) / region.height

    def on_mount(self) -> None:
        self.darkroom.watch(self)
        self._take()

    def redraw(self) -> None:
        """Its cells may have another size: what is seen through them is another part."""
        if self.is_attached:
            self._show()

    def _take(self) -> None:
        """Show the current one, whole."""
        self._look = Look((self.picture.width, self.picture.height), self._window)
        self._show()

    def on_picture_view_drawn(self) -> None:
        """It is seen: now what a first step into it would wait for."""
        if self._ready != self.picture.hash:
            self._ready = self.picture.hash
            self.run_worker(self._prepare(), group="prepare", exclusive=True)

    async def _prepare(self) -> None:
        await self.darkroom.prepare(of_picture(self.picture, self.load))

    def on_unmount(self) -> None:
        self.darkroom.rest()

    def on_resize(self, event: events.Resize) -> None:
        self._make_room()
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        look, source = self.look, of_picture(self.picture, self.load)
        self.query_one(PictureView).show(source, look.crop, look.most)
        self._show_words()

    def _show_words(self) -> None:
        words = self.query_one("#full-words", Static)
        width = max(10, self.size.width - 4)
        right = "   ".join(filter(None, (place(len(self.pictures), self.current), _KEYS)))
        look = self.look
        if look.scale:
            right = f"{look.now:.0%}   {right}"
        if len(right) > width - 16:
            right = "   ".join(filter(None, (place(len(self.pictures), self.current), _BACK)))
        left = self._said or f"{caption.prompt(self.picture)} · {caption.facts(self.picture)}"
        whole = bool(self._said) and cell_len(left) > width - len(right) - 3
        words.set_class(whole, "-whole")
        if whole:  # the name of a file is of use only as a whole
            words.update(Content(left))
        else:
            room = max(1, width - len(right) - 3)
            text = Content(left).truncate(room, ellipsis=True, pad=True)
            words.update(Content("").join((text, Content("   " + right))))
        info = f"{caption.prompt(self.picture)}\n\n{caption.table(self.picture)}"
        self.query_one("#full-info", Static).update(Content(info))

    def say(self, sentence: str, *, failed: bool = False) -> None:
        """A sentence in place of the caption, until the next key that shows another."""
        self._said = clean_line(sentence)
        self.query_one("#full-words").set_class(failed, "-failed")
        self._show_words()

    async def fetched(self, old: Picture, new: Picture, sentence: str) -> None:
        self._fetched[old.hash] = new
        if self.picture in (old, new):
            self._take()

    # -- keys

    def action_browse(self, step: int) -> None:
        self.current = min(max(0, self.current + step), len(self.pictures) - 1)
        self.say("")
        self._take()

    def action_side(self, step: int) -> None:
        if self.look.larger:
            self.action_pan(step, 0)
        else:
            self.action_browse(step)

    def action_pan(self, across: int, down: int) -> None:
        wide, high = self._window
        self._see(self.look.moved(across * wide * _PAN, down * high * _PAN))

    def action_zoom(self, way: int) -> None:
        self._zoom(_STEP if way > 0 else 1 / _STEP)

    def action_fit(self) -> None:
        self._see(Look(self._look.size, self._window))

    def action_true_size(self) -> None:
        """A pixel of the picture on a pixel of the screen (of a cell, with symbols)."""
        self._see(self.look.true_size(self._at))

    def _zoom(self, factor: float) -> None:
        look = self.look
        self._see(look.zoomed(look.now * factor, self._at))

    def _see(self, look: Look) -> None:
        self._look, self._said = look, ""
        self._show()

    # -- mouse

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, _NOTCH)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, 1 / _NOTCH)

    def _wheel(self, event: events.MouseEvent, factor: float) -> None:
        event.stop()
        self._pointer = int(event.screen_x), int(event.screen_y)
        self._zoom(factor)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button == 1 and self.look.larger:
            self._held = int(event.screen_x), int(event.screen_y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        before, self._pointer = self._held, (int(event.screen_x), int(event.screen_y))
        if before is None:
            return
        if event.button != 1:  # let go outside of the terminal
            self._held = None
            return
        self._held = self._pointer
        wide, high = self.darkroom.terminal.cell
        across, down = before[0] - self._pointer[0], before[1] - self._pointer[1]
        if across or down:
            self._see(self.look.moved(across * wide, down * high))

    def on_mouse_up(self) -> None:
        self._held = None

    # -- the rest

    def action_info(self) -> None:
        self._said = ""
        self.query_one("#full-info").toggle_class("-shown")
        self._make_room()
        self.call_after_refresh(self._show)

    def _make_room(self) -> None:
        told = self.query_one("#full-info").has_class("-shown")
        self.set_class(told and self.size.height < _SHORT, "-told")

    def action_back(self) -> None:
        self.dismiss(self.picture)

    def action_leave_for(self, action: str) -> None:
        """Back, and what the chat below does on the same key."""
        self.action_back()
        self.app.call_later(self.app.run_action, f"app.chat('{action}')")
