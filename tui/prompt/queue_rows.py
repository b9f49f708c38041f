"""Questions that wait for the answer before them, right above the prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from chat.text import clean_line
from tui.prompt.chips import label

if TYPE_CHECKING:
    from chat.store.rows import Queued

ROWS = 4
_WIDE = 100
"""Columns from which both keys are named."""


class QueueRows(Widget):
    """Oldest first; the newest, which the keys act on, stands last."""

    COMPONENT_CLASSES = {"queue--mark", "queue--keys"}
    DEFAULT_CSS = """
    QueueRows {
        width: 100%;
        height: auto;
        text-wrap: nowrap;
        display: none;
        background: $ground;
        color: $text;

        & .queue--mark { color: $you; }
        & .queue--keys { color: $muted; }
    }
    """

    @dataclass
    class TookBack(Message):
        """`↑ edit` was clicked."""

    @dataclass
    class Dropped(Message):
        """`^K drop` was clicked."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._rows: tuple[Queued, ...] = ()
        self._held = False
        self._model = ""

    def show(self, rows: Sequence[Queued], *, held: bool = False, model: str = "") -> None:
        """`held`: it waits for Enter. `model` is the one of the next question: another is named."""
        self._rows, self._held, self._model = tuple(rows), held, model
        self.display = bool(rows)
        self.refresh(layout=True)

    def render(self) -> Content:
        hidden = max(0, len(self._rows) - ROWS) and len(self._rows) - ROWS + 1
        lines = [self._line(0, self._rows[0])] if self._rows else []
        if hidden:
            lines.append(self._fit("then", f"… {hidden} more", [], ""))
        lines += [
            self._line(index, row)
            for index, row in enumerate(self._rows)
            if index and index >= len(self._rows) - ROWS + (2 if hidden else 0)
        ]
        return Content("\n").join(lines)

    def _line(self, index: int, row: Queued) -> Content:
        word = ("held" if self._held else "next") if index == 0 else "then"
        chips = " ".join(label(part) for part in row.attachments)
        text = clean_line(f"{chips} {row.text}", 400)
        model = "" if row.model == self._model else clean_line(row.model.partition("/")[2], 24)
        keys: list[tuple[str, str]] = []
        if index == 0 and self._held:
            keys.append(("Enter send", ""))
        if index == len(self._rows) - 1:
            keys.append(("↑ edit", "take_back"))
            if self.size.width >= _WIDE or not keys[:-1]:
                keys.append(("^K drop", "drop"))
        return self._fit(word, text, keys, model)

    def _fit(self, word: str, text: str, keys: list[tuple[str, str]], model: str) -> Content:
        muted = self.get_visual_style("queue--keys", partial=True)
        right: list[Content] = [Content.styled(model, muted)] if model else []
        right += [
            Content.assemble((name, muted + Style.from_meta({"queue": does})))
            for name, does in keys
        ]
        end = Content(" · ").stylize(muted).join(right)
        left = Content.assemble(
            ("┆", self.get_visual_style("queue--mark", partial=True)), f" {word}   "
        )
        room = max(1, self.size.width - left.cell_length - end.cell_length - 3)
        body = Content(text).truncate(room, ellipsis=True, pad=True)
        return Content.assemble(left, body, "  ", end)

    def on_click(self, event: events.Click) -> None:
        match event.style.meta.get("queue"):
            case "take_back":
                self.post_message(self.TookBack())
            case "drop":
                self.post_message(self.Dropped())
