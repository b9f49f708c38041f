"""Pictures in the transcript's text: what its rows ask for, answered from the darkroom.

Nothing is decoded, and no darkroom made, before a row with a picture is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from chat.chunks import ImagePreview
from chat.messages import Picture
from tui.pictures.fit import fitted
from tui.pictures.source import Load, of_preview
from tui.pictures.thumbnail import Colour, Thumbnails

if TYPE_CHECKING:
    from textual.strip import Strip

    from tui.pictures.darkroom import Darkroom

Changed = Callable[[bool], None]
"""`changed(anew)`: some cells have come; with `anew` some never will."""


class Inline:
    """Where `setting` is `transcript`, or no panel stands `beside` the text, pictures stand in it;
    those to come wherever it is not `off`."""

    def __init__(
        self,
        room: Callable[[], Darkroom],
        load: Load,
        setting: str,
        changed: Changed,
        beside: Callable[[], bool] = lambda: True,
    ) -> None:
        self._room, self._load, self._setting, self._changed = room, load, setting, changed
        self._beside = beside
        self.covered = False
        """Whether something lies over the text: its tint would change a placeholder's id."""
        self._last: tuple[tuple[int, int], Sequence[Strip]] | None = None
        """The preview that was last there: it stays until the next one is."""

    @property
    def inline(self) -> bool:
        if self._setting == "off" or (self._setting == "panel" and self._beside()):
            return False
        return self._room().mode != "off"

    @property
    def blocks(self) -> bool:
        return self._setting != "off" and self._room().mode != "off"

    def fit(self, size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
        return fitted(size, box, self._room().terminal.cell)

    def size(self, preview: ImagePreview) -> tuple[int, int] | None:
        source = of_preview(preview)
        return source.size if source is not None and all(source.size) else None

    def strips(
        self, what: Picture | ImagePreview, box: tuple[int, int], ground: str
    ) -> Sequence[Strip] | None:
        if isinstance(what, Picture):
            if self.covered and self._room().mode == "kitty":
                return None
            return self._thumbnails.rows(what, box, _rgb(ground))
        source = of_preview(what)
        rows = None
        if source is not None and not self._thumbnails.problem(source.key):
            # A preview is replaced before the terminal would have unpacked its pixels.
            rows = self._thumbnails.rows(source, box, _rgb(ground), pixels=False)
        if rows is not None:
            self._last = (box, rows)
        return self._last[1] if rows is None and self._last and self._last[0] == box else rows

    def problem(self, picture: Picture) -> str:
        return self._thumbnails.problem(picture.hash)

    def retry(self, picture: Picture) -> None:
        """Its file may be there again."""
        self._thumbnails.retry(picture.hash)

    def drawn(self) -> None:
        """The picture to come has come or was given up."""
        self._last = None

    def redraw(self) -> None:
        """The terminal shows pictures in another way."""
        self._thumbnails.let_go()
        self._changed(False)

    @cached_property
    def _thumbnails(self) -> Thumbnails:
        room = self._room()
        room.watch(self)
        return Thumbnails(room, self._load, self._ready)

    def _ready(self, key: str) -> None:
        self._changed(bool(self._thumbnails.problem(key)))


def _rgb(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
