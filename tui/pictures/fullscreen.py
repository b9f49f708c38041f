"""One picture over the whole terminal: browse, zoom, pan, save. Opaque, because pixels do not
mix with a tint. Its result is the picture it ended on.
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
from tui.pictures.encode.value import WHOLE, Crop
from tui.pictures.film import place
from tui.pictures.fit import LARGEST, zoomed
from tui.pictures.source import Load, of_picture
from tui.pictures.view import PictureView

_STEP = 1.5
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
        & #full-info { height: auto; color: $muted; padding: 1 2 0 2; display: none; }
        & #full-info.-shown { display: block; }
        &.-told PictureView { display: none; }
        &.-told #full-info { height: 1fr; }
    }
    """
    AUTO_FOCUS = None
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
        Binding("enter,escape,ctrl+c,ctrl+g", "back", "back", key_display="Esc"),
        Binding("ctrl+l", "leave_for('pick_model')", "model", show=False),
        Binding("ctrl+s", "leave_for('conversations')", "conversations", show=False),
        Binding("ctrl+z", "app.chat('undo_delete')", "undo the last delete", show=False),
        Binding("f1,question_mark", "app.chat('help')", "help", show=False),
    ]

    def __init__(
        self, pictures: Sequence[Picture], current: Picture, darkroom: Darkroom, load: Load
    ) -> None:
        super().__init__()
        self.pictures = tuple(pictures) or (current,)
        hashes = [picture.hash for picture in self.pictures]
        self.current = hashes.index(current.hash) if current.hash in hashes else 0
        self.darkroom, self.load = darkroom, load
        self.factor = 1.0
        """How many times larger than it fits."""
        self.centre = (0.5, 0.5)
        self._said = ""

    def compose(self) -> ComposeResult:
        yield PictureView(self.darkroom, middle=True)
        yield Static(id="full-info", markup=False)
        yield Static(id="full-words", markup=False)

    @property
    def picture(self) -> Picture:
        return self.pictures[self.current]

    @property
    def crop(self) -> Crop:
        """What is seen of it."""
        if self.factor <= 1 or not self.picture.width:
            return WHOLE
        size = (self.picture.width, self.picture.height)
        return zoomed(size, self._box, self.darkroom.terminal.cell, self.factor, self.centre)

    @property
    def _box(self) -> tuple[int, int]:
        width, height = self.query_one(PictureView).size
        return max(1, width), max(1, height)

    def on_mount(self) -> None:
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        self._make_room()
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        self.query_one(PictureView).show(of_picture(self.picture, self.load), self.crop)
        self._show_words()

    def _show_words(self) -> None:
        words = self.query_one("#full-words", Static)
        width = max(10, self.size.width - 4)
        right = "   ".join(filter(None, (place(len(self.pictures), self.current), _KEYS)))
        if self.factor > 1:
            right = f"{self.factor:.1f}×   {right}"
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
        info = "\n".join(f"{name}  {value}" for name, value in caption.details(self.picture))
        self.query_one("#full-info", Static).update(
            Content(f"{caption.prompt(self.picture)}\n{info}")
        )

    def say(self, sentence: str, *, failed: bool = False) -> None:
        """A sentence in place of the caption, until the next key that shows another."""
        self._said = clean_line(sentence)
        self.query_one("#full-words").set_class(failed, "-failed")
        self._show_words()

    # -- keys

    def action_browse(self, step: int) -> None:
        self.current = min(max(0, self.current + step), len(self.pictures) - 1)
        self.factor, self.centre = 1.0, (0.5, 0.5)
        self.say("")
        self._show()

    def action_side(self, step: int) -> None:
        if self.factor > 1:
            self.action_pan(step, 0)
        else:
            self.action_browse(step)

    def action_pan(self, across: int, down: int) -> None:
        left, top, right, bottom = self.crop
        wide, high = right - left, bottom - top
        x, y = (left + right) / 2 + across * wide * _PAN, (top + bottom) / 2 + down * high * _PAN
        # At an edge the centre stays where the other way is felt at once.
        self.centre = (
            min(max(x, wide / 2), 1 - wide / 2),
            min(max(y, high / 2), 1 - high / 2),
        )
        self._show()

    def action_zoom(self, way: int) -> None:
        self._zoom(self.factor * (_STEP if way > 0 else 1 / _STEP))

    def action_fit(self) -> None:
        self._zoom(1.0)

    def action_true_size(self) -> None:
        """A pixel of the picture on a pixel of the screen (of a cell, with symbols)."""
        scale = self._scale
        self._zoom(1 / scale if scale < 1 else 1.0)

    @property
    def _scale(self) -> float:
        """Screen pixels a picture pixel where the whole picture is seen."""
        (columns, rows), (wide, high) = self._box, self.darkroom.terminal.cell
        width, height = max(1, self.picture.width), max(1, self.picture.height)
        return min(columns * wide / width, rows * high / height)

    def _zoom(self, factor: float) -> None:
        self.factor = min(max(1.0, factor), max(1.0, LARGEST / self._scale))
        if self.factor < 1.05:
            self.factor, self.centre = 1.0, (0.5, 0.5)
        self._said = ""
        self._show()

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
