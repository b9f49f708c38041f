"""An answer that is being given, as rows: its label, thought, text and pictures so far."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, assert_never

from chat.answer import Awaited, Event, Kept
from chat.chunks import FinishReason, ImagePreview, ProviderData, Reasoning, Status, Usage
from chat.messages import Part as MessagePart
from chat.messages import PathRow, ReasoningPart, TextPart
from tui.transcript.growing_thought import GrowingThought
from tui.transcript.labels import length, waiting, write_end, write_label
from tui.transcript.message_rows import (
    Laid,
    Lead,
    Look,
    parted,
    write_lead,
    write_part,
    write_parts,
    write_thought,
    write_thought_head,
)
from tui.transcript.pace import Pace
from tui.transcript.picture_grid import awaited, to_come
from tui.transcript.picture_rows import write_coming
from tui.transcript.rows import Row, Sheet
from tui.transcript.said import Said
from tui.transcript.shape import WHOLE, Blocks, Placed, Shape

if TYPE_CHECKING:
    from chat.turn import Turn
    from tui.transcript.growth import Growth
    from tui.transcript.open_fence import Unlit

_LONG = 12_000
"""Characters."""


class LiveAnswer:
    """Rows of one turn. `take` events, then `update`; `tick` once a second."""

    def __init__(
        self,
        turn: Turn,
        row: PathRow,
        lead: Lead,
        look: Look,
        draws: tuple[int, int] | None = None,
        count: int = 1,
        shape: Shape = WHOLE,
    ) -> None:
        """`draws`: the size of the picture that is waited for from the beginning; `count`: how many
        there will be; `shape`: how its blocks are shown."""
        self.turn, self.row, self.lead, self.look = turn, row, lead, look
        self.shape = self.drawn = shape
        """What is asked for, and what the rows have."""
        self.unfolded: bool | None = None
        """Whether its thoughts are, if somebody said so."""
        self.laid = Laid([], [])
        self._text: Growth | None = None
        self._pace, self._said = Pace(), Said()
        self._draws, self._count = draws, count
        self._preview: ImagePreview | None = None
        """The latest with something to see."""
        self._heard, self._told = time.time(), ""
        """When something last came, and what the label says is waited for."""
        self._taken = 0
        """Events taken."""
        self._built = 0
        """Events that were in the answer when the rows were built: taking them adds nothing."""
        self.thinking = False
        """Whether a thought goes on."""
        self._at = 0
        """Which part of the answer goes on."""
        self._top = self._top_lines = 0
        """Rows above the open part."""
        self._above: tuple[Placed, ...] = ()
        """Code and tables in those."""
        self._structure = True
        """Whether more than the open text changed."""

    def restart(self, row: PathRow, lead: Lead, look: Look) -> None:
        """Everything anew, at another width, in other colours, or in another shape."""
        self.row, self.lead, self.look, self.drawn = row, lead, look, self.shape
        self._text, self._said, self._structure = None, Said(), True

    def redraw(self, row: PathRow, lead: Lead, look: Look) -> None:
        """`restart`, and all that was said at once: it may be long until more comes."""
        self.restart(row, lead, look)
        self.update()
        while self.behind:
            self.update()

    @property
    def is_long(self) -> bool:
        """Whether building its rows anew takes longer than the loop may be held."""
        return self._text is not None and self._text.length > _LONG

    def grow_anew(self, look: Look) -> Callable[[], Growth] | None:
        """Builds the text so far in another look, in a thread; None where something else came
        behind it."""
        if self._text is None:
            return None
        part = self.turn.answer.parts()[-1]
        text = part.text if isinstance(part, TextPart | ReasoningPart) else ""
        first, blocks = self._text.first_line, self._blocks(self._text.blocks.above)
        return partial(type(self._text).of, text, look.width, look.styles, first, blocks)

    def take_grown(self, row: PathRow, lead: Lead, look: Look, grown: Growth | None) -> None:
        """The rows of `grow_anew` are there; what came meanwhile comes below them."""
        old = self._text
        self.restart(row, lead, look)
        if grown is not None and old is not None and grown.first_line == old.first_line:
            self._text, self.drawn = grown, grown.blocks.shape

    def turn_thought(self) -> bool:
        """Fold its thoughts, or unfold them; whether they are unfolded now."""
        shown = self.thinking or self.look.thoughts if self.unfolded is None else self.unfolded
        self.unfolded, self._structure = not shown, True
        return not shown

    @property
    def thought_ended(self) -> bool:
        """Whether the thought that is shown last has: the next `update` folds it."""
        return self.thinking and not (self.turn.end is None and _thinks(self.turn.answer.parts()))

    def _blocks(self, above: int = 0) -> Blocks:
        return Blocks(self.row.id, self.shape, above=above, folds=False)

    def finish(self) -> None:
        """The turn has ended: its end is written below what stands there."""
        self._structure = True

    def given_up(self) -> list[Row]:
        """Its rows, which nothing else has any more: others are shown in its place."""
        rows, self._text = self.laid.rows, None
        self.laid = Laid([], [], 0)
        return rows

    def take(self, events: Sequence[tuple[float, Event]]) -> None:
        for at, event in events:
            self._heard = at
            self._taken += 1
            known = self._taken <= self._built
            match event:
                case str():
                    self._add(event, known=known, thought=False)
                case Reasoning(text):
                    self._add(text, known=known, thought=True)
                case ImagePreview():
                    self._structure = True
                    if event.image:
                        self._preview = event
                case Awaited() | Kept() | Status() | Usage() | FinishReason() | ProviderData():
                    self._structure = True
                case _:
                    assert_never(event)

    def _add(self, text: str, *, known: bool, thought: bool) -> None:
        if self._text is None or self.thinking != thought or self._told:
            self._structure = True
        elif not self._structure and not known:
            self._text.add(text)

    def update(self) -> int:
        """Bring the rows up to date; the first row that may have changed."""
        if self._structure:
            self._rebuild()
            return 0
        assert self._text is not None
        changed = self._pace.read(self._text)
        before = self.laid.rows[self._top + changed :]
        self._join(changed)
        # Most rows of the open block are what they were: only those behind them are painted.
        for new, old in zip(self.laid.rows[self._top + changed :], before, strict=False):
            if not new.looks_like(old):
                break
            changed += 1
        return self._top + changed

    def tick(self) -> bool:
        """The label's clock; whether anything changed."""
        told = self._told or waiting(self.turn, self._heard)
        if told or self.thinking or self.turn.answer.preview is not None:
            self._structure = True
        return self._structure

    @property
    def behind(self) -> bool:
        """Whether there is text that the last `update` left for the next one."""
        return self._text is not None and self._text.behind

    def unlit(self) -> list[Unlit]:
        """Code to be coloured in a thread, each told once."""
        if self._text is None:
            return []
        found, self._text.unlit = self._text.unlit, []
        return found

    @property
    def caret(self) -> bool:
        """Whether the caret stands at the end of the last row."""
        said = self._text is not None and not self.thinking and bool(self._text.rows)
        return said and self.turn.end is None

    def _join(self, row: int = 0) -> None:
        """Take over the rows of the text from `row` on; those above are what they were."""
        assert self._text is not None
        text = self._text
        line = text.rows[row - 1].line - text.first_line if 0 < row <= len(text.rows) else 0
        del self.laid.rows[self._top + row :]
        del self.laid.lines[self._top_lines + line :]
        self.laid.rows += text.rows[row:]
        self.laid.lines += text.lines[line:]
        self.laid.blocks = (*self._above, *text.blocks.placed)

    def _rebuild(self) -> None:
        self._structure = False
        answer, pictures, self._built = self.turn.answer, self.look.pictures, self.turn.given
        blocks = self._blocks()
        sheet = Sheet(self.look.width, self.look.styles, blocks=blocks)
        write_lead(sheet, self.row, self.lead)
        head = len(sheet.rows)
        self._told = waiting(self.turn, self._heard)
        write_label(sheet, self.row, wait=self._told, of=self.lead.of)
        parts = list(answer.parts(time.time()))
        self.thinking = self.turn.end is None and _thinks(parts)
        coming = awaited(self.turn, self._draws, self._count, self._preview)
        grows = self.thinking and self.unfolded is not False and coming is None
        open_part = parts.pop() if parts and (grows or isinstance(parts[-1], TextPart)) else None
        # The slots of a grid that have no picture yet: the one being drawn, then the others.
        ahead = self.turn.end is None and pictures is not None and pictures.inline
        grid = to_come(parts, self._count, coming, self._draws) if ahead else ()
        last = parts[-1] if parts and self.thinking and open_part is None else None
        write = partial(self._write_part, sheet, last=last)
        write_parts(sheet, parts, self.row.id, self.look, write, grid, self._preview)
        if coming is not None and not grid:
            if parts and not _thinks(parts):
                sheet.blank()
            write_coming(sheet, coming, pictures)
        elif open_part is not None and parts and parted(parts[-1], open_part, pictures):
            sheet.blank()
        if isinstance(open_part, ReasoningPart):
            write_thought_head(sheet, self.row.id, _thinking(open_part), "", unfolded=True)
        self._top, self._top_lines = len(sheet.rows), len(sheet.lines)
        self._above = tuple(blocks.placed)
        self.laid = Laid(sheet.rows, sheet.lines, head, blocks=self._above)
        if isinstance(open_part, TextPart | ReasoningPart):
            self._grow(open_part, len(parts))
        else:
            self._text = None
        if self.turn.end is not None:
            self._write_end()

    def _write_part(self, sheet: Sheet, part: MessagePart, *, last: MessagePart | None) -> None:
        match part:
            case ReasoningPart(text, seconds):
                unfolded = self.look.thoughts if self.unfolded is None else self.unfolded
                told = f"thought {length(seconds or 0)}"
                if part is last:
                    told, unfolded = _thinking(part), self.unfolded is not False
                write_thought(sheet, self.row.id, told, text, unfolded=unfolded)
            case TextPart():
                self._said.write(sheet, self.row.id, part)
            case _:
                write_part(sheet, self.row.id, part, unfolded=False)

    def _grow(self, part: TextPart | ReasoningPart, at: int) -> None:
        """The part that goes on, number `at`: kept while only the rows above it changed."""
        from tui.transcript.growing import GrowingText

        grown = self._text
        if grown is None or self._at != at:
            kind = GrowingText if isinstance(part, TextPart) else GrowingThought
            blocks = self._blocks(len(self._above))
            grown = kind(self.look.width, self.look.styles, self._top_lines, blocks)
        grown.move(self._top_lines)
        grown.add(part.text[grown.length :])
        self._text, self._at = grown, at
        self._pace.read(grown)
        self._join()

    def _write_end(self) -> None:
        sheet = Sheet(self.look.width, self.look.styles, first_line=len(self.laid.lines))
        text = "".join(p.text for p in self.turn.answer.parts() if isinstance(p, TextPart))
        write_end(sheet, self.row.id, self.turn.end, text)
        self.laid.rows += sheet.rows
        self.laid.lines += sheet.lines


def _thinks(parts: Sequence[MessagePart]) -> bool:
    return bool(parts) and isinstance(parts[-1], ReasoningPart)


def _thinking(part: ReasoningPart) -> str:
    return f"thinking {part.seconds or 0:.0f} s"
