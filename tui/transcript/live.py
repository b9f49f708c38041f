"""An answer that is being given, as rows: its label, thought, text and pictures so far."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, assert_never

from chat.answer import Awaited, Event, Kept
from chat.chunks import FinishReason, ImagePreview, ProviderData, Reasoning, Status, Usage
from chat.messages import Part as MessagePart
from chat.messages import PathRow, PicturePart, ReasoningPart, TextPart
from tui.transcript.labels import length, silent, waiting, write_end, write_label
from tui.transcript.message_rows import (
    Laid,
    Lead,
    Look,
    in_runs,
    parted,
    write_lead,
    write_part,
    write_pictures,
    write_thought,
)
from tui.transcript.pace import Pace
from tui.transcript.picture_grid import Tile, awaited, tiles_of, to_come
from tui.transcript.picture_rows import write_coming
from tui.transcript.rows import Row, Sheet

if TYPE_CHECKING:
    from chat.turn import Turn
    from tui.transcript.growing import GrowingText
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
    ) -> None:
        """`draws`: the size of the picture that is waited for from the beginning; `count`: how many
        there will be."""
        self.turn, self.row, self.lead, self.look = turn, row, lead, look
        self.unfolded: bool | None = None
        """Whether its thoughts are, if somebody said so."""
        self.laid = Laid([], [])
        self.shown: object = None
        """The task that follows the turn."""
        self._text: GrowingText | None = None
        self._pace = Pace()
        self._draws, self._count = draws, count
        self._preview: ImagePreview | None = None
        """The latest with something to see."""
        self._heard = time.time()
        self._taken = 0
        """Events taken."""
        self._built = 0
        """Events that were in the answer when the rows were built: taking them adds nothing."""
        self.thinking = False
        """Whether the last row is of a thought that goes on."""
        self._at = 0
        """Which part of the answer the open text is."""
        self._top = 0
        """Rows above the open text."""
        self._top_lines = 0
        self._structure = True
        """Whether more than the open text changed."""

    def restart(self, row: PathRow, lead: Lead, look: Look) -> None:
        """Everything anew, at another width or in other colours."""
        self.row, self.lead, self.look = row, lead, look
        self._text, self._structure = None, True

    @property
    def is_long(self) -> bool:
        """Whether building its rows anew takes longer than the loop may be held."""
        return self._text is not None and self._text.length > _LONG

    def grow_anew(self, look: Look) -> Callable[[], GrowingText] | None:
        """Builds the text so far in another look, in a thread; None where something else came
        behind it."""
        if self._text is None:
            return None
        part = self.turn.answer.parts()[-1]
        text = part.text if isinstance(part, TextPart) else ""
        return partial(type(self._text).of, text, look.width, look.styles, self._text.first_line)

    def take_grown(self, row: PathRow, lead: Lead, look: Look, grown: GrowingText | None) -> None:
        """The rows of `grow_anew` are there; what came meanwhile comes below them."""
        old = self._text
        self.restart(row, lead, look)
        if grown is not None and old is not None and grown.first_line == old.first_line:
            self._text = grown

    def turn_thought(self) -> bool:
        """Fold its thoughts, or unfold them; whether they are unfolded now."""
        shown = self.thinking or self.look.thoughts if self.unfolded is None else self.unfolded
        self.unfolded, self._structure = not shown, True
        return not shown

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
                    if self._text is None:
                        self._structure = True
                    elif not self._structure and not known:
                        self._text.add(event)
                case ImagePreview():
                    self._structure = True
                    if event.image:
                        self._preview = event
                case (
                    Reasoning()
                    | Awaited()
                    | Kept()
                    | Status()
                    | Usage()
                    | FinishReason()
                    | ProviderData()
                ):
                    self._structure = True
                case _:
                    assert_never(event)

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
        if (
            waiting(self.turn, self._heard)
            or self.turn.answer.preview is not None
            or self.thinking
            or silent(self._heard)
        ):
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
        return self._text is not None and bool(self._text.rows) and self.turn.end is None

    def _join(self, row: int = 0) -> None:
        """Take over the rows of the text from `row` on; those above are what they were."""
        assert self._text is not None
        text = self._text
        line = text.rows[row - 1].line - text.first_line if 0 < row <= len(text.rows) else 0
        del self.laid.rows[self._top + row :]
        del self.laid.lines[self._top_lines + line :]
        self.laid.rows += text.rows[row:]
        self.laid.lines += text.lines[line:]

    def _rebuild(self) -> None:
        self._structure = False
        answer, pictures, self._built = self.turn.answer, self.look.pictures, self.turn.given
        sheet = Sheet(self.look.width, self.look.styles)
        write_lead(sheet, self.row, self.lead)
        head = len(sheet.rows)
        write_label(sheet, self.row, wait=waiting(self.turn, self._heard), of=self.lead.of)
        parts = list(answer.parts(time.time()))
        open_text = parts.pop() if parts and isinstance(parts[-1], TextPart) else None
        coming = awaited(self.turn, self._draws, self._count, self._preview)
        # The slots of a grid that have no picture yet: the one being drawn, then the others.
        ahead = self.turn.end is None and pictures is not None and pictures.inline
        grid = to_come(parts, self._count, coming, self._draws) if ahead else ()
        self._write_parts(sheet, parts, grid, last=open_text is None)
        if coming is not None and not grid:
            if parts and not _thinks(parts):
                sheet.blank()
            write_coming(sheet, coming, pictures)
        elif open_text is not None and parts and parted(parts[-1], open_text, pictures):
            sheet.blank()
        self.thinking = open_text is None and self.turn.end is None and _thinks(parts)
        self._top, self._top_lines = len(sheet.rows), len(sheet.lines)
        self.laid = Laid(sheet.rows, sheet.lines, head)
        if isinstance(open_text, TextPart):
            self._grow(open_text.text, len(parts))
        else:
            self._text = None
        if self.turn.end is not None:
            self._write_end()

    def _write_parts(
        self, sheet: Sheet, parts: Sequence[MessagePart], grid: Sequence[Tile], *, last: bool
    ) -> None:
        """`grid`: slots to come behind the last pictures; `last`: nothing comes below them yet."""
        before, slot, pictures = None, 0, self.look.pictures
        for run in in_runs(parts):
            if parted(before, run[0], pictures):
                sheet.blank()
            if isinstance(run[0], PicturePart):
                tiles = tiles_of(run, self.row.id, slot)
                slot += len(tiles)
                if run[-1] is parts[-1]:
                    tiles, grid = [*tiles, *grid], ()
                write_pictures(sheet, tiles, pictures, self._preview)
            else:
                self._write_part(sheet, run[0], last=last and run[0] is parts[-1])
            before = run[-1]
        if grid:
            if isinstance(before, TextPart):
                sheet.blank()
            write_pictures(sheet, grid, pictures)

    def _write_part(self, sheet: Sheet, part: MessagePart, *, last: bool) -> None:
        match part:
            case ReasoningPart(text, seconds):
                unfolded = self.look.thoughts if self.unfolded is None else self.unfolded
                told = f"thought {length(seconds or 0)}"
                if last and self.turn.end is None:
                    told = f"thinking {seconds or 0:.0f} s"
                    unfolded = self.unfolded is not False
                write_thought(sheet, self.row.id, told, text, unfolded=unfolded)
            case _:
                write_part(sheet, self.row.id, part, unfolded=False)

    def _grow(self, text: str, at: int) -> None:
        """The open text, part `at`: kept while only the rows above it changed."""
        from tui.transcript.growing import GrowingText

        grown = self._text
        if grown is None or self._at != at:
            grown = GrowingText(self.look.width, self.look.styles, self._top_lines)
        grown.move(self._top_lines)
        grown.add(text[grown.length :])
        self._text, self._at = grown, at
        self._pace.read(grown)
        self._join()

    def _write_end(self) -> None:
        answer = self.turn.answer
        sheet = Sheet(self.look.width, self.look.styles, first_line=len(self.laid.lines))
        text = "".join(p.text for p in answer.parts() if isinstance(p, TextPart))
        write_end(sheet, self.row.id, self.turn.end, text)
        self.laid.rows += sheet.rows
        self.laid.lines += sheet.lines

    @property
    def thought_ended(self) -> bool:
        """Whether the thought that is shown last has: the next `update` folds it."""
        return self.thinking and not (self.turn.end is None and _thinks(self.turn.answer.parts()))


def _thinks(parts: Sequence[MessagePart]) -> bool:
    return bool(parts) and isinstance(parts[-1], ReasoningPart)
