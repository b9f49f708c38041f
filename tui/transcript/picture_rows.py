"""Pictures in the text: a reference row, a block for one to come, a sentence for a broken one."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from chat.chunks import ImagePreview
from chat.messages import Picture, PicturePart
from chat.text import clean_line
from tui.transcript.rows import BODY, GUTTER, MEASURE, Hit, Sheet, Span

_WIDEST, _COME = 32, 6
"""Cells of a picture to come: width and rows, in the aspect of a square."""


def write_picture(sheet: Sheet, part: PicturePart, *, edge: Sequence[Span] = BODY) -> None:
    if part.picture is not None:
        _write_reference(sheet, part.picture, edge)
    elif part.failed is not None:
        reason = clean_line(part.failed, 200) or "the picture could not be kept"
        sheet.write((Span("✕ ", "error"), Span(reason, "error")), edge=edge, hang=2)
    else:
        told = clean_line(part.prompt, 60)
        sheet.write((Span(f"▢ {told or 'picture'} · being kept …", "muted"),), edge=edge)


def _write_reference(sheet: Sheet, picture: Picture, edge: Sequence[Span]) -> None:
    """`▣ prompt · flux-dev · 1024×1024`, the prompt cut first."""
    facts = [clean_line(picture.model, 40)] if picture.model else []
    if picture.width and picture.height:
        facts.append(f"{picture.width}×{picture.height}")
    tail = "".join(f" · {fact}" for fact in facts)
    room = min(MEASURE, sheet.width - 2 * GUTTER) - 2 - cell_len(tail)
    prompt = clean_line(picture.prompt, 200) or "picture"
    if cell_len(prompt) > room:
        prompt = set_cell_size(prompt, max(1, room - 1)).rstrip() + "…"
    start = sum(cell_len(span.text) for span in edge)
    hit = Hit(start, start + 2 + cell_len(prompt + tail), "picture", picture)
    spans = (Span("▣ ", "accent"), Span(prompt), Span(tail, "muted"))
    sheet.write(spans, edge=edge, hits=(hit,), wrapped=False)


def write_coming(sheet: Sheet, preview: ImagePreview, seconds: float) -> None:
    """The block of a picture to come and one thin bar: percent if the server tells, else time."""
    width = max(8, min(_WIDEST, sheet.width - 2 * GUTTER - 6))
    for _ in range(_COME):
        sheet.write((Span("▒" * width, "faint"),), wrapped=False)
    if preview.progress is None:
        sheet.write((Span("╌" * width, "faint"), Span(f" {seconds:.0f} s", "muted")), wrapped=False)
        return
    share = min(1.0, max(0.0, preview.progress))
    done = round(width * share)
    spans = (
        Span("━" * done, "accent"),
        Span("╌" * (width - done), "faint"),
        Span(f" {share:.0%}", "muted"),
    )
    sheet.write(spans, wrapped=False)
