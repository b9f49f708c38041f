"""The conversation's pictures beside the transcript: one large, its caption, a filmstrip.

It follows the newest picture unless the person has gone back to an older one; while one is being
drawn its preview is the newest.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from chat.chunks import ImagePreview
from chat.messages import Picture
from chat.text import clean_line
from tui.pictures import caption
from tui.pictures.darkroom import Darkroom
from tui.pictures.doings import BROWSE, Doings
from tui.pictures.film import bar, film, place
from tui.pictures.fit import SQUARE, fitted
from tui.pictures.slots import Slot, Slots
from tui.pictures.source import Load, of_picture, of_preview
from tui.pictures.view import PictureView


class PicturePanel(Widget, Doings, can_focus=True):
    """`show` the pictures; `preview` what is being drawn."""

    DEFAULT_CSS = """
    PicturePanel {
        width: 44; height: 1fr; padding: 0 1; layout: vertical; background: $ground;
        & Static { width: 1fr; height: auto; }
        & #picture-title { height: 1; color: $muted; margin-bottom: 1; }
        &:focus #picture-title { color: $focus; }
        & PictureView { height: 1fr; }
        & #picture-bar { height: 1; color: $accent; }
        & #picture-prompt { color: $text; margin-top: 1; max-height: 3; }
        & #picture-facts { color: $muted; }
        & #picture-said { color: $ok; }
        & #picture-said.-failed { color: $error; }
        & #picture-film { color: $muted; margin-top: 1; height: 1; }
        & .-empty { display: none; }
    }
    """
    BINDINGS = [
        *BROWSE,
        Binding("enter", "full", "full screen"),
        Binding("question_mark", "app.chat('help')", "help", show=False),
    ]

    class Opened(Message):
        """Full screen was asked for."""

        def __init__(self, panel: PicturePanel, picture: Picture) -> None:
            super().__init__()
            self.panel, self.picture = panel, picture

    def __init__(self, darkroom: Darkroom, load: Load, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.darkroom, self.load = darkroom, load
        self.pictures: tuple[Picture, ...] = ()
        self.current = 0
        self._preview: ImagePreview | None = None
        self._several: tuple[Slot, ...] = ()
        """The slots of an answer of several pictures, until one browses."""
        self._to_come = SQUARE
        """Pixels of those that have not come yet."""
        self._slots: Slots | None = None
        self._prompt = ""
        self._since = 0.0
        self._info = False
        self._view = PictureView(darkroom)
        self._composed = False

    def compose(self) -> ComposeResult:
        yield Static(id="picture-title", markup=False)
        yield self._view
        yield Static(id="picture-bar", classes="-empty", markup=False)
        yield Static(id="picture-prompt", markup=False)
        yield Static(id="picture-facts", markup=False)
        yield Static(id="picture-said", classes="-empty", markup=False)
        yield Static(id="picture-film", markup=False)

    # -- what is shown

    @property
    def picture(self) -> Picture | None:
        """The picture that keys act on."""
        return self.pictures[self.current] if self.current < len(self.pictures) else None

    @property
    def drawing(self) -> bool:
        """Whether what is shown is a picture to come."""
        return self._preview is not None and self.current >= len(self.pictures)

    @property
    def _count(self) -> int:
        """With the one to come."""
        return len(self.pictures) + (self._preview is not None)

    @property
    def _follows(self) -> bool:
        return self.current >= self._count - 1

    def show(self, pictures: Sequence[Picture], current: Picture | None = None) -> None:
        """The conversation's pictures in order; `current`, or the newest if that was followed."""
        followed, before = self._follows, self.picture
        self.pictures = tuple(pictures)
        wanted = current or (None if followed else before)
        self.current = max(0, self._count - 1)
        if wanted is not None:
            for index in range(len(self.pictures) - 1, -1, -1):
                if self.pictures[index].hash == wanted.hash:
                    self.current = index
                    break
        self._show()

    def preview(self, preview: ImagePreview | None, prompt: str = "") -> None:
        """A picture is being drawn; None when it is there or given up."""
        followed = self._follows
        if preview is not None and self._preview is None:
            self._since = time.monotonic()
        kept = preview is not None and preview.image is None and self._preview is not None
        if kept and self._preview is not None:  # only the progress is new
            preview = ImagePreview(self._preview.image, preview.progress)
        self._preview, self._prompt = preview, prompt or self._prompt
        if preview is None:
            self._prompt = ""
        last = max(0, self._count - 1)
        self.current = last if followed else min(self.current, last)
        self._show()

    def several(self, slots: Sequence[Slot], size: tuple[int, int] = SQUARE) -> None:
        """All pictures of one answer beside each other as they come; none: the newest alone."""
        self._several, self._to_come = tuple(slots), size
        if not slots and self._slots is not None:
            self._slots.forget()
        self._show()

    @property
    def _together(self) -> bool:
        return bool(self._several) and self._follows

    def on_mount(self) -> None:
        self.darkroom.watch(self)
        self.set_interval(1.0, self._tick)
        self._composed = True
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        self._arrange()

    def redraw(self) -> None:
        """Its cells may have another size."""
        if self.is_attached:
            self._arrange()

    def _tick(self) -> None:
        if self.drawing:
            self._show_bar()

    def _show(self) -> None:
        if not self._composed:
            return
        view = self._view
        self._show_together()
        if self.drawing:
            assert self._preview is not None
            source = of_preview(self._preview)
            view.show(source)
        else:
            view.show(of_picture(self.picture, self.load) if self.picture else None)
        self._show_words()
        self._arrange()

    def _show_together(self) -> None:
        together = self._together
        self._view.display = not together
        if together and self._slots is None:
            self._slots = Slots(self.darkroom, self.load, self.content_size.width)
            self.mount(self._slots, before=self._view)
        if self._slots is not None:
            self._slots.display = together
            if together:
                self._slots.show(self._several, self._to_come)

    def _show_words(self) -> None:
        picture = self.picture
        if self.drawing:
            self._set("picture-prompt", clean_line(self._prompt, 400))
            self._set("picture-facts", "")
            return
        self._set("picture-prompt", caption.prompt(picture) if picture else "")
        if picture is not None and self._info:
            self._set("picture-facts", caption.table(picture))
        else:
            facts = caption.facts(picture, endpoint=True) if picture else ""
            self._set("picture-facts", facts)

    def _show_bar(self) -> None:
        if self.drawing and self._preview is not None:
            seconds = time.monotonic() - self._since
            self._set("picture-bar", bar(self._preview.progress, seconds, self.content_size.width))
        else:
            self._set("picture-bar", "")

    def _set(self, name: str, text: str) -> None:
        static = self.query_one(f"#{name}", Static)
        static.set_class(not text, "-empty")
        static.update(Content(text))

    def _arrange(self) -> None:
        """The picture takes what the words leave, and no row more than it needs."""
        width, height = self.content_size
        if not width or not height:
            return
        right = self._drawn if self.drawing else place(self._count, self.current)
        self._set("picture-title", "Pictures" + right.rjust(width - 8))
        self._set("picture-film", film(self._count, self.current, width))
        self._show_bar()
        rows = fitted(self._pixels, (width, height), self.darkroom.terminal.cell)[1]
        self._view.styles.max_height = rows

    @property
    def _drawn(self) -> str:
        """How far it is with several."""
        came = sum(isinstance(slot, Picture | str) for slot in self._several)
        return f"drawing {came + 1} of {len(self._several)}" if self._several else "drawing"

    @property
    def _pixels(self) -> tuple[int, int]:
        """Of the picture shown; a square until that is known."""
        picture = self.picture
        if self.drawing and self._preview is not None:
            source = of_preview(self._preview)
            return source.size if source is not None and source.size[0] else (1024, 1024)
        if picture is None or not picture.width:
            return 1024, 1024
        return picture.width, picture.height

    async def fetched(self, old: Picture, new: Picture, sentence: str) -> None:
        self.show([new if each.hash == old.hash else each for each in self.pictures], new)

    # -- keys

    def say(self, sentence: str, *, failed: bool = False) -> None:
        """A sentence below the caption, until the next picture."""
        self.query_one("#picture-said").set_class(failed, "-failed")
        self._set("picture-said", clean_line(sentence))
        self._arrange()

    def action_browse(self, step: int) -> None:
        if self._count:
            self._several = ()
            self.current = min(max(0, self.current + step), self._count - 1)
            self._set("picture-said", "")
            self._show()

    def action_info(self) -> None:
        self._info = not self._info
        self._show()

    def action_full(self) -> None:
        if self.picture is not None:
            self.post_message(self.Opened(self, self.picture))

    def on_slots_clicked(self, event: Slots.Clicked) -> None:
        event.stop()
        self.post_message(self.Opened(self, event.picture))

    def on_click(self, event: events.Click) -> None:
        if isinstance(event.widget, PictureView):
            self.action_full()
