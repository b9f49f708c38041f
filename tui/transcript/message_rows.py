"""One message as rows: the blank row or the switch line above it, its label, its parts, its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import assert_never

from rich.cells import cell_len, set_cell_size

from chat.chunks import ImagePreview
from chat.messages import FilePart, Message, Part, PathRow, PicturePart, ReasoningPart, TextPart
from chat.text import clean, clean_line
from tui.prompt.sizes import lines_of, size_of
from tui.transcript.labels import (
    first_words,
    length,
    pace,
    write_clock,
    write_end,
    write_label,
    write_left_out,
    write_switch,
)
from tui.transcript.picture_grid import Tile, tiles_of, write_grid
from tui.transcript.picture_rows import Pictures, write_picture
from tui.transcript.rows import GUTTER, Hit, Row, Sheet, Span
from tui.transcript.shape import FOLDED, Blocks, Placed, Shape
from tui.transcript.styles import Styles
from tui.transcript.walls import write_pasted, write_typed

YOU = (Span("┃ ", "you"),)
THOUGHT = (Span(" " * (GUTTER + 2)),)
"""Left of reasoning."""
PASTED = "pasted"
"""The name that the prompt gives to a long paste; nobody has to read it."""


@dataclass(frozen=True, slots=True)
class Look:
    """How messages are drawn: what is the same for all of them."""

    width: int
    styles: Styles
    times: bool = False
    """Whether labels show time and pace."""
    thoughts: bool = False
    """Whether reasoning is unfolded."""
    pictures: Pictures | None = None
    """Who shows pictures; without, a row refers to each."""
    readers: int = 0
    """How often readers of code and formulas have come: what was laid out before lacks them."""


@dataclass(slots=True)
class Laid:
    """A message that has been laid out."""

    rows: Sequence[Row]
    lines: list[str]
    head: int = 0
    """Rows above its first own one: the blank row, the switch line."""
    aside: str = ""
    """What its label tells at the right while the message is read, if not always."""
    tex: bool = False
    """Whether its formulas are shown as they were written."""
    shape: Shape = FOLDED
    blocks: tuple[Placed, ...] = ()
    """Its code, tables and walls of text."""


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands above a message."""

    first: bool = False
    switch: bool = False
    """The question goes to another model than the answer before it came from."""
    clock: str = ""
    """When the message was said, if nothing was for a while before it."""
    of: bool = False
    """Whether the label names the endpoint, too: another one has a model of that name here."""


def lay_out(
    message: Message,
    row: PathRow,
    lead: Lead,
    look: Look,
    *,
    flipped: bool,
    tex: bool = False,
    shape: Shape = FOLDED,
) -> Laid:
    """The whole message; `flipped` folds its reasoning the other way than the others, `tex` shows
    its formulas as they were written, `shape` says which blocks are folded."""
    blocks = Blocks(message.id, shape)
    sheet = Sheet(look.width, look.styles, blocks=blocks)
    head = write_head(sheet, message, row, lead, times=look.times)
    if message.role == "assistant":
        unfolded, parts = look.thoughts != flipped, [_came(part, message) for part in message.parts]
        write = partial(write_part, sheet, message.id, unfolded=unfolded, tex=tex)
        write_parts(sheet, parts, message.id, look, write)
        write_end(sheet, message.id, message.end, message.text, len(message.pictures))
        aside = "" if look.times else pace(message)
        return Laid(sheet.rows, sheet.lines, head, aside, tex, shape, tuple(blocks.placed))
    _write_question(sheet, message, row)
    return Laid(sheet.rows, sheet.lines, head, shape=shape, blocks=tuple(blocks.placed))


def write_head(
    sheet: Sheet, message: Message, row: PathRow, lead: Lead, *, times: bool = False
) -> int:
    """What stands above the parts; how many rows of it are above the message's own."""
    write_lead(sheet, row, lead)
    head = len(sheet.rows)
    if message.role == "assistant":
        write_label(sheet, row, right=pace(message) if times else "", of=lead.of)
        if message.left_out:
            write_left_out(sheet, message.left_out)
    return head


def write_said(sheet: Sheet, text: str, role: str, *, tex: bool = False) -> None:
    """Cleaned text of a message: an answer's Markdown, a question as it was typed."""
    if role == "assistant":
        write_text(sheet, text, tex=tex)
        return
    write_typed(sheet, text, YOU)


def write_parts(
    sheet: Sheet,
    parts: Sequence[Part],
    number: int,
    look: Look,
    write: Callable[[Part], None],
    ahead: Sequence[Tile] = (),
    preview: ImagePreview | None = None,
) -> None:
    """The parts of answer `number`; `write` is for those that are no pictures, `ahead` are the
    slots behind the last ones."""
    before, slot = None, 0
    for run in in_runs(parts):
        if parted(before, run[0], look.pictures):
            sheet.blank()
        if isinstance(run[0], PicturePart):
            tiles = tiles_of(run, number, slot)
            slot += len(tiles)
            if run[-1] is parts[-1]:
                tiles, ahead = [*tiles, *ahead], ()
            write_pictures(sheet, tiles, look.pictures, preview)
        else:
            write(run[0])
        before = run[-1]
    if ahead:
        if isinstance(before, TextPart):
            sheet.blank()
        write_pictures(sheet, ahead, look.pictures)


