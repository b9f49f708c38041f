"""Where a logical line breaks: at spaces, else behind the joints of an address or a name, else
between graphemes; ranges of characters."""

from __future__ import annotations

from rich.cells import CellSpan, cell_len, split_graphemes

Range = tuple[int, int]
_JOINTS = "/?&=_-.,;:#%+"
"""Characters behind which a long word breaks, if one is in the second half of its row."""


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
            half, stop = start + room // 2, start + room
            cut = max(text.rfind(joint, half, stop) for joint in _JOINTS) + 1 or stop
            following = cut
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
    graphemes = split_graphemes(text)[0]
    ranges: list[Range] = []
    start, count = 0, len(graphemes)
    while start < count:
        cut = _row_end(text, graphemes, start, room)
        end = cut
        while end > start and _is_space(text, graphemes[end - 1]):
            end -= 1
        if end == start:
            end = cut
        ranges.append((graphemes[start][0], graphemes[end - 1][1]))
        start, room = cut, rest
        while start < count and _is_space(text, graphemes[start]):
            start += 1
    return ranges or [(0, 0)]


def _row_end(text: str, graphemes: list[CellSpan], start: int, room: int) -> int:
    """The grapheme before which the row that begins at `start` ends."""
    used, at, cut, words = 0, start, 0, False
    while at < len(graphemes):
        _, _, cells = graphemes[at]
        space = _is_space(text, graphemes[at])
        if used + cells > room and not space and at > start:
            return cut or _joint(text, graphemes, start, at)
        if cells > 1 and words:
            cut = at
        used += cells
        at += 1
        words = words or not space
        if (space and words) or cells > 1:
            cut = at
    return at


def _joint(text: str, graphemes: list[CellSpan], start: int, end: int) -> int:
    """The last place of a row at which a long word may break; its end, if there is none."""
    half = (start + end) // 2
    places = range(end, half, -1)
    return next((at for at in places if text[graphemes[at - 1][0]] in _JOINTS), end)


def _is_space(text: str, grapheme: CellSpan) -> bool:
    return text[grapheme[0] : grapheme[1]] == " "
