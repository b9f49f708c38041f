"""The rows of a failure: one sentence, and the keys that help with its kind, the best one first."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from chat.errors import Failure
from chat.text import clean_line, sentences
from tui.transcript.rows import GUTTER, Hit, Sheet, Span
from tui.transcript.styles import STRONG

Key = tuple[str, str, str]
"""What is pressed, what it does in words, and its action in `tui.actions`."""

_RETRY, _OTHER = ("r", "try again", "retry"), ("m", "another model", "retry_other")
_DETAILS = ("d", "details", "details")
_GAP = "   "
# Trying again helps only where something else may come of it.
_FIRST: dict[str, tuple[Key, ...]] = {
    "authentication": (("a", "enter key", "key"), _RETRY, _OTHER),
    "context_too_long": (
        ("o", "leave out the oldest and send", "shorten"),
        ("f", "fork", "fork"),
        _OTHER,
    ),
    "damaged": (),
    "content_filter": (("e", "edit", "edit"), _OTHER, _RETRY),
    "model_not_found": (_OTHER, _RETRY),
    "not_supported": (_OTHER, ("e", "edit", "edit")),
    "quota": (_OTHER, _RETRY),
    "request": (_OTHER, _RETRY),
}


def failure_keys(kind: str) -> tuple[Key, ...]:
    """The keys for a failure of this kind; the first helps most."""
    return (*_FIRST.get(kind, (_RETRY, _OTHER)), _DETAILS)


def write_failure(sheet: Sheet, number: int, failure: Failure, text: str, *, kept: bool) -> None:
    """One sentence, red no longer than a row; its keys in muted below it."""
    words = len(text.split()) if kept else 0
    rest = f"{words} word{'s' if words > 1 else ''} kept." if words else ""
    sentence = sentences(clean_line(failure.sentence, 400), rest)
    glyph, role = ("⚠ ", "warn") if kept else ("✕ ", "error")
    sheet.write((Span(glyph, role), Span(sentence, role)), hang=2)
    for row in _rows(failure_keys(failure.kind), sheet.width - 2 * GUTTER - 2):
        _write_keys(sheet, number, row)


def _rows(keys: tuple[Key, ...], room: int) -> Iterator[list[Key]]:
    """Keys that stand side by side in `room` cells; none is ever cut for another."""
    row: list[Key] = []
    used = 0
    for key in keys:
        cells = cell_len(f"{key[0]} {key[1]}")
        if row and used + len(_GAP) + cells > room:
            yield row
            row, used = [], 0
        used += cells + (len(_GAP) if row else 0)
        row.append(key)
    yield row


def _write_keys(sheet: Sheet, number: int, keys: list[Key]) -> None:
    spans: list[Span] = []
    hits: list[Hit] = []
    x = GUTTER + 2
    for key, words, action in keys:
        spans += [Span(key, "muted", STRONG), Span(f" {words}{_GAP}", "muted")]
        end = x + cell_len(f"{key} {words}")
        hits.append(Hit(x, end, "failure", (number, action)))
        x = end + len(_GAP)
    sheet.write(spans, edge=(Span(" " * (GUTTER + 2)),), hits=tuple(hits), wrapped=False)
