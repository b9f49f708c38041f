"""Several pictures of one answer beside each other, a slot each from the start: it has its picture,
why there is none, or what is waited for.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment

from chat.messages import Part, Picture, PicturePart
from chat.text import clean_line
from tui.pictures.fit import SQUARE
from tui.transcript.picture_rows import Art, Coming, Pictures, Slot
from tui.transcript.rows import GUTTER, Hit, Sheet, Span
from tui.transcript.styles import STRONG, Styles

if TYPE_CHECKING:
    from chat.chunks import ImagePreview
    from chat.turn import Turn

TILE = (32, 12)
"""Columns and rows of one picture, at most."""
_LEAST, _GAP = 14, 2
"""Columns of a picture, and between two."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One slot: a picture part, one to come, or (both None) one behind that."""

    part: PicturePart | None = None
    coming: Coming | None = None
    slot: Slot | None = None
    number: int = 0
    """From 1, among all that were asked for."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Blocks in one row, at the top, each in `width` columns."""

    arts: tuple[Art, ...]
    width: int

    @property
    def box(self) -> tuple[int, int]:
        count = len(self.arts)
        return count * self.width + (count - 1) * _GAP, max(art.box[1] for art in self.arts)

    def segments(self, row: int, styles: Styles) -> list[Segment]:
        ground, found = styles.of("text"), list[Segment]()
        for number, art in enumerate(self.arts):
            if number:
                found.append(Segment(" " * _GAP, ground))
            across, down = art.box
            if row < down:
                found += art.segments(row, styles)
            left = self.width - (across if row < down else 0)
            if left:
                found.append(Segment(" " * left, ground))
        return found


def tiles_of(parts: Sequence[Part], message: int, first: int = 0) -> list[Tile]:
    """Slots of pictures that are there; `first` counts them over the whole message."""
    return [
        Tile(part, slot=Slot(message, first + number))
        for number, part in enumerate(parts)
        if isinstance(part, PicturePart)
    ]


def awaited(
    turn: Turn, size: tuple[int, int] | None, count: int, preview: ImagePreview | None
) -> Coming | None:
    """The picture that is being drawn, or was asked for (then its `size` is known) and nothing has
    come yet; between two of several the next one keeps its place."""
    answer = turn.answer
    pictures = [part for part in answer.parts() if isinstance(part, PicturePart)]
    came = len(pictures)
    known = answer.preview is not None or 1 <= came < count
    if turn.end is not None or (not known and (size is None or answer.said)):
        return None
    if size is None and pictures and (last := pictures[-1].picture) is not None and last.width:
        size = last.width, last.height
    progress = answer.preview.progress if answer.preview else None
    place = f"{came + 1} of {count}" if 1 < count > came else ""
    ahead = answer.preview is None and came > 0
    return Coming(time.time() - turn.started, size, preview, progress, ahead, place)


def _came(parts: Sequence[Part]) -> int:
    return sum(isinstance(part, PicturePart) for part in parts)


def to_come(
    parts: Sequence[Part], count: int, coming: Coming | None, size: tuple[int, int] | None
) -> list[Tile]:
    """The slots of `count` that have nothing yet: the one being drawn, then the others."""
    came = _came(parts)
    if not 1 < count > came:
        return []
    later = Coming(0, size, ahead=True)
    tiles = [Tile(coming=later, number=number) for number in range(came + 1, count + 1)]
    if coming is not None and not coming.ahead:
        tiles[0] = Tile(coming=coming, number=came + 1)
    return tiles


def write_grid(sheet: Sheet, tiles: Sequence[Tile], pictures: Pictures) -> None:
    columns, width = _columns(len(tiles), sheet.width - 2 * GUTTER)
    # No wider than what is in it: the rows may have made the pictures narrow.
    width = min(width, max(_needed(tile, pictures, width) for tile in tiles))
    for start in range(0, len(tiles), columns):
        if start:
            sheet.blank()
        _write_row(sheet, tiles[start : start + columns], pictures, width)


def _needed(tile: Tile, pictures: Pictures, width: int) -> int:
    art = _art(tile, pictures, width).box[0]
    if tile.part is None:
        return art
    return max(art, sum(cell_len(span.text) for span in _told(tile, pictures, width)[0]))


