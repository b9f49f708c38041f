"""A conversation that a model has no room for: how many of its oldest messages to leave out.

The server's own numbers decide where it tells them, then the model's context, then a half.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chat.errors import Failure
from chat.messages import PathRow

_NUMBER = re.compile(r"(?<![\w.])(\d{3,9})(?![\w.]*\w)")
_LEAST = 256
"""Tokens: a smaller number in a server's words is no size of a context."""
_CHARACTERS = 3.0
"""A token has at least so many, on the average of what people write in."""
_ROOM = 0.75
"""Of what fits: the answer needs some, too."""
_HALF = 0.55
"""A little more than that, so that of two exchanges one stays."""
_SMALLEST, _LARGEST = 0.03, 0.75
"""Of what was sent."""


def left_out(
    path: Sequence[PathRow], failure: Failure, context: int | None, before: int = 0
) -> int | None:
    """How many messages of `path` (which ends with the question) to leave out, beside the
    `before` that already were; None when only the question is left."""
    sizes = [row.characters for row in path[before:-1]]
    if not sizes:
        return None
    total = sum(sizes) + path[-1].characters
    room = total * _share(failure, context, total) - path[-1].characters
    count = len(sizes)
    for size in reversed(sizes):
        room -= size
        if room < 0:
            break
        count -= 1
    count = max(count, 1)
    # What is left begins with a question.
    while count < len(sizes) and path[before + count].role == "assistant":
        count += 1
    return before + count


def _share(failure: Failure, context: int | None, characters: int) -> float:
    """Which part of what was sent fits."""
    told = [int(n) for n in _NUMBER.findall(f"{failure.sentence} {failure.excerpt}")]
    sizes = sorted({number for number in told if number >= _LEAST and number != failure.status})
    if len(sizes) >= 2:
        share = sizes[0] / sizes[-1]
    elif context:
        share = context * _CHARACTERS / max(1, characters)
    else:
        share = _HALF / _ROOM
    return min(_LARGEST, max(_SMALLEST, share * _ROOM))
