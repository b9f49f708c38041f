"""A list of one-line rows, one of them selected; only the rows in sight are drawn.

The focus stays in the filter above it, whose screen moves the selection: so it is never focused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.transcript.canvas import NEEDLESS

Span = tuple[str, str]
"""Text, already cleaned, and the role it is drawn in (`strong` is bold text)."""

ROLES = ("text", "muted", "faint", "accent", "you", "model", "ok", "warn", "error", "strong")


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that cannot be selected."""

    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What is drawn of an item: `right` at the right edge, `left` cut to what is left."""

    left: tuple[Span, ...]
    right: tuple[Span, ...] = ()
    marked: bool | None = False
    """Whether `▌` stands before it when the selection is not shown; None: no room for it."""


class Rows(ScrollView, can_focus=False):
    """Items drawn by a function; `item` is the selected one."""

    COMPONENT_CLASSES = {f"rows--{name}" for name in (*ROLES, "focus", "selected")}
    DEFAULT_CSS = """
    Rows {
        height: 1fr;
        overflow: hidden scroll;
        scrollbar-size-vertical: 0;
        & > .rows--text { color: $text; }
        & > .rows--muted { color: $muted; }
        & > .rows--faint { color: $faint; }
        & > .rows--accent { color: $accent; text-style: $mark-style; }
        & > .rows--you { color: $you; }
        & > .rows--model { color: $model; }
        & > .rows--ok { color: $ok; }
        & > .rows--warn { color: $warn; }
        & > .rows--error { color: $error; }
        & > .rows--strong { color: $text; text-style: bold; }
        & > .rows--focus { color: $focus; }
        & > .rows--selected { background: $cursor; text-style: $cursor-style; }
    }
    """

    virtual_size = Reactive(Size(0, 0))
    """Not Textual's: how many rows there are changes the place of nothing."""

    class Picked(Message):
        """An item was clicked."""

        def __init__(self, item: Any) -> None:
            super().__init__()
            self.item = item

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._items: Sequence[Any] = ()
        self._draw: Callable[[Any], Row] = lambda item: Row(((str(item), "text"),))
        self._selected: int | None = None
        self.show_selection = True
        self.indented = True
        """Whether headings stand above the text of the rows, or above their mark."""
        self._styles: dict[str, Style] = {}
        self._sight: tuple[int, int, Style] | None = None

    # -- items

    def show(self, items: Sequence[Any], draw: Callable[[Any], Row], *, select: Any = None) -> None:
        """Other items; `select` (else the first that can be) is selected and brought into sight."""
        self._items, self._draw = items, draw
        self._reach()
        self._selected = None
        if select is None or not self.select(select):
            self._to(0, 1)
        self.refresh()

    @property
    def item(self) -> Any:
        """The selected item, or None."""
        return None if self._selected is None else self._items[self._selected]

    @property
    def count(self) -> int:
        return sum(not isinstance(item, Heading) for item in self._items)

    def select(self, item: Any) -> bool:
        """Select the first item equal to `item`; False when there is none."""
        if isinstance(item, Heading):
            return False
        for index, other in enumerate(self._items):
            if other == item:
                self._to(index, 1)
                return True
        return False

    def move(self, step: int, *, wrap: bool = False) -> None:
        """Select the item `step` rows on; headings are stepped over."""
        if self._selected is None:
            return
        last = len(self._items) - 1
        target = self._selected + step
        if wrap and target > last:
            target = 0
        target = min(max(target, 0), last)
        direction = 1 if step > 0 else -1
        if not self._to(target, direction):
            self._to(target, -direction)

    def page(self, direction: int) -> None:
        self.move(direction * max(self.size.height - 1, 1))

    def ends(self, direction: int) -> None:
        self.move(direction * len(self._items))

    def _to(self, index: int, direction: int) -> bool:
        """Select the first item from `index` on in `direction`."""
        at = index
        while 0 <= at < len(self._items) and isinstance(self._items[at], Heading):
            at += direction
        if not 0 <= at < len(self._items):
            return False
        self._selected = at
        self._into_sight(at)
        self.refresh()
        return True

    def _into_sight(self, index: int) -> None:
        above = index
        while above and isinstance(self._items[above - 1], Heading):
            above -= 1
        height = self.size.height
        if not height:
            return  # it comes with the first resize
        top = round(self.scroll_offset.y)
        if above < top or index - above >= height:
            self.scroll_to(y=min(above, index), animate=False, immediate=True)
        elif index >= top + height:
            self.scroll_to(y=index - height + 1, animate=False, immediate=True)

    # -- events

    def _reach(self) -> None:
        """How far can be scrolled."""
        self.virtual_size = Size(self.size.width, len(self._items))
        self._scroll_update(self.virtual_size)

    def on_resize(self) -> None:
        self._reach()
        if self._selected is not None:
            self._into_sight(self._selected)

    def on_click(self, event: events.Click) -> None:
        index = event.y + round(self.scroll_offset.y)
        if index < len(self._items) and not isinstance(self._items[index], Heading):
            event.stop()
            self._to(index, 1)
            self.post_message(self.Picked(self._items[index]))

    # -- drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        self._styles.clear()
        self._sight = self._look()
        return super().render_lines(crop)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Rows have true colours and nothing dim."""
        return [each for each in super().get_line_filters() if not isinstance(each, NEEDLESS)]

    def _look(self) -> tuple[int, int, Style]:
        """The first row in sight, the width, the ground: asked once, not once a line."""
        return round(self.scroll_offset.y), self.size.width, self.rich_style

    def render_line(self, y: int) -> Strip:
        top, width, ground = self._sight or self._look()
        index = y + top
        if index >= len(self._items):
            return Strip.blank(width, ground)
        item = self._items[index]
        if isinstance(item, Heading):
            left = ((item.left, "muted"),)
            row = Row(left, ((item.right, "faint"),), marked=None if not self.indented else False)
        else:
            row = self._draw(item)
        selected = self.show_selection and index == self._selected
        if selected:
            chosen = self.get_component_rich_style("rows--selected")
            ground = ground + Style(bgcolor=chosen.bgcolor, reverse=chosen.reverse)
        marked = selected or (row.marked and not self.show_selection)
        mark = "" if row.marked is None else "▌" if marked else " "
        return Strip(self._segments(row, width, ground, mark), width)

    def _segments(self, row: Row, width: int, ground: Style, mark: str) -> list[Segment]:
        right = [Segment(text, ground + self._style(role)) for text, role in row.right if text]
        taken = sum(cell_len(segment.text) for segment in right)
        left = [Segment(text, ground + self._style(role)) for text, role in row.left if text]
        room = max(width - 1 - len(mark) - taken - (2 if taken else 0), 0)
        if taken > width // 3 and sum(cell_len(segment.text) for segment in left) > room:
            # Two halves of words say less than one whole.
            right, taken, room = [], 0, max(width - 1 - len(mark), 0)
        left = fit(left, room)
        used = len(mark) + sum(cell_len(segment.text) for segment in left)
        gap = Segment(" " * max(width - used - taken - 1, 0), ground)
        return [
            Segment(mark, ground + self._style("focus")),
            *left,
            gap,
            *right,
            Segment(" ", ground),
        ]

    def _style(self, role: str) -> Style:
        if (known := self._styles.get(role)) is None:
            style = self.get_component_rich_style(f"rows--{role}")
            known = self._styles[role] = Style(color=style.color, bold=style.bold or None)
        return known


def fit(segments: list[Segment], width: int) -> list[Segment]:
    """`segments` in at most `width` cells, `…` at the end of what was cut."""
    if sum(cell_len(segment.text) for segment in segments) <= width:
        return segments
    kept: list[Segment] = []
    for segment in segments:
        cells = cell_len(segment.text)
        if cells < width:
            kept.append(segment)
            width -= cells
            continue
        if width > 0:
            cut = set_cell_size(segment.text, width - 1).rstrip()
            kept.append(Segment(cut + "…", segment.style))
        break
    return kept


def marked_spans(text: str, places: Sequence[int], role: str = "text") -> tuple[Span, ...]:
    """`text` in `role`, the characters at `places` in accent."""
    if not places:
        return ((text, role),)
    spans: list[Span] = []
    hits = set(places)
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or (at in hits) != (begin in hits):
            spans.append((text[begin:at], "accent" if begin in hits else role))
            begin = at
    return tuple(spans)
