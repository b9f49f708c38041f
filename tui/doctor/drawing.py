"""The doctor's rows as lines of text in roles: the command line and the app draw the same."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from tui.doctor.row import Row, Set

Span = tuple[str, str]
"""Text, already cleaned, and the role it is drawn in."""
Line = tuple[Span, ...]

GLYPHS = {"ok": "✓", "note": "·", "warn": "⚠", "broken": "✗"}
_ROLES = {"ok": "ok", "note": "muted", "warn": "warn", "broken": "error"}
_NAME = 19
_MARGIN = 4 + _NAME
_NARROWEST = 20


def lines(rows: Sequence[Row], width: int) -> list[Line]:
    """A blank line between sections. A line to set is never broken: it is to be copied."""
    found: list[Line] = []
    section = ""
    for row in rows:
        if row.section != section:
            section = row.section
            found += [(), ((section, "strong"),)] if found else [((section, "strong"),)]
        found += _row(row, width)
    return found


def text(rows: Sequence[Row], width: int = 100) -> str:
    """For a bug report: there is no secret in it."""
    return "\n".join("".join(span for span, _ in line) for line in lines(rows, width)) + "\n"


def values(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """For JSON."""
    return [
        {
            "section": row.section,
            "name": row.name,
            "state": row.state,
            "told": row.told,
            "set": [{"line": one.line, "file": one.file} for one in row.sets],
        }
        for row in rows
    ]


def summary(rows: Sequence[Row]) -> str:
    """One sentence about all of them."""
    broken = sum(row.state == "broken" for row in rows)
    better = sum(row.state == "warn" for row in rows)
    if broken:
        return f"{broken} {'thing keeps' if broken == 1 else 'things keep'} palaver from working."
    if better:
        return (
            f"Nothing is broken; {better} {'thing' if better == 1 else 'things'} could be better."
        )
    return "Everything works."


def _row(row: Row, width: int) -> Iterator[Line]:
    room = max(_NARROWEST, width - _MARGIN)
    first, *rest = textwrap.wrap(row.told, room, break_on_hyphens=False) or [""]
    glyph = (f"  {GLYPHS[row.state]} ", _ROLES[row.state])
    yield glyph, (f"{row.name:<{_NAME}}", "muted"), (first, "text")
    for more in rest:
        yield (" " * _MARGIN, "text"), (more, "text")
    for one in row.sets:
        yield from _set(one, room)


def _set(one: Set, room: int) -> Iterator[Line]:
    where = f"in {one.file}" if one.file.startswith("~") else one.file
    space = (" " * _MARGIN, "text")
    if len(one.line) + len(where) + 3 <= room:
        yield space, (one.line, "accent"), (f"   {where}", "muted")
    else:
        yield space, (one.line, "accent")
        yield space, (where, "muted")
