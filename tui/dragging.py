"""A drag that began in the transcript stays in it: beyond its edges it scrolls and selects on.

Textual lets the widget under the pointer decide, so over the prompt a drag would stop scrolling
and select to the end of the conversation. Leans on the Screen of Textual 8.2.8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events
from textual.geometry import Offset, clamp
from textual.screen import Screen
from textual.selection import SelectEnd

if TYPE_CHECKING:
    from textual.widget import Widget

    from tui.reading import Reader


class Dragging(Screen[None]):
    """Mixed into the chat screen."""

    awake: bool
    reader: Reader
    _drags = False
    """Whether the event that is handled moves the end of a selection in the transcript."""

    def _forward_event(self, event: events.Event) -> None:
        self._drags = isinstance(event, events.MouseMove) and self._began_in_reader()
        try:
            super()._forward_event(event)
        finally:
            self._drags = False

    def _began_in_reader(self) -> bool:
        state = self._select_state
        here = self.awake and self._selecting and state is not None
        return here and state.start.content_widget is self.reader

    def _inside(self, x: float, y: float) -> Offset:
        """The cell of the transcript's text nearest to a place of the screen."""
        region = self.reader.content_region
        right = region.x + self.reader.view_width - 1
        return Offset(
            clamp(int(x), region.x, max(region.x, right)),
            clamp(int(y), region.y, max(region.y, region.bottom - 1)),
        )

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        if self._drags:
            return self._end_at(Offset(x, y))
        return super().get_widget_and_offset_at(x, y)

    def _end_at(self, mouse: Offset) -> tuple[Widget | None, Offset | None]:
        place = self._inside(*mouse) - self.reader.content_region.offset
        began: Any = self._select_state
        return self.reader, self.reader.drag_end(place.x, place.y, began.start.content_offset)

    def _select_all_in_widget(self, widget: Widget) -> None:
        """For a double click on a line that is said; a third would take the whole screen."""
        if not widget.children and widget is not self:
            super()._select_all_in_widget(widget)

    def _check_auto_scroll(
        self, select_widget: Widget, mouse_coordinate: tuple[float, float], delta_y: float
    ) -> None:
        if self._drags:
            mouse_coordinate = self._inside(*mouse_coordinate)
        super()._check_auto_scroll(select_widget, mouse_coordinate, delta_y)

    def _update_select(self) -> None:
        """The text has moved below a pointer that stands still: it ends at other characters."""
        if not self._began_in_reader():
            super()._update_select()
            return
        mouse: Any = self.app.mouse_position
        _, offset = self._end_at(mouse)
        end: Any = SelectEnd(self.reader.parent, self.reader, offset)  # type: ignore[arg-type]
        self._select_state = self._select_state.update_end(mouse, end)  # type: ignore[union-attr]
