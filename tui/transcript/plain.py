"""Text that cannot change the Markdown before it: it lengthens the last line, nothing is parsed.

Most of a stream is letters and spaces. What they follow must be plain too, so that no emphasis,
link, address, list or table is begun, ended or made longer by them.
"""

from __future__ import annotations

import re

from tui.transcript.blocks import Block, Heading, Listing, Paragraph, Quote
from tui.transcript.rows import Row, Sheet, Span

_PLAIN = re.compile(r"(?:[^\W_]|[ ,;:?!'\"(-]|\.(?![^\W_]))*")
"""No dot before a letter: that would be an address."""
_BEGUN = re.compile(r"(?<!\S)(?=\S*[^\W_])\S+ +[^\W_]")
"""A line of which it is certain what kind of block it is. Tried at the beginnings of words only:
at every letter it would take minutes over a long line without a space."""
_LOOKED_AT = 2048
"""Characters of a line in which that must show."""


def is_prose(block: Block) -> bool:
    """Whether the last line of `block` is one of words."""
    match block:
        case Paragraph() | Heading():
            return True
        case Listing(items):
            return bool(items and items[-1]) and is_prose(items[-1][-1])
        case Quote(blocks):
            return bool(blocks) and is_prose(blocks[-1])
        case _:
            return False


def addition(before: str, added: str) -> str | None:
    """What is to be written behind a line of prose when `added` follows the Markdown `before`;
    None when it has to be parsed."""
    line = before[before.rfind("\n") + 1 :]
    word = line[line.rfind(" ") + 1 :]
    if _BEGUN.search(line, 0, _LOOKED_AT) is None or _PLAIN.fullmatch(word + added) is None:
        return None
    if "|" in line or "\t" in line or "]:" in before:
        return None
    if word and not word[-1].isalnum() and added[0] != " ":
        return None
    spaces = line[len(line.rstrip(" ")) :]
    return (spaces + added).rstrip(" ")


def lengthened(rows: list[Row], before: str, more: str) -> Sheet | None:
    """The last logical line of `rows` with `more` behind it; None if it does not end as `before`
    does."""
    last = rows[-1].written
    words = before.split()
    if not last.spans or not words or last.ground != "ground" or last.hits or last.right:
        return None
    *spans, end = last.spans
    if not end.text.endswith(words[-1]):
        return None
    sheet = Sheet(last.width, last.styles, first_line=last.line)
    longer = Span(end.text + more, end.role, end.flags, end.href)
    sheet.write([*spans, longer], edge=last.edge, hang=last.hang, room=last.room, inset=last.inset)
    return sheet
