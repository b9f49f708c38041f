"""Formulas as spans: readable where they can be and as soon as their reader is there, which is made
ready in a thread as the colours of code are; until then the source stands there.
"""

from __future__ import annotations

import re

from tui.maths.as_source import marked
from tui.transcript.highlight import FORMULAS, is_ready
from tui.transcript.rows import Span
from tui.transcript.styles import CODE

_APART = re.compile(r" {3,}")
"""In rows that stand below each other."""


def shown_formula(source: str, opener: str, flags: int = 0) -> list[Span]:
    """A formula in a line: its rows one behind the other, or its source between its marks."""
    lines = readable_lines(source)
    if lines is None:
        return [Span(marked(source, opener), "text", flags | CODE)]
    return [Span("; ".join(_APART.sub("  ", line.strip()) for line in lines), "text", flags)]


def readable_lines(source: str) -> tuple[str, ...] | None:
    """Its rows; None if it has no readable form, or none yet."""
    if not is_ready(FORMULAS):
        return None
    from tui.maths.readable import readable

    return readable(source)
