"""Pictures in the text: in place, as a reference row, to come, or broken with a way to get them.

A picture in place takes the rows that its stored size asks for, so nothing moves when its cells
come; they are asked for when a row is painted, not when it is laid out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.strip import Strip

from chat.chunks import ImagePreview
from chat.messages import Picture, PicturePart
from chat.text import clean_line
from tui.pictures.fit import SQUARE
from tui.transcript.rows import BODY, GUTTER, MEASURE, Hit, Sheet, Span
from tui.transcript.styles import STRONG, Styles

BOX = (40, 16)
"""Columns and rows of a picture in the text, at most."""
_FETCH = ("f", "fetch again")


class Pictures(Protocol):
    """Who knows how pictures are shown here and has their cells."""

    @property
    def inline(self) -> bool:
        """Whether pictures stand in the text; else a row refers to them."""
        ...

    @property
    def blocks(self) -> bool:
        """Whether a picture to come has a block; not where pictures are off."""
        ...

    def fit(self, size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
        """Columns and rows that `size` pixels take in `box`."""
        ...

    def size(self, preview: ImagePreview) -> tuple[int, int] | None:
        """Pixels of a preview."""
        ...

    def strips(
        self, what: Picture | ImagePreview, box: tuple[int, int], ground: str
    ) -> Sequence[Strip] | None:
        """The cells on `ground`; None until they are there, and then the transcript is told."""
        ...

    def problem(self, picture: Picture) -> str:
        """Why a picture cannot be shown; empty while that is not known."""
        ...


@dataclass(frozen=True, slots=True)
class Art:
    """What a block shows; without `what`, or until it is there, the block is empty."""

    pictures: Pictures | None
    what: Picture | ImagePreview | None
    box: tuple[int, int]

    def segments(self, row: int, styles: Styles) -> list[Segment]:
        """The cells of one row, exactly as wide as the block."""
        strips = None
        if self.pictures is not None and self.what is not None:
            strips = self.pictures.strips(self.what, self.box, styles.palette.ground)
        columns = self.box[0]
        if strips is None:
            return [Segment(" " * columns, styles.of("text", 0, "picture"))]
        ground = styles.of("text")
        if row >= len(strips):
            return [Segment(" " * columns, ground)]
        strip = strips[row]
        if strip.cell_length != columns:
            strip = strip.adjust_cell_length(columns, ground)
        return list(strip)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a picture part stands: its message, its number among the pictures of that message."""

    message: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class Coming:
    """A picture to come: its size where that is known, the latest preview, how long it takes."""

    seconds: float
    size: tuple[int, int] | None = None
    preview: ImagePreview | None = None
    progress: float | None = None
    ahead: bool = False
    """Whether others come before it."""
    place: str = ""
    """Which of several it is: `2 of 4`."""


def write_picture(
    sheet: Sheet,
    part: PicturePart,
    pictures: Pictures | None = None,
    slot: Slot | None = None,
    *,
    edge: Sequence[Span] = BODY,
    preview: ImagePreview | None = None,
) -> None:
    """`preview` was the last seen of it while it came."""
    inline = pictures is not None and pictures.inline and edge is BODY
    if part.picture is not None:
        if not inline:
            _write_reference(sheet, part.picture, edge)
            return
        assert pictures is not None
        size = (part.picture.width or SQUARE[0], part.picture.height or SQUARE[1])
        _write_block(sheet, pictures, part.picture, size, part.picture)
        if problem := pictures.problem(part.picture):
            _write_broken(sheet, problem, slot if part.picture.source else None, edge)
        else:
            _write_reference(sheet, part.picture, edge)
    elif part.failed is not None:
        if inline:
            _write_block(sheet, pictures, None, SQUARE)
        reason = part.failed or "the picture could not be kept"
        _write_broken(sheet, reason, slot if part.source else None, edge)
    else:
        if inline:
            assert pictures is not None
            size = pictures.size(preview) if preview is not None else None
            _write_block(sheet, pictures, preview, size or SQUARE)
        told = clean_line(part.prompt, 60)
        sheet.write((Span(f"▢ {told or 'picture'} · being kept …", "muted"),), edge=edge)


