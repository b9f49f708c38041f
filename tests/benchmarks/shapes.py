"""Answers of one construct only, and hostile ones: what a reader that parses anew chokes on."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator, Sequence

from tests.benchmarks.corpus import answer, sentence

_PIECE = re.compile(r"\s?\S{1,5}|\s+")


def _pieces(blocks: Iterator[str], tokens: int) -> list[str]:
    """About `tokens` pieces of some four characters."""
    pieces: list[str] = []
    for text in blocks:
        if len(pieces) >= tokens:
            break
        pieces += _PIECE.findall(text)
    return pieces[:tokens]


def _list(tokens: int) -> list[str]:
    chosen = random.Random(1)
    return _pieces((f"- {sentence(chosen, 9)}\n" for _ in itertools.count()), tokens)


def _table(tokens: int) -> list[str]:
    rows = (f"| name {n} | `value_{n}` | some words of row {n} |\n" for n in itertools.count())
    return _pieces(
        itertools.chain(["| name | value | note |\n| --- | --- | --- |\n"], rows), tokens
    )


def _paragraph(tokens: int) -> list[str]:
    chosen = random.Random(2)
    return _pieces((f"{sentence(chosen, 25)} " for _ in itertools.count()), tokens)


def _fence(tokens: int) -> list[str]:
    lines = (f"x_{n} = compute(rows, {n})  # line {n} of them\n" for n in itertools.count())
    return [*_pieces(itertools.chain(["```python\n"], lines), tokens), "\n```\n"]


def _line(_: int) -> list[str]:
    """A megabyte without a newline, in one event."""
    return ["abcdefghij klmnopqrstuvwxyz" * 38_000]


def _letters(tokens: int) -> list[str]:
    """Chunks of one character."""
    return list("".join(answer(tokens)))[:tokens]


def _rows(tokens: int) -> list[str]:
    """A table of so many rows, a row at a time."""
    head = "| name | value | note |\n| --- | --- | --- |\n"
    return [head, *(f"| name {n} | `value_{n}` | words of row {n} |\n" for n in range(tokens))]


def _deep(tokens: int) -> list[str]:
    """Quotes in quotes, then lists in lists, so many levels deep."""
    quotes = [f"{'>' * level} level {level}\n" for level in range(1, tokens + 1)]
    lists = [f"{'  ' * level}- level {level}\n" for level in range(tokens)]
    return [*quotes, "\n", *lists]


SHAPES: dict[str, Callable[[int], Sequence[str]]] = {
    "mixed": answer,
    "list": _list,
    "table": _table,
    "paragraph": _paragraph,
    "fence": _fence,
    "line": _line,
    "letters": _letters,
    "rows": _rows,
    "deep": _deep,
}
