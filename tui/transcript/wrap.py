"""Where a logical line breaks: at spaces, else between graphemes; ranges of characters."""

from __future__ import annotations

from rich.cells import cell_len, split_graphemes

Range = tuple[int, int]


def breaks(text: str, width: int, hang: int = 0) -> list[Range]:
    """Ranges of `text` for rows of at most `width` cells (`width - hang` after the first).

    Spaces at a break are in no range. A grapheme wider than a row has one of its own.
    """
    width = max(2, width)
    rest = max(2, width - hang)
    if text.isascii():
        return _narrow(text, width, rest)
    return _wide(text, width, rest)


def _narrow(text: str, room: int, rest: int) -> list[Range]:
    ranges: list[Range] = []
    start, end = 0, len(text)
    while end - start > room:
        cut = text.rfind(" ", start, start + room + 1)
        following = cut + 1
        if cut <= start or not text[start:cut].strip():
            cut = following = start + room
        while cut > start and text[cut - 1] == " ":
            cut -= 1
        ranges.append((start, cut))
        while following < end and text[following] == " ":
            following += 1
        start, room = following, rest
    if start < end or not ranges:
        ranges.append((start, end))
    return ranges


def _wide(text: str, room: int, rest: int) -> list[Range]:
    if cell_len(text) <= room:
        return [(0, len(text))]
    ranges: list[Range] = []
    start = used = 0
    cut: Range | None = None
    """Where the row could end, and where the next would start."""
    words = False
    for begin, after, cells in split_graphemes(text)[0]:
        if text[begin:after] == " ":
            if words:
                cut = (begin, after) if cut is None or cut[1] != begin else (cut[0], after)
            if used + cells > room:
                continue
        elif used + cells > room and begin > start:
            end, following = cut if cut is not None else (begin, begin)
            ranges.append((start, end))
            start, used, room = following, cell_len(text[following:begin]), rest
            cut, words = None, True
        else:
            words = True
            if cells > 1 and begin > start and (cut is None or cut[1] != begin):
                cut = (begin, begin)
        used += cells
    if start < len(text) or not ranges:
        ranges.append((start, len(text)))
    return ranges
