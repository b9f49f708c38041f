"""Formulas as they were written: in a line as code between their marks, on lines of their own as
a block of TeX, which has everything that code has (its colours, its mark to copy)."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

_CLOSER = {r"\(": r"\)", r"\[": r"\]"}


def marked(source: str, opener: str) -> str:
    """A formula between the marks it was written in, in one line."""
    return f"{opener}{source}{_CLOSER.get(opener, opener)}".replace("\n", " ").replace("\t", " ")


def as_source(tokens: Sequence[Token]) -> bool:
    """Turn the formulas of `tokens` into code, in place; whether there were any."""
    found = False
    for token in tokens:
        if token.type == "math_inline":
            token.type, token.content = "code_inline", marked(token.content, token.markup)
        elif token.type == "math_block":
            token.type, token.info = "fence", "tex"
        else:
            found |= as_source(token.children or ())
            continue
        found = True
    return found
