"""What is attached to a question: one row of chips over the text."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from chat.messages import FilePart, Part, PicturePart
from chat.text import clean_line
from tui.prompt.sizes import lines_of, size_of

PASTED = "pasted"
"""The name of a text that was pasted and not read from a file."""
_NAME = 32
"""Characters of a name that are shown."""


def pasted(text: str) -> FilePart:
    """A long text that is in no file."""
    return FilePart(PASTED, "text/plain", text)


def label(part: Part) -> str:
    """`[500 lines · 18 kB]`, `[notes.md · 40 lines]`, `[▣ cat.png · 640×480]`."""
    match part:
        case FilePart(name=name, text=text):
            lines = lines_of(text)
            count = f"{lines} line{'' if lines == 1 else 's'}"
            if name == PASTED:
                return f"[{count} · {size_of(len(text.encode('utf-8', 'replace')))}]"
            return f"[{clean_line(name, _NAME)} · {count}]"
        case PicturePart(picture=picture, prompt=prompt):
            size = f" · {picture.width}×{picture.height}" if picture and picture.width else ""
            return f"[▣ {clean_line(prompt, _NAME) or 'picture'}{size}]"
        case _:
            return f"[{clean_line(part.text, _NAME)}]"


class Chips(Widget):
    """The chips; at most one is selected. It knows of parts only what `show` tells."""

    COMPONENT_CLASSES = {"chips--chip", "chips--selected"}
    DEFAULT_CSS = """
    Chips {
        width: 100%;
        height: auto;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        max-height: 3;
        display: none;
        color: $muted;
        background: $ground;

        & .chips--chip { color: $accent; }
        & .chips--selected { color: $ground; background: $accent; text-style: bold; }
    }
    """

    @dataclass
    class Clicked(Message):
        """The chip at `index` was clicked; `again` if it was selected already."""

        index: int
        again: bool

    def __init__(self) -> None:
        super().__init__()
        self._labels: tuple[str, ...] = ()
        self._selected: int | None = None

    def show(self, labels: tuple[str, ...], selected: int | None) -> None:
        if (labels, selected) != (self._labels, self._selected):
            relaid = labels != self._labels
            self._labels, self._selected = labels, selected
            self.display = bool(labels)
            self.refresh(layout=relaid)

    def render(self) -> Content:
        rows = self._rows(self.size.width)
        return Content("\n").join(Content(" ").join(map(self._chip, row)) for row in rows)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows(width))

    def _rows(self, width: int) -> list[list[int]]:
        """Which chips stand in which row."""
        rows: list[list[int]] = [[]]
        room = width
        for index, text in enumerate(self._labels):
            if rows[-1] and cell_len(text) > room:
                rows.append([])
                room = width
            room -= cell_len(text) + 1
            rows[-1].append(index)
        return rows

    def _chip(self, index: int) -> Content:
        if index == self._selected:  # a partial style would lose its ground
            style = self.get_visual_style("chips--selected")
        else:
            style = self.get_visual_style("chips--chip", partial=True)
        return Content.styled(self._labels[index], style + Style.from_meta({"chip": index}))

    def on_click(self, event: events.Click) -> None:
        index = event.style.meta.get("chip")
        if isinstance(index, int):
            event.stop()
            self.post_message(self.Clicked(index, index == self._selected))
