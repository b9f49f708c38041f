"""The rows around what was said: who said it, how it ended, where the model changed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from chat.messages import End, Failed, Finished, Message, PathRow
from chat.text import clean, clean_line
from tui.transcript.failure_rows import write_failure
from tui.transcript.rows import GUTTER, Hit, Sheet, Span
from tui.transcript.styles import Styles

if TYPE_CHECKING:
    from chat.turn import Turn

GUIDE = ("guide", "guide")
_SPEAKER = attrgetter("endpoint", "model")
_SILENCE = 10.0
"""Seconds without a chunk after which that is said."""
PAUSE = 600.0
"""Seconds without a word after which the clock is told."""
_ENDS = {
    "stopped": "■ stopped",
    "length": "■ the model's limit of length ended this answer",
    "filter": "■ a content filter ended this answer",
}


def model_name(endpoint: str, model: str) -> str:
    if (endpoint, model) == GUIDE:
        return "guide (help, not a model)"
    return clean_line(model, 60) or "answer"


def waiting(turn: Turn, heard: float) -> str:
    """What stands beside an answer's label: what is waited for, or for how long; `heard` is when
    something last came."""
    if turn.end is not None:
        return ""
    answer, now = turn.answer, time.time()
    since = now - turn.started
    if answer.status is not None:
        told = clean_line(answer.status.sentence, 80)
        if answer.status.until is not None:
            return f"{told.rstrip('.')}, again in {max(0.0, answer.status.until - now):.0f} s"
        return f"{told} · {since:.0f} s"
    if answer.preview is not None:
        return f"drawing · {since:.0f} s"
    if not answer.said and not answer.parts():
        return f"{since:.0f} s"
    return f"no data for {now - heard:.0f} s" if silent(heard) else ""


def silent(heard: float) -> bool:
    """Whether nothing has come for so long that it is said."""
    return time.time() - heard >= _SILENCE


def shared_names(path: Sequence[PathRow]) -> frozenset[str]:
    """Names of models that answers of more than one endpoint have."""
    speakers = set(map(_SPEAKER, path))  # of thousands of messages there are a few
    if len(speakers) == len({model for _, model in speakers}):
        return frozenset()
    known = {(row.endpoint, row.model) for row in path if row.role == "assistant" and row.model}
    often = Counter(model for _, model in known)
    return frozenset(model for model, times in often.items() if times > 1)


def write_label(
    sheet: Sheet, row: PathRow, *, wait: str = "", right: str = "", of: bool = False
) -> None:
    """Who answers, which of the siblings this is, what is waited for; `of`: and by which
    endpoint."""
    name = model_name(row.endpoint, row.model)
    endpoint = f" · {clean_line(row.endpoint, 40)}" if of else ""
    spans = [Span(name, "model"), Span(endpoint, "muted")] if of else [Span(name, "model")]
    cells = GUTTER + cell_len(name + endpoint)
    hits = [Hit(0, cells, "label", row.id)]
    if row.siblings > 1:
        mark = f"‹{row.sibling}/{row.siblings}›"
        spans.append(Span(f"  {mark}", "muted"))
        start, middle = cells + 2, cells + 2 + len(mark) // 2
        hits.append(Hit(start, middle, "sibling", (row.id, -1)))
        hits.append(Hit(middle, start + len(mark), "sibling", (row.id, 1)))
    if wait:
        spans.append(Span(f"  ⋯ {wait}", "muted"))
    sheet.write(spans, room=sheet.width, hits=tuple(hits), wrapped=False, right=_faint(right))


def _faint(text: str) -> Sequence[Span]:
    return (Span(text, "faint"),) if text else ()


def write_switch(sheet: Sheet, endpoint: str, model: str) -> None:
    """The dotted line with the new model's name."""
    told = f"{model_name(endpoint, model)} · {clean_line(endpoint, 40)}"
    if (endpoint, model) == GUIDE or not endpoint:
        told = model_name(endpoint, model)
    room = sheet.width - 2 * GUTTER - cell_len(told) - 4
    sheet.write(
        (Span("╌╌ ", "faint"), Span(told, "muted"), Span(f" {'╌' * max(2, room)}", "faint")),
        wrapped=False,
        room=sheet.width,
    )


def write_clock(sheet: Sheet, told: str) -> None:
    """In place of the blank row: when it went on."""
    sheet.write((), edge=(), right=(Span(told, "muted"),), wrapped=False)


def clock(at: float, before: float) -> str:
    """`14:02`, with the day where `before` was on another; empty unless minutes lie between."""
    if not before or at - before < PAUSE:
        return ""
    now, then = time.localtime(at), time.localtime(before)
    if now[:3] == then[:3]:
        return time.strftime("%H:%M", now)
    return time.strftime("%-d %b %H:%M" if now[0] == then[0] else "%-d %b %Y %H:%M", now)


def new_lines(count: int) -> str:
    """What stands at the bottom while an answer grows below it."""
    return f" {count:,} new line{'s' if count > 1 else ''} ↓ "


def with_aside(strip: Strip, told: str, styles: Styles) -> Strip:
    """A label's strip with `told` at its right end, if there is room."""
    start = strip.cell_length - GUTTER - cell_len(told)
    if not told or strip.crop(start - 2).text.strip():
        return strip
    aside = Strip([Segment(told, styles.of("faint"))], cell_len(told))
    return Strip.join([strip.crop(0, start), aside, strip.crop(start + aside.cell_length)])


def pace(message: Message) -> str:
    """`1.6 s · 84 tok/s` of a finished answer, as far as it is known."""
    if message.ended is None or message.created == 0:
        return ""
    seconds = max(0.0, message.ended - message.created)
    told = [length(seconds)]
    usage = message.usage
    if usage is not None and usage.output and message.first is not None:
        spent = message.ended - message.first
        if spent > 0.05:
            told.append(f"{usage.output / spent:.0f} tok/s")
    return " · ".join(told)


def length(seconds: float) -> str:
    """A duration as a person says it."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds // 60:.0f} min {seconds % 60:.0f} s"


def write_end(sheet: Sheet, number: int, end: End | None, text: str, pictures: int = 0) -> None:
    """How the answer ended, if that is worth a row."""
    match end:
        case Failed(failure):
            write_failure(sheet, number, failure, text, kept=bool(text.strip()) or pictures > 0)
        case Finished(reason) if reason in _ENDS:
            sheet.write((Span(_ENDS[reason], "faint"),))
        case _:
            pass


def write_left_out(sheet: Sheet, count: int) -> None:
    """Said where it begins: the model has not seen everything that stands above."""
    messages = "message was" if count == 1 else f"{count} messages were"
    sheet.write((Span(f"The oldest {messages} left out from here on.", "faint"),))


def first_words(text: str) -> str:
    """The beginning of a thought, on one line."""
    return " ".join(clean(text[:1600]).replace("**", "").replace("#", "").split())
