"""One message as rows: the blank row or the switch line above it, its label, its parts, its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from rich.cells import set_cell_size

from chat.messages import FilePart, Message, Part, PathRow, PicturePart, ReasoningPart, TextPart
from chat.text import clean, clean_line
from tui.transcript.labels import first_words, length, pace, write_end, write_label, write_switch
from tui.transcript.picture_rows import write_picture
from tui.transcript.rows import GUTTER, Hit, Row, Sheet, Span
from tui.transcript.styles import Styles

YOU = (Span("┃ ", "you"),)


@dataclass(frozen=True, slots=True)
class Look:
    """How messages are drawn: what is the same for all of them."""

    width: int
    styles: Styles
    times: bool = False
    """Whether labels show time and pace."""
    thoughts: bool = False
    """Whether reasoning is unfolded."""


@dataclass(slots=True)
class Laid:
    """A message that has been laid out."""

    rows: list[Row]
    lines: list[str]
    head: int = 0
    """Rows above its first own one: the blank row, the switch line."""


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands above a message."""

    first: bool = False
    switch: bool = False
    """The question goes to another model than the answer before it came from."""


def lay_out(message: Message, row: PathRow, lead: Lead, look: Look, *, flipped: bool) -> Laid:
    """The whole message; `flipped` folds its reasoning the other way than the others."""
    sheet = Sheet(look.width, look.styles)
    write_lead(sheet, row, lead)
    head = len(sheet.rows)
    if message.role == "assistant":
        write_label(sheet, row, right=pace(message) if look.times else "")
        for part in message.parts:
            write_part(sheet, message.id, part, unfolded=look.thoughts != flipped)
        write_end(sheet, message.id, message.end, message.text, len(message.pictures))
    else:
        _write_question(sheet, message, row)
    return Laid(sheet.rows, sheet.lines, head)


def write_lead(sheet: Sheet, row: PathRow, lead: Lead) -> None:
    if lead.first:
        return
    sheet.blank()
    if lead.switch:
        write_switch(sheet, row.endpoint, row.model)
        sheet.blank()


def write_part(sheet: Sheet, number: int, part: Part, *, unfolded: bool) -> None:
    match part:
        case TextPart(text):
            write_text(sheet, clean(text))
        case ReasoningPart(text, seconds):
            told = "thought" if seconds is None else f"thought {length(seconds)}"
            write_thought(sheet, number, told, text, unfolded=unfolded)
        case PicturePart():
            write_picture(sheet, part)
        case FilePart(name, _, text):
            sheet.write((Span(_file(name, text), "muted"),))
        case _:
            assert_never(part)


def write_text(sheet: Sheet, text: str) -> None:
    """Markdown; the parser is imported here, after the first paint."""
    from tui.transcript.blocks import parse
    from tui.transcript.renderer import write_blocks

    write_blocks(sheet, parse(text))


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
            shown = words if len(words) < room else set_cell_size(words, room - 2).rstrip() + " …"
            spans.append(Span(f"   {shown}", "faint"))
    hit = Hit(0, sheet.width, "fold", number)
    sheet.write(spans, hits=(hit,), wrapped=False)


def write_thought_lines(sheet: Sheet, text: str) -> None:
    edge = (Span(" " * (GUTTER + 2)),)
    for line in text.split("\n"):
        sheet.write((Span(line.expandtabs(4), "muted"),) if line.strip() else (), edge=edge)


def _write_question(sheet: Sheet, message: Message, row: PathRow) -> None:
    """All that the person said, as it was typed, behind the bar."""
    first = len(sheet.rows)
    for part in message.parts:
        match part:
            case TextPart(text):
                for line in clean(text).strip("\n").split("\n"):
                    sheet.write((Span(line.expandtabs(4)),) if line else (), edge=YOU)
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
    if len(sheet.rows) == first:
        sheet.write((), edge=YOU)
    for own in sheet.rows[first:]:
        own.more = (Hit(0, GUTTER, "label", message.id),)


def _file(name: str, text: str) -> str:
    size = len(text.encode("utf-8", "replace"))
    told = f"{size / 1000:.0f} kB" if size >= 1000 else f"{size} B"
    lines = text.count("\n") + 1
    return f"[{clean_line(name, 60)} · {lines} line{'s' if lines > 1 else ''} · {told}]"