def _columns(count: int, room: int) -> tuple[int, int]:
    """How many stand in a row, and the columns that each has."""
    columns = 2 if count in (2, 4) else 3
    while columns > 1 and (room - _GAP * (columns - 1)) // columns < _LEAST:
        columns -= 1
    return columns, max(8, min(TILE[0], (room - _GAP * (columns - 1)) // columns))


def _write_row(sheet: Sheet, tiles: Sequence[Tile], pictures: Pictures, width: int) -> None:
    arts = tuple(_art(tile, pictures, width) for tile in tiles)
    opens: list[Hit] = []
    below: list[Hit] = []
    spans: list[Span] = []
    for number, (tile, art) in enumerate(zip(tiles, arts, strict=True)):
        at = GUTTER + number * (width + _GAP)
        picture = tile.part.picture if tile.part is not None else None
        if picture is not None:
            opens.append(Hit(at, at + art.box[0], "picture", picture))
        told, hit = _told(tile, pictures, width)
        if hit is not None:
            below.append(Hit(at, at + width, *hit))
        left = width - sum(cell_len(span.text) for span in told)
        spans += told
        if number + 1 < len(tiles):
            spans.append(Span(" " * (left + _GAP)))
    sheet.draw(Beside(arts, width), tuple(opens))
    sheet.write(spans, hits=tuple(below), wrapped=False)


def _art(tile: Tile, pictures: Pictures, width: int) -> Art:
    box = width, TILE[1]
    picture = tile.part.picture if tile.part is not None else None
    if picture is not None:
        size = picture.width or SQUARE[0], picture.height or SQUARE[1]
        return Art(pictures, picture, pictures.fit(size, box))
    coming = tile.coming
    known = pictures.size(coming.preview) if coming is not None and coming.preview else None
    size = known or (coming.size if coming is not None else None) or SQUARE
    return Art(pictures, coming.preview if coming is not None else None, pictures.fit(size, box))


def _told(
    tile: Tile, pictures: Pictures, width: int
) -> tuple[list[Span], tuple[str, object] | None]:
    """What stands below a slot, and what a click on it does."""
    part = tile.part
    if part is not None and part.picture is not None:
        problem = pictures.problem(part.picture)
        if not problem:
            return _caption(part.picture, width), ("picture", part.picture)
        return _broken(problem, tile.slot if part.picture.source else None, width)
    if part is not None and part.failed is not None:
        return _broken(part.failed, tile.slot if part.source else None, width)
    if part is not None:
        return [Span(_cut("▢ being kept …", width), "muted")], None
    if tile.coming is None or tile.coming.ahead:
        return [Span(_cut(f"▢ {tile.number}", width), "faint")], None
    return _bar(tile.coming, width), None


def _caption(picture: Picture, width: int) -> list[Span]:
    """What tells it from its neighbours: its seed; who made it and how large is said once."""
    from tui.pictures.caption import made

    facts = made(picture)
    own = [fact for fact in facts if fact.startswith("seed ")]
    rest = [fact for fact in facts if fact not in own and fact != clean_line(picture.model, 40)]
    told = [*own, *rest]
    while len(told) > 1 and cell_len(" · ".join(told)) > width - 2:
        told.pop()
    return [Span("▣ ", "accent"), Span(_cut(" · ".join(told), width - 2), "muted")]


def _broken(
    reason: str, slot: Slot | None, width: int
) -> tuple[list[Span], tuple[str, object] | None]:
    told = clean_line(reason, 200)
    if slot is None:
        return [Span(_cut(f"✕ {told}", width), "error")], None
    keys = [Span(" f", "muted", STRONG), Span(" fetch", "muted")]
    spans = [Span(_cut(f"✕ {told}", max(1, width - 8)), "error"), *keys]
    return spans, ("fetch", (slot.message, slot.number))


def _bar(coming: Coming, width: int) -> list[Span]:
    if coming.progress is None:
        label = f" {coming.seconds:.0f} s"
        return [Span("╌" * max(0, width - len(label)), "faint"), Span(label, "muted")]
    share = min(1.0, max(0.0, coming.progress))
    label = f" {share:.0%}"
    room = max(0, width - len(label))
    done = round(room * share)
    return [Span("━" * done, "accent"), Span("╌" * (room - done), "faint"), Span(label, "muted")]


def _cut(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(1, width - 1)).rstrip() + "…"