def _came(part: Part, message: Message) -> Part:
    if not isinstance(part, PicturePart) or message.end is None:
        return part
    if part.picture is None and part.failed is None:
        return replace(part, failed="The picture did not come.")
    return part


def in_runs(parts: Iterable[Part]) -> Iterator[tuple[Part, ...]]:
    """Pictures that follow each other together, everything else alone."""
    for of_pictures, run in groupby(parts, lambda part: isinstance(part, PicturePart)):
        if of_pictures:
            yield tuple(run)
        else:
            yield from ((part,) for part in run)


def write_pictures(
    sheet: Sheet,
    tiles: Sequence[Tile],
    pictures: Pictures | None,
    preview: ImagePreview | None = None,
) -> None:
    """Several as a grid where pictures stand in the text; else a row or a block each."""
    if len(tiles) > 1 and pictures is not None and pictures.inline:
        write_grid(sheet, tiles, pictures)
        return
    for tile in tiles:
        if tile.part is not None:
            write_picture(sheet, tile.part, pictures, tile.slot, preview=preview)


def parted(before: Part | None, part: Part, pictures: Pictures | None) -> bool:
    """Whether a blank row stands between two parts of an answer: around pictures, unless they are
    one row each."""
    kinds = isinstance(before, PicturePart), isinstance(part, PicturePart)
    if kinds == (True, True):
        return pictures is not None and pictures.inline
    return isinstance(before, PicturePart | TextPart) and any(kinds)


def write_lead(sheet: Sheet, row: PathRow, lead: Lead) -> None:
    if lead.first:
        return
    if lead.clock:
        write_clock(sheet, lead.clock)
    else:
        sheet.blank()
    if lead.switch:
        write_switch(sheet, row.endpoint, row.model)
        sheet.blank()


def write_part(sheet: Sheet, number: int, part: Part, *, unfolded: bool, tex: bool = False) -> None:
    match part:
        case TextPart(text):
            write_text(sheet, clean(text), tex=tex)
        case ReasoningPart(text, seconds):
            told = "thought" if seconds is None else f"thought {length(seconds)}"
            write_thought(sheet, number, told, text, unfolded=unfolded)
        case PicturePart():
            write_picture(sheet, part)
        case FilePart(name, _, text):
            sheet.write((Span(_file(name, text), "muted"),))
        case _:
            assert_never(part)


def write_text(sheet: Sheet, text: str, *, tex: bool = False) -> None:
    """Markdown; the parser is imported here, after the first paint."""
    from tui.transcript.blocks import parse
    from tui.transcript.renderer import write_blocks

    write_blocks(sheet, parse(text, tex=tex))


def write_thought(sheet: Sheet, number: int, told: str, text: str, *, unfolded: bool) -> None:
    """One row, or the row and the whole thought below it."""
    write_thought_head(sheet, number, told, text, unfolded=unfolded)
    if unfolded:
        write_thought_lines(sheet, clean(text).strip("\n"))


def write_thought_head(sheet: Sheet, number: int, told: str, text: str, *, unfolded: bool) -> None:
    head = f"{'▾' if unfolded else '▸'} {told}"
    spans = [Span(head, "muted")]
    if not unfolded:
        room = min(sheet.width, 92) - 2 * GUTTER - len(head) - 3
        words = first_words(text)
        if words and room > 8:
            shown = (
                words if cell_len(words) < room else set_cell_size(words, room - 2).rstrip() + " …"
            )
            spans.append(Span(f"   {shown}", "faint"))
    hit = Hit(0, sheet.width, "fold", number)
    sheet.write(spans, hits=(hit,), wrapped=False)


def write_thought_lines(sheet: Sheet, text: str) -> None:
    for line in text.split("\n"):
        sheet.write((Span(line.expandtabs(4), "muted"),) if line.strip() else (), edge=THOUGHT)


def _write_question(sheet: Sheet, message: Message, row: PathRow) -> None:
    """All that the person said, as it was typed, behind the bar."""
    first = len(sheet.rows)
    for part in message.parts:
        match part:
            case TextPart(text):
                write_said(sheet, clean(text), message.role)
            case FilePart(name=name) if name == PASTED:
                write_pasted(sheet, part, YOU)
            case FilePart(name, _, text):
                sheet.write((Span(_file(name, text), "muted"),), edge=YOU)
            case PicturePart():
                write_picture(sheet, part, edge=YOU)
            case ReasoningPart():
                pass
            case _:
                assert_never(part)
    if row.siblings > 1:
        mark = f"‹{row.sibling}/{row.siblings}›"
        hit = Hit(0, sheet.width, "sibling", (row.id, 1))
        sheet.write((Span(mark, "muted"),), edge=YOU, hits=(hit,))
    write_end(sheet, message.id, message.end, "")
    if len(sheet.rows) == first:
        sheet.write((), edge=YOU)
    for own in sheet.rows[first:]:
        own.more = (Hit(0, GUTTER, "label", message.id),)


def _file(name: str, text: str) -> str:
    lines = lines_of(text)
    size = size_of(len(text.encode("utf-8", "replace")))
    return f"[{clean_line(name, 60)} · {lines} line{'' if lines == 1 else 's'} · {size}]"
