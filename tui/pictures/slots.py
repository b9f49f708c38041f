"""Several pictures of one answer beside each other: a slot each, filled as they come."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.widget import Widget

from chat.chunks import ImagePreview
from chat.messages import Picture
from tui.pictures.darkroom import Darkroom
from tui.pictures.fit import SQUARE, fitted
from tui.pictures.source import Load, of_picture, of_preview
from tui.pictures.view import PictureView

Slot = Picture | ImagePreview | str | None
"""A picture, what is seen of it so far, why there is none, or nothing yet."""

_ACROSS, _DOWN = 2, 1
"""Columns and rows between two."""


class Slots(Widget):
    """`show` them; a click opens the picture of one."""

    DEFAULT_CSS = """
    Slots { layout: grid; grid-gutter: 1 2; height: auto; width: 1fr; }
    """

    class Clicked(Message):
        def __init__(self, picture: Picture) -> None:
            super().__init__()
            self.picture = picture

    def __init__(self, darkroom: Darkroom, load: Load, room: int = 0) -> None:
        """`room`: the columns that it will have, where they are known before it is laid out."""
        super().__init__()
        self._darkroom, self._load, self._room = darkroom, load, room
        self.slots: tuple[Slot, ...] = ()
        self._views: list[PictureView] = []
        self._to_come = SQUARE
        """Pixels of the pictures to come."""

    def show(self, slots: Sequence[Slot], to_come: tuple[int, int] = SQUARE) -> None:
        """These in their order; a preview without a picture leaves its slot as it is."""
        before, self.slots, self._to_come = self.slots, tuple(slots), to_come
        if len(self._views) != len(slots):
            self.remove_children()
            self._views = [PictureView(self._darkroom) for _ in slots]
            self.mount(*self._views)
            before = ()
        for number, (view, slot) in enumerate(zip(self._views, slots, strict=True)):
            if number >= len(before) or before[number] != slot:
                self._fill(view, slot, anew=not before)
        self._arrange()

    def forget(self) -> None:
        """What is shown next is another answer's."""
        self.slots = ()

    def _fill(self, view: PictureView, slot: Slot, *, anew: bool) -> None:
        match slot:
            case Picture():
                view.show(of_picture(slot, self._load))
            case ImagePreview():
                source = of_preview(slot)
                if source is not None:
                    view.show(source)
                elif anew or view.encoded is None:
                    view.wait(self._to_come)
            case str():
                view.give_up(slot)
            case None if anew or view.encoded is None:
                view.wait(self._to_come)
            case None:
                pass  # its preview stays while the picture is being kept

    def on_mount(self) -> None:
        self._darkroom.watch(self)

    def on_resize(self) -> None:
        self._arrange()

    def redraw(self) -> None:
        """Its cells may have another size."""
        self._arrange()

    def _arrange(self) -> None:
        count, width = len(self.slots), self.size.width or self._room
        if not count or not width:
            return
        columns = 2 if count <= 4 else 3
        across = max(1, (width - _ACROSS * (columns - 1)) // columns)
        known = next((each for each in self.slots if isinstance(each, Picture)), None)
        pixels = (known.width, known.height) if known is not None and known.width else self._to_come
        down = fitted(pixels, (across, 1000), self._darkroom.terminal.cell)[1]
        rows = -(-count // columns)
        self.styles.grid_size_columns = columns
        self.styles.grid_rows = str(down)
        self.styles.height = rows * down + _DOWN * (rows - 1)

    def on_click(self, event: events.Click) -> None:
        if event.widget in self._views:
            slot = self.slots[self._views.index(event.widget)]
            event.stop()
            if isinstance(slot, Picture):
                self.post_message(self.Clicked(slot))
