"""What could come next, over the prompt: commands after `/`, files after `@`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from chat.drawing import begun
from chat.text import clean_line

if TYPE_CHECKING:
    from tui.pictures.source import Source

ROWS = 8
_COMMAND = re.compile(r"/([a-z]*)\Z")
_ATTACH = re.compile(r"/attach +(\S.*|)\Z")
_EXPORT = re.compile(r"/export +(?:--[a-z-]+ +)*([^-\s].*|)\Z")
_FILE = re.compile(r"""(?:^|(?<=\s))@("[^"]*|[^\s"@]*)\Z""")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is being typed: a piece of a command's name, of a file's to attach, of a path that is
    put in as it stands, or of a parameter of `/image`; `start` is its column."""

    kind: Literal["command", "file", "path", "parameter"]
    piece: str
    start: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row: `text` is what is put in, `more` says that something follows it (a folder, a
    command with an argument)."""

    text: str
    note: str = ""
    more: bool = False
    picture: Source | None = None
    """What is in the file, if it is a picture."""


def wanted(before: str, *, first_row: bool) -> Wanted | None:
    """What the cursor's line up to the cursor asks for; commands stand at the very beginning."""
    if first_row and (match := _COMMAND.match(before)):
        return Wanted("command", match[1], 0)
    if first_row and (match := _ATTACH.match(before)):
        return Wanted("file", match[1], match.start(1))
    if first_row and (match := _EXPORT.match(before)):
        return Wanted("path", match[1], match.start(1))
    if first_row and (piece := begun(before)) is not None:
        return Wanted("parameter", piece, len(before) - len(piece))
    if match := _FILE.search(before):
        return Wanted("file", match[1].removeprefix('"'), match.start())
    return None


class Completion(Widget):
    """A few rows over the prompt; none is selected until one moves there."""

    COMPONENT_CLASSES = {"completion--note", "completion--selected", "completion--mark"}
    DEFAULT_CSS = """
    Completion {
        overlay: screen;
        display: none;
        width: auto;
        max-width: 100%;
        height: auto;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        background: $panel;
        color: $text;

        & .completion--note { color: $muted; }
        & .completion--selected { background: $cursor; text-style: $cursor-style; }
        & .completion--mark { color: $focus; background: $cursor; text-style: $cursor-style; }
    }
    """

    @dataclass
    class Clicked(Message):
        candidate: Candidate

    def __init__(self) -> None:
        super().__init__()
        self.wanted: Wanted | None = None
        self._candidates: list[Candidate] = []
        self._selected: int | None = None
        self._top = 0

    @property
    def open(self) -> bool:
        return bool(self._candidates)

    @property
    def moved_to(self) -> Candidate | None:
        """The row a person moved to."""
        return None if self._selected is None else self._candidates[self._selected]

    @property
    def first(self) -> Candidate | None:
        """What Tab takes: the row moved to, else the first."""
        return self.moved_to or (self._candidates[0] if self._candidates else None)

    def exact(self) -> Candidate | None:
        """The candidate that is typed out already."""
        piece = self.wanted.piece if self.wanted else ""
        return next((c for c in self._candidates if piece and c.text == piece), None)

    @property
    def _height(self) -> int:
        """Rows it may have: over the prompt a terminal may be short."""
        return max(1, min(ROWS, self.app.size.height - 5))

    @property
    def across(self) -> int:
        """Columns that its rows take."""
        shown = self._candidates[self._top : self._top + self._height]
        names = max((cell_len(self._shown(c)) for c in shown), default=0)
        return max((self._row(c, names).cell_length for c in shown), default=0) + 2

    def show(self, want: Wanted, candidates: list[Candidate]) -> None:
        self.wanted, self._candidates = want, candidates
        self._selected, self._top = None, 0
        self._redraw()

    def close(self) -> None:
        if self._candidates or self.wanted:
            self.wanted, self._candidates, self._selected, self._top = None, [], None, 0
            self._redraw()

    def move(self, step: int) -> None:
        """One row down or up; the list is a ring."""
        count = len(self._candidates)
        start = -1 if step > 0 else 0
        self._selected = ((start if self._selected is None else self._selected) + step) % count
        self._top = min(max(self._top, self._selected - self._height + 1), self._selected)
        self._redraw()

    def _redraw(self) -> None:
        rows = min(self._height, len(self._candidates))
        self.display = rows > 0
        self.styles.offset = (-1, -rows)
        self.refresh(layout=True)

    def render(self) -> Content:
        shown = self._candidates[self._top : self._top + self._height]
        names = max((cell_len(self._shown(c)) for c in shown), default=0)
        rows = [self._row(c, names) for c in shown]
        width = max((row.cell_length for row in rows), default=0)
        more = self._top + self._height < len(self._candidates)
        marks = [" "] * (len(rows) - 1) + ["⋮" if more else " "]
        return Content("\n").join(
            self._marked(
                self._top + n == self._selected, marks[n], row.pad_right(width - row.cell_length)
            )
            for n, row in enumerate(rows)
        )

    def _row(self, candidate: Candidate, width: int) -> Content:
        name = self._shown(candidate)
        note = self.get_visual_style("completion--note", partial=True)
        space = " " * (width - cell_len(name) + 2)
        return Content.assemble(name, (space + candidate.note if candidate.note else "", note))

    def _marked(self, selected: bool, mark: str, row: Content) -> Content:
        if not selected:
            note = self.get_visual_style("completion--note", partial=True)
            return Content.assemble((mark, note), row, " ")
        # Whole styles: a partial one would lose its ground.
        ground = self.get_visual_style("completion--selected")
        style = self.get_visual_style("completion--mark")
        return Content.assemble(("▌", style), Content.assemble(row, " ").stylize_before(ground))

    def _shown(self, candidate: Candidate) -> str:
        slash = "/" if self.wanted and self.wanted.kind == "command" else ""
        return clean_line(slash + candidate.text, 60)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        index = self._top + event.y
        if 0 <= index < len(self._candidates):
            self.post_message(self.Clicked(self._candidates[index]))