def _write_block(
    sheet: Sheet,
    pictures: Pictures | None,
    what: Picture | ImagePreview | None,
    size: tuple[int, int],
    opens: Picture | None = None,
) -> int:
    """Rows in the aspect of `size`; the columns they take."""
    room = (max(8, min(BOX[0], sheet.width - 2 * GUTTER)), BOX[1])
    box = pictures.fit(size, room) if pictures is not None else (min(32, room[0]), room[1])
    art = Art(pictures, what, box)
    hits = (Hit(GUTTER, GUTTER + box[0], "picture", opens),) if opens is not None else ()
    sheet.draw(art, hits)
    return box[0]


def _write_reference(sheet: Sheet, picture: Picture, edge: Sequence[Span]) -> None:
    """`▣ prompt · flux-dev · 1024×1024 · seed 42 · 8 s`, the prompt cut first."""
    from tui.pictures.caption import made

    tail = "".join(f" · {fact}" for fact in made(picture))
    room = min(MEASURE, sheet.width - 2 * GUTTER) - 2 - cell_len(tail)
    prompt = clean_line(picture.prompt, 200) or "picture"
    if cell_len(prompt) > room:
        prompt = set_cell_size(prompt, max(1, room - 1)).rstrip() + "…"
    start = sum(cell_len(span.text) for span in edge)
    hit = Hit(start, start + 2 + cell_len(prompt + tail), "picture", picture)
    spans = (Span("▣ ", "accent"), Span(prompt), Span(tail, "muted"))
    sheet.write(spans, edge=edge, hits=(hit,), wrapped=False)


def _write_broken(sheet: Sheet, reason: str, slot: Slot | None, edge: Sequence[Span]) -> None:
    """`✕ The file is missing. · f fetch again`; what can be done stands below a long reason."""
    told = clean_line(reason, 200)
    spans = [Span("✕ ", "error"), Span(told, "error")]
    if slot is None:
        sheet.write(spans, edge=edge, hang=2)
        return
    key, words = _FETCH
    keys = [Span(key, "muted", STRONG), Span(f" {words}", "muted")]
    start = sum(cell_len(span.text) for span in edge) + 2
    cells = cell_len(key) + 1 + cell_len(words)
    if start + cell_len(told) + 3 + cells <= sheet.width - GUTTER:
        at = start + cell_len(told) + 3
        hit = Hit(at, at + cells, "fetch", (slot.message, slot.number))
        spans += [Span(" · ", "muted"), *keys]
        sheet.write(spans, edge=edge, hits=(hit,), wrapped=False)
        return
    sheet.write(spans, edge=edge, hang=2)
    hit = Hit(start, start + cells, "fetch", (slot.message, slot.number))
    sheet.write(keys, edge=(*edge, Span("  ")), hits=(hit,), wrapped=False)


def write_coming(sheet: Sheet, coming: Coming, pictures: Pictures | None = None) -> None:
    """The block of a picture to come and one thin bar: percent if the server tells, else time."""
    width = max(8, min(32, sheet.width - 2 * GUTTER - 6))
    if pictures is None or pictures.blocks:
        known = pictures.size(coming.preview) if pictures and coming.preview else None
        size = known or coming.size or SQUARE
        width = _write_block(sheet, pictures, coming.preview, size)
    if coming.progress is None:
        words = " · ".join(filter(None, (coming.place, f"{coming.seconds:.0f} s")))
        told = (Span("╌" * width, "faint"), Span(f" {words}", "muted"))
        sheet.write(told, wrapped=False)
        return
    share = min(1.0, max(0.0, coming.progress))
    done = round(width * share)
    spans = (
        Span("━" * done, "accent"),
        Span("╌" * (width - done), "faint"),
        Span(" " + " · ".join(filter(None, (coming.place, f"{share:.0%}"))), "muted"),
    )
    sheet.write(spans, wrapped=False)
